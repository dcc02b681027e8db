// A table that is edited in place like a spreadsheet. Cells are shown at once and saved behind; what the site refuses stays
// in its cell with the reason beside it until it is corrected or taken back. cases.js and codebook_table.js set it up.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { register } from "../workbench/shortcuts.js";
import { listenForBlocks } from "./grid_block.js";
import { fill, isRefused, show, showRefused, shownIn, showState, storedIn } from "./grid_cells.js";
import { closeEditor, openEditor } from "./grid_editor.js";
import { Steps } from "./grid_steps.js";
import { Line } from "./line.js";

const TABLE = "table[data-grid]";
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

const DEFAULTS = {
  acts: () => [], // (why, cell, text): buttons beside a refusal
  kept: () => {}, // (answer): what was stored
  settled: () => {}, // (changes): they were answered, whatever the answer
  ready: (changes) => ({ now: changes, later: [] }), // which changes can be sent now, and which wait in their cells
  rowAt: null, // (number): makes a row that is not there yet
};

export class Grid {
  // fixed: how many cells of a row stand before those that are edited. rowKey and columnKey: what the site calls a row and
  // a column in its answers, and the row's own number in the table. offer(column) gives values to choose from; turn(step, isUndo) takes a stored change back.
  constructor({ turn, ...given }) {
    Object.assign(this, DEFAULTS, given);
    const { words } = this;
    this.line = new Line(words, (state) => this.tellState(state));
    this.steps = new Steps({
      button: document.querySelector("[data-undo-cells]"), words, send: turn,
      drawn: (stored) => {
        this.draw(stored);
        if (stored.length) this.goTo(this.find(stored[0][0], stored[0][1]));
      },
    });
    this.listen();
    this.prepare();
  }

  get table() { return document.querySelector(TABLE); }

  get rows() { return [...this.table.tBodies[0].rows].filter((row) => !row.hidden); }

  cellAt(row, column) {
    return column < 0 ? undefined : this.rows[row]?.cells[column + this.fixed];
  }

  columnOf(cell) {
    return this.columns[cell.cellIndex - this.fixed];
  }

  isCell(element) {
    return element?.tagName === "TD" && Boolean(element.closest(TABLE)) && Boolean(this.columnOf(element));
  }

  keyOf(cell) {
    return [Number(cell.parentElement.dataset[this.rowKey]), this.columnOf(cell).id];
  }

  find(row, column) {
    const cells = this.table?.querySelector(`tr[data-${this.rowKey}="${row}"]`)?.cells;
    return cells?.[this.fixed + this.columns.findIndex(({ id }) => id === column)];
  }

  labelOf(cell) {
    const head = cell.parentElement.cells[0];
    return fill(this.words.cell, { variable: this.columnOf(cell).name, case: (head.querySelector("a") ?? head).textContent.trim() });
  }

  get hasRefused() { return Boolean(this.table?.querySelector(".is-refused")); }

  tellState(state) {
    showState(document.getElementById("cells-saved"), state, this.table?.querySelectorAll(".is-refused").length, this.words);
  }

  // --- Where one is -------------------------------------------------------------------------------

  prepare() {
    const { table } = this;
    if (!table || table.dataset.ready) return;
    table.dataset.ready = "yes";
    for (const row of table.tBodies[0].rows) this.prepareRow(row);
    this.cellAt(0, 0)?.setAttribute("tabindex", 0);
  }

  prepareRow(row) { for (const cell of row.cells) if (this.isCell(cell)) cell.tabIndex = -1; }

  goTo(cell) {
    if (!this.isCell(cell)) return false;
    this.table.querySelector("td[tabindex='0']")?.setAttribute("tabindex", -1);
    cell.tabIndex = 0;
    cell.focus();
    return true;
  }

  move(cell, down, right) {
    const column = cell.cellIndex - this.fixed;
    return this.goTo(this.cellAt(this.rows.indexOf(cell.parentElement) + down, column + right));
  }

  // --- Saving -------------------------------------------------------------------------------------

  // Cells with their new text, as one act: all is stored, or none and every refusal is said in its cell.
  save(changes, options = {}) {
    const { now, later } = this.ready(changes);
    for (const [cell, text] of later) showRefused(cell, text, storedIn(cell), null);
    if (!now.length) {
      this.tellState("saved");
      return Promise.resolve(false);
    }
    const before = now.map(([cell]) => storedIn(cell));
    const sent = now.map(([cell, text], at) => [...this.keyOf(cell), text, before[at]]);
    for (const [cell, text] of now) {
      show(cell, text);
      cell.classList.add("is-saving");
    }
    const body = { cells: sent, add_levels: options.addLevels ?? false };
    return this.line.send("POST", () => this.table.dataset.save, body).then((answer) => {
      if (answer.refused) this.refuse(now, before, answer.refused);
      else this.keep(answer);
      if (answer.refused && now.length > 1) showMessage(answer.error, "error");
      return !answer.refused;
    }, (error) => {
      const [row, column] = [this.rowKey, this.columnKey];
      this.refuse(now, before, sent.map((one) => ({ [row]: one[0], [column]: one[1], message: error.message, level: "" })));
      return false;
    }).finally(() => {
      now.forEach(([cell]) => cell.classList.remove("is-saving"));
      this.settled(now);
      if (!this.line.waiting) this.tellState("saved");
    });
  }

  keep(answer) {
    this.kept(answer);
    this.draw(answer.stored);
    if (answer.event) this.steps.remember(answer);
  }

  draw(stored) {
    for (const [row, column, text] of stored) {
      const cell = this.find(row, column);
      // What is being typed, or waits to be mended, stays.
      if (cell && (isRefused(cell) || cell.querySelector(".cell-input"))) cell.dataset.stored = text;
      else if (cell && shownIn(cell) !== text) show(cell, text);
    }
  }

  // --- What was refused ----------------------------------------------------------------------------

  refuse(changes, before, refused) {
    changes.forEach(([cell, text], at) => {
      const [row, column] = this.keyOf(cell);
      const why = refused.find((one) => one[this.rowKey] === row && one[this.columnKey] === column);
      if (why && !cell.isConnected) showMessage(why.message, "error"); // The table was drawn anew meanwhile.
      else if (why) this.tell(cell, text, before[at], why);
      else if (before[at] === text) show(cell, text);
      else this.tell(cell, text, before[at], null); // It fits, but the block was not stored.
    });
    announce(refused[0].message);
  }

  tell(cell, text, stored, why) {
    showRefused(cell, text, stored, why && {
      id: `problem-${this.keyOf(cell).join("-")}`,
      message: why.message,
      acts: [...this.acts(why, cell, text), [this.words.takeBack, () => this.takeBack(cell)]],
    });
  }

  // A block was refused as one, so it is taken back as one.
  takeBack(cell) {
    show(cell, storedIn(cell));
    for (const other of this.table.querySelectorAll(".is-refused:not([aria-invalid])")) {
      if (!this.table.querySelector(".is-refused[aria-invalid]")) show(other, storedIn(other));
    }
    this.tellState("saved");
    this.goTo(cell);
  }

  // --- Editing --------------------------------------------------------------------------------------

  edit(cell, typed = null) {
    const text = shownIn(cell);
    cell.dataset.stored = storedIn(cell);
    openEditor(cell, {
      text: typed ?? text, select: typed === null, label: this.labelOf(cell), column: this.columnOf(cell), offer: this.offer,
      finish: (value, key) => this.finish(cell, text, value, key),
    });
  }

  finish(cell, before, value, key) {
    const stored = storedIn(cell);
    const changed = key !== "Escape" && value.trim() !== (isRefused(cell) ? null : before);
    if (changed) this.save([[cell, value.trim()]]);
    else if (key === "Escape") show(cell, stored);
    else show(cell, before);
    const steps = { Enter: [1, 0], "Shift+Enter": [-1, 0], Tab: [0, 1], "Shift+Tab": [0, -1] }[key];
    if (key && !(steps && this.move(cell, ...steps))) this.goTo(cell);
  }

  // --- Keys and pointer ------------------------------------------------------------------------------

  onKey(event, cell) {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const rightwards = getComputedStyle(this.table).direction === "rtl" ? -1 : 1;
    if (key === "Tab") return !this.leaving && this.move(cell, 0, event.shiftKey ? -1 : 1);
    this.leaving = key === "Escape";
    if (STEPS[key]) return this.move(cell, STEPS[key][0], STEPS[key][1] * rightwards) || true;
    const ends = { Home: 0, End: this.columns.length - 1 };
    if (key in ends) return this.goTo(cell.parentElement.cells[this.fixed + ends[key]]);
    if (key === "Enter" || key === "F2") this.edit(cell);
    else if (key === "Delete" || key === "Backspace") { if (shownIn(cell)) this.save([[cell, ""]]); }
    else if (key === "Escape") { if (isRefused(cell)) this.takeBack(cell); }
    else if (key.length === 1) this.edit(cell, key);
    return ["Enter", "F2", "Delete", "Backspace", "Escape"].includes(key) || key.length === 1;
  }

  listen() {
    document.addEventListener("keydown", (event) => {
      if (event.isComposing || !this.isCell(event.target) || !this.onKey(event, event.target)) return;
      event.preventDefault();
      event.stopPropagation();
    }, true);
    document.addEventListener("click", (event) => {
      if (event.target.closest("[data-undo-cells]")) this.steps.undo();
      const cell = event.target.closest?.("td");
      if (!this.isCell(cell) || event.target.closest("input, textarea, button, a")) return;
      this.leaving = false;
      this.goTo(cell);
      this.edit(cell);
    });
    listenForBlocks(this);
    addEventListener("beforeunload", (event) => { if (this.hasRefused) event.preventDefault(); });
    document.addEventListener("htmx:afterSettle", () => this.prepare());
    document.addEventListener("htmx:beforeRequest", (event) => {
      closeEditor();
      if (!this.hasRefused) return;
      event.preventDefault();
      showMessage(this.words.first, "warning");
    });
    register("Enter", this.words.edit, () => false, TABLE);
    const free = ({ target }) => !target.matches("input, textarea");
    register("Mod+z", this.words.undo, (event) => free(event) && this.steps.undo());
    register("Mod+Shift+z", this.words.redo, (event) => free(event) && this.steps.redo());
  }
}
