// The codebook beside the text as a tree: branches that fold, counts, the code in focus, walked by arrows.
import { register } from "../workbench/shortcuts.js";

export const CODE_TYPE = "application/x-marginalia-code"; // what a dragged code carries: its number

export class CodeTree {
  constructor(element, store) {
    Object.assign(this, { element, store, typed: "", counts: new Map() });
    this.template = document.getElementById("tree-row-template").content.firstElementChild;
    this.key = `marginalia.folded.${element.dataset.project}`;
    this.folded = new Set(JSON.parse(localStorage.getItem(this.key) ?? "[]"));
    element.addEventListener("click", (event) => this.clicked(event), true);
    element.addEventListener("focusin", (event) => this.focused(event));
    element.addEventListener("dragstart", (event) => this.dragged(event));
    element.addEventListener("dragend", () => {
      this.isDragging = false;
      this.drawLate();
    });
    this.draw();
    this.addKeys();
  }

  // Rows anew from the store, where they are others; what has the focus keeps it, and the list its place. While a name is
  // being typed or a code dragged, the rows stay.
  draw() {
    const codes = this.store.listed();
    const drawn = JSON.stringify(codes.map(({ id, parent, name, tint, definition, codable }) => [id, parent, name, tint, definition, codable]));
    if (drawn === this.drawn) return;
    this.isOutdated = this.isDragging || Boolean(this.element.querySelector(".tree-rename"));
    if (this.isOutdated) return;
    this.drawn = drawn;
    if (!codes.length) {
      for (const row of this.element.querySelectorAll("[data-code]")) row.remove();
      return;
    }
    const focused = this.codeOf(document.activeElement);
    this.parents = new Set(codes.map(({ parent }) => parent));
    this.element.replaceChildren(...codes.map((code) => this.row(code)));
    const here = this.current && this.store.codes.get(this.current)?.retired === false ? this.current : codes[0].id;
    this.setCurrent(here);
    this.arrange();
    this.count(this.counts);
    if (focused) this.rowOf(focused.id)?.querySelector(".tree-row").focus({ preventScroll: true });
  }

  // The rows that stayed as they were, now that nobody holds them.
  drawLate() {
    if (this.isOutdated) this.store.dispatchEvent(new Event("codebook"));
  }

  row(code) {
    const row = this.template.cloneNode(true);
    row.className = `tint-${code.tint} level-${code.depth}`;
    row.dataset.code = code.id;
    const button = row.querySelector(".tree-row");
    button.id = `code-link-${code.id}`;
    button.title = code.definition || code.path;
    const name = row.querySelector(".name");
    name.textContent = code.name;
    // A name may be cut off where the pane is narrow.
    name.title = [code.path, code.definition].filter(Boolean).join("\n");
    row.querySelector("[data-more]")?.setAttribute("aria-describedby", button.id);
    row.classList.toggle("is-branch", this.parents.has(code.id));
    this.mark(row, code);
    return row;
  }

  // A code that only groups others has a folder for a dot, which says so too.
  mark(row, code) {
    const isHeading = code.codable === false;
    row.classList.toggle("is-heading", isHeading);
    row.querySelector(".heading-mark").hidden = !isHeading;
    row.querySelector(".code-dot").hidden = isHeading;
  }

  codeOf(element) {
    const row = element?.closest?.("#code-tree [data-code]");
    return row ? this.store.codes.get(Number(row.dataset.code)) : null;
  }

  rowOf(id) {
    return this.element.querySelector(`[data-code="${id}"]`);
  }

  // --- What is shown ------------------------------------------------------------------------------

  filter(typed) {
    this.typed = typed.trim().toLowerCase();
    this.arrange();
  }

  arrange() {
    const parts = this.typed.split(/\s+/).filter(Boolean);
    for (const row of this.element.querySelectorAll("[data-code]")) {
      const code = this.codeOf(row);
      const isFolded = this.folded.has(code.id);
      row.hidden = parts.length ? !parts.every((part) => code.path.toLowerCase().includes(part)) : this.isWithin(code);
      row.classList.toggle("is-folded", isFolded);
      if (row.classList.contains("is-branch")) row.querySelector(".tree-row").setAttribute("aria-expanded", String(!isFolded));
    }
  }

  isWithin(code) {
    for (let above = this.store.codes.get(code.parent); above; above = this.store.codes.get(above.parent)) {
      if (this.folded.has(above.id)) return true;
    }
    return false;
  }

  fold(code, isFolded) {
    if (isFolded) this.folded.add(code.id);
    else this.folded.delete(code.id);
    localStorage.setItem(this.key, JSON.stringify([...this.folded]));
    this.arrange();
  }

  // Shows a code, whatever it lies within.
  reveal(code) {
    for (let above = this.store.codes.get(code.parent); above; above = this.store.codes.get(above.parent)) this.folded.delete(above.id);
    this.fold(code, this.folded.has(code.id));
  }

  // How often each code was applied; a branch says too how often with all below it.
  count(counts) {
    this.counts = counts;
    const totals = new Map();
    for (const code of [...this.store.codes.values()].reverse()) {
      const total = (totals.get(code.id) ?? 0) + (counts.get(code.id) ?? 0);
      totals.set(code.id, total);
      if (code.parent) totals.set(code.parent, (totals.get(code.parent) ?? 0) + total);
    }
    const words = this.element.dataset;
    for (const row of this.element.querySelectorAll("[data-code]")) {
      const id = Number(row.dataset.code);
      const [own, all] = [counts.get(id) ?? 0, totals.get(id) ?? 0];
      const isBranch = row.classList.contains("is-branch");
      row.querySelector("[data-count]").textContent = own || (isBranch && all ? 0 : "");
      const place = row.querySelector("[data-count-all]");
      place.textContent = isBranch && all > own ? all : "";
      place.title = isBranch ? words.counts.replace("{own}", own).replace("{all}", all) : "";
    }
  }

  // --- Where one is ---------------------------------------------------------------------------------

  setCurrent(id) {
    this.element.querySelector("[tabindex='0']")?.closest("[data-code]").querySelectorAll("button").forEach((one) => { one.tabIndex = -1; });
    this.current = id;
    this.rowOf(id)?.querySelectorAll("button").forEach((one) => { one.tabIndex = 0; });
  }

  focused(event) {
    const code = this.codeOf(event.target);
    if (code && code.id !== this.current) this.setCurrent(code.id);
  }

  go(code) {
    if (!code) return;
    this.reveal(code);
    const button = this.rowOf(code.id).querySelector(".tree-row");
    button.focus();
    button.scrollIntoView({ block: "nearest" });
  }

  // The rows that can be seen, for steps from one to the next.
  step(by) {
    const seen = [...this.element.querySelectorAll("[data-code]:not([hidden])")];
    const next = seen[seen.indexOf(this.rowOf(this.current)) + by];
    if (next) this.go(this.codeOf(next));
  }

  open() {
    const code = this.store.codes.get(this.current);
    if (!this.parents.has(code.id)) return;
    if (this.folded.has(code.id)) this.fold(code, false);
    else this.step(1);
  }

  close() {
    const code = this.store.codes.get(this.current);
    if (this.parents.has(code.id) && !this.folded.has(code.id)) this.fold(code, true);
    else this.go(this.store.codes.get(code.parent));
  }

  addKeys() {
    const words = this.element.dataset;
    const tree = "#code-tree";
    register("ArrowDown", words.labelNext, () => this.step(1), tree);
    register("ArrowUp", words.labelNext, () => this.step(-1), tree);
    register("ArrowRight", words.labelFold, () => this.open(), tree);
    register("ArrowLeft", words.labelFold, () => this.close(), tree);
  }

  clicked(event) {
    if (!event.target.closest(".twist")) return;
    const code = this.codeOf(event.target);
    if (!this.parents.has(code.id)) return;
    event.preventDefault();
    event.stopPropagation();
    this.fold(code, !this.folded.has(code.id));
  }

  dragged(event) {
    const code = this.codeOf(event.target);
    if (!code) return;
    this.isDragging = true;
    event.dataTransfer.setData(CODE_TYPE, String(code.id));
    event.dataTransfer.setData("text/plain", code.path);
    event.dataTransfer.effectAllowed = "copyMove";
  }
}
