// The filter of the comparing pages sends itself when something is chosen; empty choices stay out of the address.

const form = document.querySelector("[data-filter]");

form?.addEventListener("change", () => form.requestSubmit());
form?.addEventListener("submit", () => {
  for (const field of form.querySelectorAll("select, input")) field.disabled = !field.value;
});
// Coming back to the page, nothing is switched off.
addEventListener("pageshow", () => {
  for (const field of form?.querySelectorAll("select, input") ?? []) field.disabled = false;
});
if (form) form.querySelector("[data-filter-send]").hidden = true;
