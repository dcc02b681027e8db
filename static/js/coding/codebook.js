// The codebook page: filter by name, walk and change codes by keys, focus that survives a redrawn list.
import { announce } from "../workbench/announce.js";
import { register } from "../workbench/shortcuts.js";

let wanted = null; // id of what gets the focus when the list has been drawn anew

function rows() {
  return [...document.querySelectorAll("#codebook tbody tr:not([hidden])")];
}

function rowInFocus() {
  return document.activeElement?.closest("#codebook tbody tr") ?? null;
}

function step(by) {
  const all = rows();
  const here = all.indexOf(rowInFocus());
  const next = all[here < 0 ? (by > 0 ? 0 : all.length - 1) : here + by];
  if (!next) return;
  next.querySelector("th a").focus();
  next.scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const row = rowInFocus();
  const button = row?.querySelector(selector);
  if (!button) return false;
  wanted = row.querySelector("th a").id;
  button.click();
  return true;
}

function filter(input) {
  const text = input.value.trim().toLowerCase();
  let shown = 0;
  for (const row of document.querySelectorAll("#codebook tbody tr")) {
    row.hidden = !row.dataset.code.includes(text);
    shown += row.hidden ? 0 : 1;
  }
  const none = document.getElementById("code-filter-none");
  none.hidden = shown > 0;
  announce(none.hidden ? String(shown) : none.textContent);
}

document.addEventListener("input", (event) => {
  if (event.target.id === "code-filter") filter(event.target);
});

document.addEventListener("codebookChanged", (event) => {
  const code = event.detail?.code;
  if (code) wanted = `code-link-${code}`;
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "codebook") return;
  const link = wanted && document.getElementById(wanted);
  wanted = null;
  // Who has begun to write meanwhile goes on writing.
  if (!link || document.activeElement.matches("input, textarea, select")) return;
  link.focus();
  link.scrollIntoView({ block: "nearest" });
});

// A dialog opened from a menu: the menu is gone when it closes, so the code itself takes the focus.
document.addEventListener("close", (event) => {
  const id = event.target.dataset?.focusAfter;
  if (id) setTimeout(() => { if (document.activeElement === document.body) document.getElementById(id)?.focus(); });
}, true);

const labels = document.getElementById("codebook")?.dataset;
if (labels) {
  const add = document.getElementById("add-code");
  register("j", labels.labelNext, () => step(1));
  register("k", labels.labelPrevious, () => step(-1));
  if (add) {
    register("n", add.dataset.keyLabel, () => add.click());
    register("e", labels.labelEdit, () => press("a[hx-get*='/edit/']"));
    register("Alt+ArrowUp", labels.labelUp, () => press("[data-code-up]"));
    register("Alt+ArrowDown", labels.labelDown, () => press("[data-code-down]"));
  }
}
