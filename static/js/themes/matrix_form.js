// All or none of a kind of columns at once.
function sideOf(button) {
  const boxes = [...button.closest("[role=group]").querySelectorAll("[type=checkbox]")];
  return { boxes, isAll: boxes.every((box) => box.checked) };
}

function draw(button) {
  button.textContent = sideOf(button).isAll ? button.dataset.none : button.dataset.all;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-check-all]");
  if (!button) return;
  const { boxes, isAll } = sideOf(button);
  for (const box of boxes) box.checked = !isAll;
  draw(button);
});
document.addEventListener("change", ({ target }) => {
  const button = target.closest(".matrix-columns [role=group]")?.querySelector("[data-check-all]");
  if (button) draw(button);
});
for (const button of document.querySelectorAll("[data-check-all]")) draw(button);
