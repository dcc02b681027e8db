// Choosing codes of a tree of checkboxes: a code takes those below it along, and those above it come with it.

const form = document.querySelector("[data-branches]");
const boxes = [...form.querySelectorAll("input[data-depth]")];
const depthOf = (box) => Number(box.dataset.depth);
const place = form.querySelector("[data-chosen]");

function below(at) {
  const end = boxes.findIndex((box, index) => index > at && depthOf(box) <= depthOf(boxes[at]));
  return boxes.slice(at + 1, end < 0 ? boxes.length : end);
}

function above(at) {
  const found = [];
  for (let index = at - 1, depth = depthOf(boxes[at]); index >= 0 && depth > 0; index -= 1) {
    if (depthOf(boxes[index]) >= depth) continue;
    found.push(boxes[index]);
    depth = depthOf(boxes[index]);
  }
  return found;
}

function count() {
  place.textContent = place.dataset.chosen.replace("{n}", boxes.filter(({ checked }) => checked).length);
}

form.addEventListener("change", (event) => {
  const at = boxes.indexOf(event.target);
  if (at < 0) return;
  for (const box of below(at)) box.checked = event.target.checked;
  if (event.target.checked) for (const box of above(at)) box.checked = true;
  count();
});
count();
