// The codebook as a table that is edited like a spreadsheet: new codes in the last row, blocks pasted over it and beyond.
import { announce } from "../workbench/announce.js";
import { fill, shownIn } from "./grid_cells.js";
import { Grid } from "./grid.js";

const FIXED = 1; // the dot with the menu
const data = () => JSON.parse(document.getElementById("grid-data").textContent);
const { columns, words } = data();
let next = -1; // the number of the next new row
let isOutdated = false;
let here = null; // where one was when the table was drawn anew

const body = () => grid.table.tBodies[0];
const isNew = (row) => Number(row.dataset.row) < 0;
const nameIn = (row, changes) => (changes.find(([cell]) => cell === row.cells[FIXED])?.[1] ?? shownIn(row.cells[FIXED])).trim();

const grid = new Grid({
  fixed: FIXED, columns, words, rowKey: "row", columnKey: "field", ready, kept, settled, rowAt,
  offer: (column) => Promise.resolve(data().choices[column.id] ?? []),
  turn: async (step, isUndo) => {
    const address = isUndo ? grid.table.dataset.undo : grid.table.dataset.redo;
    await grid.line.send("POST", () => `${address}?act=${step}`, null);
    isOutdated = true;
    redraw();
    return { event: step, stored: [] };
  },
});

// A new row is saved as a whole, once it has a name; until then, and while it is on its way, more of it waits in its cells.
function ready(changes) {
  const rows = new Set(changes.map(([cell]) => cell.parentElement).filter(isNew));
  const all = [...changes, ...[...rows].flatMap((row) => waitingIn(row, changes))];
  const waits = new Set([...rows].filter((row) => row.dataset.sent || !nameIn(row, changes)));
  if (all.some(([cell, text]) => text && waits.has(cell.parentElement) && !cell.parentElement.dataset.sent)) announce(words.nameless);
  const now = all.filter(([cell]) => !waits.has(cell.parentElement));
  for (const [cell] of now) if (isNew(cell.parentElement)) cell.parentElement.dataset.sent = "yes";
  return { now, later: all.filter(([cell, text]) => waits.has(cell.parentElement) && (text || "typed" in cell.dataset)) };
}

function waitingIn(row, changes) {
  const cells = [...row.cells].filter((cell) => "typed" in cell.dataset && !changes.some(([one]) => one === cell));
  return cells.map((cell) => [cell, shownIn(cell)]);
}

// What was typed into a new row while it was on its way follows it.
function settled(changes) {
  for (const row of new Set(changes.map(([cell]) => cell.parentElement))) {
    const wasSent = row.dataset.sent;
    delete row.dataset.sent;
    const waiting = !wasSent || isNew(row) ? [] : waitingIn(row, []).filter(([cell]) => !cell.hasAttribute("aria-invalid"));
    if (waiting.length) grid.save(waiting);
  }
}

function kept(answer) {
  for (const [number, code] of Object.entries(answer.made)) {
    const row = body().querySelector(`tr[data-row="${number}"]`);
    row.dataset.row = code;
    row.classList.remove("is-new");
    announce(fill(words.added, { code: nameIn(row, []) }));
  }
  for (const [code, tint] of Object.entries(answer.tints)) {
    const row = body().querySelector(`tr[data-row="${code}"]`);
    if (row) row.className = row.className.replace(/\btint-\d+|$/, ` tint-${tint}`);
  }
  rowAt(grid.rows.length - 1);
  if (answer.reordered) isOutdated = true;
  setTimeout(redraw);
}

// The row with this number, and always an empty one after all that have something in them.
function rowAt(number) {
  const rows = () => [...body().rows];
  while (grid.rows.length <= number || !isNew(rows().at(-1))) {
    const row = rows().at(-1).cloneNode(true);
    row.className = "is-new";
    row.removeAttribute("id");
    row.hidden = false;
    for (const cell of [...row.cells].slice(FIXED)) {
      cell.replaceChildren();
      for (const name of ["typed", "stored"]) delete cell.dataset[name];
      cell.className = cell.className.replace(/is-\w+/g, "");
    }
    const head = document.createElement("span");
    row.cells[0].replaceChildren(Object.assign(head, { className: "visually-hidden", textContent: words.newRow }));
    body().append(row);
    give(row, next);
    grid.prepareRow(row);
  }
}

function give(row, number) {
  row.dataset.row = number;
  row.dataset.code = "";
  next = number - 1;
}

function isBusy() {
  return Boolean(grid.line.waiting || grid.hasRefused || document.querySelector(".cell-input, dialog:modal"));
}

// Other places and names are shown when nobody is writing: what is being typed is never lost.
function redraw() {
  if (!isOutdated || isBusy()) return;
  isOutdated = false;
  const cell = document.activeElement;
  here = grid.isCell(cell) ? grid.keyOf(cell) : null;
  htmx.ajax("GET", location.href, { target: "#codebook", swap: "outerHTML" });
}

function numberNew() {
  for (const row of grid.table?.querySelectorAll('tr[data-row=""]') ?? []) give(row, next);
}

// Somebody began to write while the new table was on its way: it waits.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "codebook" || !isBusy()) return;
  detail.shouldSwap = false;
  isOutdated = true;
});
// At once, so that no key falls between the tables.
document.addEventListener("htmx:afterSwap", () => {
  numberNew();
  grid.prepare();
  if (here) grid.goTo(grid.find(...here));
});
// Then again, unless one has gone on meanwhile: the page gives the focus to the code that was changed.
document.addEventListener("htmx:afterSettle", () => {
  if (here && !grid.isCell(document.activeElement) && !isBusy()) grid.goTo(grid.find(...here));
  here = null;
});
// A code was changed by its menu, or moved by its keys: one stays in the cell.
document.addEventListener("codebookChanged", () => {
  if (grid.isCell(document.activeElement)) here = grid.keyOf(document.activeElement);
});
document.addEventListener("focusin", () => setTimeout(redraw));
numberNew();
