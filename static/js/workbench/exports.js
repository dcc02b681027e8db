// A preview opens with the options as they stand in the form beside it.

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-with-options]");
  const form = link?.closest("form");
  if (!form) return;
  const chosen = [...form.querySelectorAll(".export-options select")].map((select) => [select.name, select.value]);
  const address = new URL(link.href);
  address.search = new URLSearchParams(chosen).toString();
  link.href = address.href;
});
