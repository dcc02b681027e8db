// The list of what the marks on a map say: a button for each group, with its mark and how many points it has.
const NONE = "none";
const PIXELS = 16;

// `groups` is the group of every point, null for none; groups come in their order, those in none last.
export function keyItems(groups, name, marks) {
  const counts = new Map();
  for (const group of groups) counts.set(group, (counts.get(group) ?? 0) + 1);
  const order = [...counts.keys()].sort((one, other) => (one ?? Infinity) - (other ?? Infinity));
  return order.map((group) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    button.dataset.group = group ?? NONE;
    button.setAttribute("aria-pressed", "false");
    const label = Object.assign(document.createElement("span"), { textContent: name(group) });
    const count = Object.assign(document.createElement("span"), { className: "count", textContent: counts.get(group) });
    button.append(mark(group, marks), label, count);
    const item = document.createElement("li");
    item.append(button);
    return item;
  });
}

// The group of a button: its number, null for none, undefined where there is no button.
export function groupOf(button) {
  if (!button) return undefined;
  return button.dataset.group === NONE ? null : Number(button.dataset.group);
}

function mark(group, marks) {
  const canvas = Object.assign(document.createElement("canvas"), { width: 2 * PIXELS, height: 2 * PIXELS });
  canvas.setAttribute("aria-hidden", "true");
  const pen = canvas.getContext("2d");
  pen.scale(2, 2);
  marks.draw(pen, group, PIXELS / 2, PIXELS / 2);
  return canvas;
}
