// Names to decide on, one after the other with the keyboard.
import { register } from "../workbench/shortcuts.js";

const LIST = "[data-wordings]";
const list = document.querySelector(LIST);
let current = 0;

const lines = () => [...document.querySelectorAll("[data-wording]")];

function show(place, { focus = true } = {}) {
  const all = lines();
  if (!all.length) return;
  current = Math.max(0, Math.min(place, all.length - 1));
  for (const line of all) line.tabIndex = -1;
  all[current].tabIndex = 0;
  if (!focus) return;
  all[current].focus({ preventScroll: true });
  all[current].scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const button = lines()[current]?.querySelector(selector);
  button?.click();
  return Boolean(button);
}

if (list) {
  const words = list.dataset;
  register("j", words.next, () => show(current + 1));
  register("k", words.previous, () => show(current - 1));
  register("ArrowDown", words.next, () => show(current + 1), LIST);
  register("ArrowUp", words.previous, () => show(current - 1), LIST);
  register("x", words.leaveWords, () => press("[data-leave]"));
  register("u", words.undo, () => press("[data-reopen]"));
  register("o", words.open, () => press("[data-places]"));
  // On a button or link of the line Enter does what that does.
  register("Enter", words.replace, (event) => (event.target.matches("[data-wording]") ? press("[data-accept]") : false), LIST);

  list.addEventListener("focusin", (event) => {
    const line = event.target.closest("[data-wording]");
    if (line) current = lines().indexOf(line);
  });
  // A decided line is drawn anew, and at once the one after it is next, unless the decision was taken back.
  document.addEventListener("htmx:afterSwap", (event) => {
    const line = event.target.closest?.("[data-wording]");
    if (!line || !list.contains(line)) return;
    const place = lines().indexOf(line);
    show(line.dataset.state === "proposed" ? place : place + 1);
  });
  show(0, { focus: false });
}
