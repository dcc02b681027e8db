// A row that unfolds below another: the first press loads it (htmx), later ones hide and show it; what was typed stays.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-unfold]");
  if (!button) return;
  event.preventDefault();
  const row = document.getElementById(button.dataset.unfold);
  row.hidden = !row.hidden;
  button.setAttribute("aria-expanded", String(!row.hidden));
});
