// What was found, as a list: choose places with x, a page or all of them, and code what is chosen.
import { showMessage } from "../workbench/messages.js";
import { register } from "../workbench/shortcuts.js";
import { Choices } from "./choices.js";
import { siteMakerOf } from "./new_codes.js";
import { Picker } from "./picker.js";
import { Store } from "./store.js";

const LIST = "#hits";
const data = JSON.parse(document.getElementById("coding-data").textContent);
const words = JSON.parse(document.getElementById("coding-words").textContent);
const form = document.getElementById("hits-form");
const rows = [...form.querySelectorAll("[data-hit]")];
const boxes = rows.map((row) => row.querySelector("[name=place]")).filter(Boolean);
const everything = form.querySelector("[data-everything]");
const pageBox = form.querySelector("[data-choose-page]");
let picker = null;

function current() {
  return rows.find((row) => row.contains(document.activeElement)) ?? rows.find((row) => row.tabIndex === 0) ?? rows[0];
}

function focusRow(row) {
  for (const other of rows) other.tabIndex = other === row ? 0 : -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const next = rows[rows.indexOf(current()) + by];
  if (next) focusRow(next);
}

function chosen() {
  return everything?.checked ? Number(form.dataset.total) : boxes.filter((box) => box.checked).length;
}

function show() {
  for (const box of boxes) box.closest("tr").classList.toggle("is-chosen", box.checked);
  const ticked = boxes.filter((box) => box.checked).length;
  if (pageBox) {
    pageBox.checked = ticked > 0 && ticked === boxes.length;
    pageBox.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  const place = form.querySelector("[data-chosen]");
  const label = everything?.checked ? form.dataset.labelAll : form.dataset.labelChosen;
  if (place) place.textContent = label.replace("{n}", chosen());
}

function tickPage(wanted) {
  for (const box of boxes) box.checked = wanted;
}

// All are no longer chosen as soon as one of them is not.
function changed() {
  if (everything && !boxes.every((box) => box.checked)) everything.checked = false;
  show();
}

function toggle(row) {
  const box = row.querySelector("[name=place]");
  if (!box) return;
  box.checked = !box.checked;
  changed();
}

function chooseAll() {
  const wanted = everything ? !everything.checked : !boxes.every((box) => box.checked);
  if (everything) everything.checked = wanted;
  tickPage(wanted);
  show();
}

// A code for what is chosen, or for the place that has the focus where nothing is.
function pick() {
  if (!chosen()) {
    const row = document.activeElement.closest?.("[data-hit]");
    if (!row) {
      showMessage(form.dataset.labelNone, "warning");
      return;
    }
    toggle(row);
  }
  const from = current().querySelector(".hit-text").getBoundingClientRect();
  if (chosen() === 1) picker.open(from, quoteOf(boxes.find((box) => box.checked)));
  else picker.open(from, "", form.querySelector("[data-chosen]").textContent);
}

function quoteOf(box) {
  return box?.closest("tr").getAttribute("aria-label") ?? "";
}

function send(code) {
  const field = Object.assign(document.createElement("input"), { type: "hidden", name: "code", value: code.id });
  form.append(field);
  form.requestSubmit();
}

// The list is sent as a form: it needs the number that the site gives a code.
async function made(store, path) {
  const code = await siteMakerOf(store)(path);
  if (!code || code.id > 0) return code;
  showMessage(words.needsSite, "warning");
  return null;
}

if (data.mayCode) {
  const store = new Store(data, words, () => "");
  const choices = new Choices(store);
  picker = new Picker(document.getElementById("picker"), {
    codes: () => store.usable(), choices, has: () => false, several: false,
    closed: (refocus) => refocus && focusRow(current()),
    choose: (code) => {
      choices.use(code);
      send(code);
    },
    create: data.mayCreate ? (path) => made(store, path) : null,
  });
  form.querySelector("[data-pick]").addEventListener("click", pick);
  form.addEventListener("change", ({ target }) => {
    if (target === everything || target === pageBox) tickPage(target.checked);
    changed();
  });
  register("x", words.findChoose, () => toggle(current()), LIST);
  register(" ", words.findChoose, (event) => (event.target.matches("[data-hit]") ? toggle(event.target) : false), LIST);
  register("a", words.findChooseAll, chooseAll, LIST);
  register("Enter", words.findCode, (event) => (event.target.matches("[data-hit]") ? pick() : false), LIST);
  register("c", words.findCode, pick, LIST);
  show();
}

const undo = document.getElementById("undo-form");
if (undo) register("Mod+z", words.keyUndo, (event) => (event.target.matches("textarea, input:not([type=checkbox])") ? false : undo.requestSubmit()));
for (const row of rows) row.addEventListener("focusin", () => {
  for (const other of rows) other.tabIndex = other === row ? 0 : -1;
});
register("j", words.findStep, () => step(1), LIST);
register("k", words.findStep, () => step(-1), LIST);
register("ArrowDown", words.findStep, () => step(1), LIST);
register("ArrowUp", words.findStep, () => step(-1), LIST);
register("o", words.findOpen, () => current().querySelector("[data-open]").click(), LIST);
if (!document.querySelector("[autofocus]") && rows.length) focusRow(rows[0]);
