// A preview opens with the options as they stand in the form beside it.

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-with-options]");
  const form = link?.closest("form");
  if (!form) return;
  const asked = form.querySelectorAll(".export-options :is(select, input:checked, input[type=hidden])");
  const chosen = [...asked].map((field) => [field.name, field.value]);
  const address = new URL(link.href);
  address.search = new URLSearchParams(chosen).toString();
  link.href = address.href;
});
