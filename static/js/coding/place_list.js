// Lists of disagreements by keys: from row to row, choose some or all, say how and why.
import "./compare_filter.js";
import { register } from "../workbench/shortcuts.js";

const names = document.querySelector("[data-key-names]")?.dataset;
const form = document.getElementById("places-form");
const boxes = () => [...document.querySelectorAll("[data-row] input[name=places]")];
const rows = [...document.querySelectorAll("[data-row]")];

function step(by) {
  const here = rows.indexOf(document.activeElement?.closest("[data-row]"));
  const row = rows[here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by];
  row?.querySelector("[data-open]").focus();
  row?.scrollIntoView({ block: "nearest" });
  return Boolean(row);
}

function toggle() {
  const box = document.activeElement?.closest("[data-row]")?.querySelector("input[name=places]");
  box?.click();
  return Boolean(box);
}

function focus(element) {
  element?.closest("details")?.setAttribute("open", "");
  element?.focus();
  return Boolean(element);
}

const all = document.querySelector("[data-all]");
const count = document.querySelector("[data-count]");

function tell() {
  const chosen = boxes().filter((box) => box.checked).length;
  if (!count) return;
  count.textContent = chosen ? count.dataset.some.replace("{n}", chosen) : count.dataset.none;
  all.checked = chosen > 0 && chosen === boxes().length;
  all.indeterminate = chosen > 0 && !all.checked;
}

all?.addEventListener("change", () => {
  for (const box of boxes()) box.checked = all.checked;
  tell();
});
document.addEventListener("change", (event) => {
  if (event.target.name === "places") tell();
  // Choosing a code means choosing "another code".
  if (event.target.id === "other-code" && event.target.value) document.getElementById("option").value = "other";
});
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-use-reason]");
  const reason = document.querySelector("[data-reason]");
  if (!button || !reason) return;
  reason.value = button.dataset.useReason;
  reason.focus();
});
tell();

if (names && form) {
  register("n", names.next, () => step(1));
  register("p", names.previous, () => step(-1));
  if (all) {
    register("x", names.choose, toggle);
    register("a", names.all, () => all.click() ?? true);
    register("o", names.how, () => focus(document.getElementById("option")));
    register("r", names.reason, () => focus(document.querySelector("[data-reason]")));
    register("Mod+Enter", names.decide, () => form.requestSubmit() ?? true);
  }
}
