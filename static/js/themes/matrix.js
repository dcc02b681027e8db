// Going through a matrix with the keys, and opening a cell in its place: below its row, with its passages beside the text.
import { announce } from "../workbench/announce.js";
import { tellOf } from "../workbench/shortcuts.js";

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-10, 0], PageDown: [10, 0] };
const SOME_OF_ROW = 64; // pixels
let opened = null; // the cell whose drawer is open

const table = () => document.querySelector("table[data-matrix]");
const rows = () => [...table().querySelectorAll("tbody tr[data-row]")];
const cellsOf = (row) => [...row.querySelectorAll("td[data-cell]")];
const heads = () => [...table().tHead.querySelectorAll("th[data-column] a")];
const drawer = () => document.getElementById("cell-drawer");

// One stop of the Tab key for the whole table: the cell that one was at last, or the first.
function prepare() {
  const here = table();
  if (!here) return;
  for (const link of heads()) link.tabIndex = -1;
  for (const cell of here.querySelectorAll("td[data-cell]:not([tabindex])")) {
    cell.tabIndex = -1;
    for (const link of cell.querySelectorAll("a")) link.tabIndex = -1;
  }
  if (!here.querySelector("td[tabindex='0']")) here.querySelector("td[data-cell]")?.setAttribute("tabindex", 0);
  here.dataset.ready = "yes";
}

function goTo(cell) {
  if (!cell) return;
  table().querySelector("td[tabindex='0']")?.setAttribute("tabindex", -1);
  cell.tabIndex = 0;
  cell.focus();
}

function move(cell, key, toEnd) {
  const all = rows();
  const row = all.indexOf(cell.parentElement);
  const column = cellsOf(cell.parentElement).indexOf(cell);
  const last = cellsOf(cell.parentElement).length - 1;
  if (key === "Home") return goTo(cellsOf(toEnd ? all[0] : all[row])[0]);
  if (key === "End") return goTo(cellsOf(toEnd ? all.at(-1) : all[row])[last]);
  const [down, right] = STEPS[key];
  if (key === "ArrowUp" && row === 0) return heads()[column]?.focus();
  const sense = getComputedStyle(table()).direction === "rtl" ? -1 : 1;
  const to = Math.max(0, Math.min(all.length - 1, row + down));
  return goTo(cellsOf(all[to])[Math.max(0, Math.min(last, column + right * sense))]);
}

// The names of the columns are reached from the first row.
function moveInHead(link, key) {
  const place = heads().indexOf(link);
  if (key === "ArrowDown") return goTo(cellsOf(rows()[0])[place]);
  const sense = getComputedStyle(table()).direction === "rtl" ? -1 : 1;
  return heads()[place + (STEPS[key]?.[1] ?? 0) * sense]?.focus();
}

// The drawer is a row of its own, as wide as what is seen of the table.
async function open(cell) {
  close();
  const address = [...cell.querySelectorAll("a")].at(-1)?.href; // those before it may be of what is written
  if (!address) return;
  opened = cell;
  cell.classList.add("is-open");
  const row = document.createElement("tr");
  row.className = "cell-row";
  const place = Object.assign(document.createElement("td"), { colSpan: Number(table().dataset.columns) });
  place.append(Object.assign(document.createElement("div"), { id: "cell-drawer", className: "cell-drawer" }));
  row.append(place);
  cell.parentElement.after(row);
  await htmx.ajax("GET", address, { target: "#cell-drawer", swap: "innerHTML" });
  if (opened !== cell || !drawer()) return;
  bringIntoSight(row);
  (drawer().querySelector("textarea") ?? drawer().querySelector("[data-close-cell]"))?.focus({ preventScroll: true });
  announce(drawer().querySelector("h2")?.textContent.replace(/\s+/g, " ").trim() ?? "");
}

// All of the drawer where it fits; else its beginning, below the heads of the columns, with some of the row that it is of.
function bringIntoSight(row) {
  const scroller = row.closest(".matrix-scroll");
  const [view, here] = [scroller.getBoundingClientRect(), row.getBoundingClientRect()];
  const foot = table().tFoot?.getBoundingClientRect().height ?? 0;
  const over = here.bottom - (view.bottom - foot);
  const above = here.top - view.top - table().tHead.getBoundingClientRect().height;
  if (over > 0) scroller.scrollTop += Math.min(over, Math.max(0, above - SOME_OF_ROW));
  scroller.scrollIntoView({ block: "nearest" });
}

// What is being written is sent first (summary.js hears it).
function close() {
  if (!opened) return;
  const cell = opened;
  opened = null;
  drawer()?.dispatchEvent(new CustomEvent("cellClosing", { bubbles: true }));
  drawer()?.closest("tr").remove();
  cell.classList.remove("is-open");
  if (cell.isConnected) goTo(cell);
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape" && target.closest?.("#cell-drawer") && !event.isComposing) {
    event.preventDefault();
    close();
    return;
  }
  if (target.matches?.("[data-matrix] th[data-column] a") && key in STEPS) {
    event.preventDefault();
    moveInHead(target, key);
    return;
  }
  if (!target.matches?.("td[data-cell]") || event.altKey) return;
  if (key === "Escape" && opened) close();
  const isEnd = key === "Home" || key === "End";
  if (!isEnd && (event.ctrlKey || event.metaKey)) return;
  if (isEnd || key in STEPS) move(target, key, event.ctrlKey || event.metaKey);
  else if (key === "Enter" || key === "F2") open(target);
  else return;
  event.preventDefault();
});

// A click opens the cell; with Ctrl, Shift or the middle button its link opens as links do.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close-cell]")) close();
  const cell = event.target.closest("td[data-cell]");
  if (!cell || event.ctrlKey || event.metaKey || event.shiftKey || event.target.closest(".memo-body a")) return;
  event.preventDefault();
  open(cell);
});

// After "Still right" or an earlier text the drawer and its cell are read anew.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("#cell-drawer form:is([data-confirm-cell], [data-restore-cell])");
  if (!form || !opened) return;
  event.preventDefault();
  const cell = opened;
  await htmx.ajax("POST", form.action, { source: form, target: "#cell-drawer", swap: "innerHTML", values: Object.fromEntries(new FormData(form)) });
  const now = drawer()?.querySelector("[data-cell-now]");
  if (opened === cell && now) draw(cell, now.innerHTML);
});

// What was saved shows in the cell at once.
document.addEventListener("summarySaved", ({ detail: { html, row, column } }) => {
  const line = rows().find(({ dataset }) => dataset.row === row);
  const place = [...table().tHead.querySelectorAll("th[data-column]")].findIndex(({ dataset }) => dataset.column === column);
  if (line && place >= 0) draw(cellsOf(line)[place], html);
});

function draw(cell, html) {
  if (table().dataset.cells !== "summaries") return;
  const made = document.createRange().createContextualFragment(html);
  cell.replaceChildren(made);
  cell.classList.toggle("is-stale", Boolean(cell.querySelector(".badge-warn")));
  for (const link of cell.querySelectorAll("a")) link.tabIndex = -1;
}

document.addEventListener("htmx:load", prepare);
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target?.id === "matrix") opened = null;
});
prepare();
tellOf("Enter", document.querySelector("table[data-matrix] caption")?.textContent.trim() ?? "");
