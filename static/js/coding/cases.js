// The table of cases: edits in place like a spreadsheet. Cells are shown at once and saved behind; what the site refuses
// stays in its cell with the reason beside it until it is corrected or taken back.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { register } from "../workbench/shortcuts.js";
import { listenForBlocks } from "./cases_block.js";
import { closeEditor, openEditor } from "./cases_editor.js";
import { fill, isRefused, placeOf, show, showRefused, shownIn, storedIn } from "./cases_cells.js";
import { Steps } from "./cases_steps.js";
import { Line } from "./line.js";

const FIXED = 3; // name, transcripts, answers
const { columns, words } = JSON.parse(document.getElementById("grid-data").textContent);
const line = new Line(words, (state) => tellState(state));

const grid = () => document.querySelector("table[data-grid]");
const rows = () => [...grid().tBodies[0].rows];
const cellAt = (row, column) => rows()[row]?.cells[column + FIXED];
const columnOf = (cell) => columns[cell.cellIndex - FIXED];
const caseOf = (cell) => Number(cell.parentElement.dataset.case);
const labelOf = (cell) => fill(words.cell, {
  variable: columnOf(cell).name, case: cell.parentElement.cells[0].textContent.trim(),
});

const isCell = (element) => element?.tagName === "TD" && element.cellIndex >= FIXED && element.closest("table[data-grid]");

function tellState(state) {
  const place = document.getElementById("cells-saved");
  const refused = grid()?.querySelectorAll(".is-refused").length;
  const isOff = state === "saved" && refused;
  place.textContent = isOff ? fill(words.notSaved, { count: refused }) : words[state];
  place.className = `state state-${isOff ? "failed" : { saving: "running", saved: "done", waiting: "warn" }[state]}`;
}

// --- Where one is -------------------------------------------------------------------------------

function prepare() {
  const table = grid();
  if (!table || table.dataset.ready) return;
  table.dataset.ready = "yes";
  for (const row of rows()) {
    row.cells[0].firstElementChild.tabIndex = 0;
    for (const cell of [...row.cells].slice(FIXED)) cell.tabIndex = -1;
  }
  cellAt(0, 0)?.setAttribute("tabindex", 0);
}

function goTo(cell) {
  if (!isCell(cell)) return false;
  const before = grid().querySelector("td[tabindex='0']");
  if (before) before.tabIndex = -1;
  cell.tabIndex = 0;
  cell.focus();
  return true;
}

function move(cell, down, right) {
  const [row, column] = placeOf(cell, FIXED);
  return goTo(cellAt(row + down, column + right));
}

// --- Saving -------------------------------------------------------------------------------------

// Cells with their new text, as one act: all is stored, or none and every refusal is said in its cell.
function save(changes, options = {}) {
  const sent = changes.map(([cell, text]) => [caseOf(cell), columnOf(cell).id, text, storedIn(cell)]);
  const before = changes.map(([cell]) => storedIn(cell));
  for (const [cell, text] of changes) {
    show(cell, text);
    cell.classList.add("is-saving");
  }
  const body = { cells: sent, add_levels: options.addLevels ?? false };
  return line.send("POST", () => grid().dataset.save, body).then((answer) => {
    if (answer.refused) refuse(changes, before, answer.refused);
    else keep(answer);
    if (answer.refused && changes.length > 1) showMessage(answer.error, "error");
    return !answer.refused;
  }, (error) => {
    refuse(changes, before, changes.map(([cell]) => ({ ...keyOf(cell), message: error.message, level: "" })));
    return false;
  }).finally(() => {
    changes.forEach(([cell]) => cell.classList.remove("is-saving"));
    if (!line.waiting) tellState("saved");
  });
}

const keyOf = (cell) => ({ case: caseOf(cell), variable: columnOf(cell).id });

function keep(answer) {
  draw(answer.stored);
  if (answer.event) steps.remember(answer);
}

function draw(stored) {
  for (const [caseId, variable, text] of stored) {
    const cell = find(caseId, variable);
    if (cell && shownIn(cell) !== text && !cell.querySelector("input")) show(cell, text);
  }
}

const steps = new Steps({
  button: document.querySelector("[data-undo-cells]"),
  words,
  send: (event) => line.send("POST", () => grid().dataset.undo, { event }),
  drawn: (stored) => {
    draw(stored);
    if (stored.length) goTo(find(stored[0][0], stored[0][1]));
  },
});

function find(caseId, variable) {
  const row = grid()?.querySelector(`tr[data-case="${caseId}"]`);
  return row?.cells[FIXED + columns.findIndex(({ id }) => id === variable)];
}

// --- What was refused ----------------------------------------------------------------------------

function refuse(changes, before, refused) {
  changes.forEach(([cell, text], at) => {
    const { case: caseId, variable } = keyOf(cell);
    const why = refused.find((one) => one.case === caseId && one.variable === variable);
    if (why && !cell.isConnected) showMessage(why.message, "error"); // The table was drawn anew meanwhile.
    else if (why) tell(cell, text, before[at], why);
    else if (before[at] === text) show(cell, text);
    else tell(cell, text, before[at], null); // It fits, but the block was not stored.
  });
  announce(refused[0].message);
}

function tell(cell, text, stored, why) {
  showRefused(cell, text, stored, why && {
    id: `problem-${caseOf(cell)}-${columnOf(cell).id}`,
    message: why.message,
    acts: [
      ...(why.level ? [[fill(words.addLevel, { level: why.level }), () => addLevel(cell, text)]] : []),
      [words.takeBack, () => takeBack(cell)],
    ],
  });
}

function addLevel(cell, text) {
  goTo(cell);
  save([[cell, text]], { addLevels: true });
}

// A block was refused as one, so it is taken back as one.
function takeBack(cell) {
  show(cell, storedIn(cell));
  for (const other of grid().querySelectorAll(".is-refused:not([aria-invalid])")) {
    if (!grid().querySelector(".is-refused[aria-invalid]")) show(other, storedIn(other));
  }
  tellState("saved");
  goTo(cell);
}

addEventListener("beforeunload", (event) => {
  if (grid()?.querySelector(".is-refused")) event.preventDefault();
});

// --- Editing --------------------------------------------------------------------------------------

function edit(cell, typed = null) {
  const text = shownIn(cell);
  cell.dataset.stored = storedIn(cell);
  openEditor(cell, {
    text: typed ?? text,
    select: typed === null,
    label: labelOf(cell),
    column: columnOf(cell),
    known: grid().dataset.known,
    finish: (value, key) => finish(cell, text, value, key),
  });
}

function finish(cell, before, value, key) {
  const stored = storedIn(cell);
  const changed = key !== "Escape" && value.trim() !== (isRefused(cell) ? null : before);
  if (changed) save([[cell, value.trim()]]);
  else if (key === "Escape") show(cell, stored);
  else show(cell, before);
  const steps = { Enter: [1, 0], "Shift+Enter": [-1, 0], Tab: [0, 1], "Shift+Tab": [0, -1] }[key];
  if (key && !(steps && move(cell, ...steps))) goTo(cell);
}

// --- Keys and pointer ------------------------------------------------------------------------------

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
let leaving = false;

function onKey(event, cell) {
  const { key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const rightwards = getComputedStyle(grid()).direction === "rtl" ? -1 : 1;
  if (key === "Tab") return !leaving && move(cell, 0, event.shiftKey ? -1 : 1);
  leaving = key === "Escape";
  if (STEPS[key]) return move(cell, STEPS[key][0], STEPS[key][1] * rightwards) || true;
  if (key === "Home" || key === "End") return goTo(cellAt(placeOf(cell, FIXED)[0], key === "Home" ? 0 : columns.length - 1));
  if (key === "Enter" || key === "F2") edit(cell);
  else if (key === "Delete" || key === "Backspace") { if (shownIn(cell)) save([[cell, ""]]); }
  else if (key === "Escape") { if (isRefused(cell)) takeBack(cell); }
  else if (key.length === 1) edit(cell, key);
  return ["Enter", "F2", "Delete", "Backspace", "Escape"].includes(key) || key.length === 1;
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || !isCell(event.target)) return;
  if (onKey(event, event.target)) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo-cells]")) steps.undo();
  const cell = event.target.closest?.("td");
  if (!isCell(cell) || event.target.closest("input, button, a")) return;
  leaving = false;
  goTo(cell);
  edit(cell);
});

listenForBlocks({
  isCell,
  words,
  save,
  text: shownIn,
  from: (cell) => {
    const [row, column] = placeOf(cell, FIXED);
    return {
      rows: rows().length - row,
      columns: columns.length - column,
      at: (down, right) => cellAt(row + down, column + right),
    };
  },
});

document.addEventListener("htmx:afterSettle", prepare);
document.addEventListener("htmx:beforeRequest", (event) => {
  closeEditor();
  if (!grid()?.querySelector(".is-refused")) return;
  event.preventDefault();
  showMessage(words.first, "warning");
});
register("Enter", words.edit, () => false, "table[data-grid]");
register("Mod+z", words.undo, () => steps.undo(), "main");
register("Mod+Shift+z", words.redo, () => steps.redo(), "main");
prepare();
