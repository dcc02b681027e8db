// Undo and redo: buttons that say what they would do, and their keys. A page that keeps its own state takes them over;
// on any other page the button's form does it, and the page comes anew.
import { announce } from "./announce.js";
import { showMessage } from "./messages.js";
import { register } from "./shortcuts.js";

const forms = () => [...document.querySelectorAll("form[data-turn]")];
let page = null;
let shown = null;

// stack has undo and redo, lists of { said }, and tells of changes; turn(side) does it and resolves with { said, where }.
export function takeOver(stack, turn) {
  page = { stack, turn };
  stack.addEventListener("changed", draw);
  draw();
}

function draw() {
  for (const form of forms()) {
    const next = page.stack[form.dataset.turn][0];
    const button = form.querySelector("button");
    button.title = next ? form.dataset.would.replace("{act}", next.said) : form.dataset.nothing;
    button.setAttribute("aria-disabled", String(!next));
  }
}

async function turn(form) {
  const { dataset } = form;
  if (!page) {
    form.requestSubmit();
    return;
  }
  const done = await page.turn(dataset.turn);
  if (!done) announce(dataset.nothing);
  else tell(dataset.done.replace("{act}", done.said), done.where, dataset.see);
}

// One message for one act after the other; with a link where it is not on this page.
function tell(said, where, see) {
  shown?.remove();
  shown = showMessage(said, "info");
  if (!shown || !where || new URL(where, location.href).pathname === location.pathname) return;
  shown.querySelector("p").append(" ", Object.assign(document.createElement("a"), { href: where, textContent: see }));
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-turn]");
  if (!form || !page) return;
  event.preventDefault();
  turn(form);
});

// In a field the browser's own undo is meant.
function onKey(side) {
  return (event) => {
    if (event.target.matches("textarea, input:not([type=checkbox], [type=radio]), [contenteditable]")) return false;
    const form = forms().find((one) => one.dataset.turn === side);
    if (!form) return false;
    turn(form);
    return true;
  };
}

const words = document.getElementById("queue-words")?.dataset;
if (words && document.querySelector("form[data-turn], [data-turns]")) {
  register("Mod+z", words.undo, onKey("undo"));
  register("Mod+Shift+z", words.redo, onKey("redo"));
  register("Mod+y", words.redo, onKey("redo"));
}
