// Codes dragged from the tree onto the text, and selected words dragged onto a code. The picker, a click on the code and
// Enter on it do the same.
import { offsetAtPoint } from "./offsets.js";
import { CODE_TYPE } from "./tree.js";

const A_DRAG = 4; // pixels
const SHOWN = 60; // characters of what is dragged

export class Dragging {
  // apply(code, span) codes the span; pending() is what is selected and not coded yet.
  constructor(surface, tree, { selecting, highlights, store, pending, apply }) {
    Object.assign(this, { surface, tree, selecting, highlights, store, pending, apply, carried: null });
    this.root = selecting.root;
    surface.addEventListener("dragover", (event) => this.over(event));
    surface.addEventListener("dragleave", (event) => !surface.contains(event.relatedTarget) && this.outline(this.pending()));
    surface.addEventListener("drop", (event) => this.drop(event));
    this.root.addEventListener("mousedown", (event) => this.press(event));
    document.addEventListener("pointermove", (event) => this.carried && this.carry(event));
    document.addEventListener("pointerup", (event) => this.carried && this.letGo(event));
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !this.carried?.ghost) return;
      event.stopPropagation();
      this.finish();
    }, { capture: true });
  }

  // --- A code onto the text ------------------------------------------------------------------------------

  over(event) {
    if (!event.dataTransfer.types.includes(CODE_TYPE)) return;
    this.target = this.targetOf(event);
    if (!this.target) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    this.outline(this.target);
  }

  // The selection, where the pointer is on it; else the sentence under it; the turn on its number or name, or with Shift.
  targetOf(event) {
    const offset = offsetAtPoint(this.root, event.clientX, event.clientY);
    if (offset === null) return null;
    const selected = this.pending();
    if (selected && selected.start <= offset && offset <= selected.end) return selected;
    const isAside = !event.target.closest?.(".words");
    return this.selecting.around({ start: offset, end: offset + 1 }, isAside || event.shiftKey ? "turn" : "sentence");
  }

  drop(event) {
    const code = this.store.codes.get(Number(event.dataTransfer.getData(CODE_TYPE)));
    if (!code || !this.target) return;
    event.preventDefault();
    this.apply(code, this.target);
  }

  outline(span) {
    this.highlights.outline("pending", this.selecting.blocks, span);
  }

  // --- Selected words onto a code ---------------------------------------------------------------------------

  // Pressed on what is selected: the words are taken along, no other words are selected.
  press(event) {
    const span = this.pending();
    if (!span || event.button !== 0 || event.detail > 1 || event.shiftKey) return;
    const offset = offsetAtPoint(this.root, event.clientX, event.clientY);
    if (offset === null || offset < span.start || offset > span.end) return;
    event.preventDefault();
    this.carried = { span, x: event.clientX, y: event.clientY, ghost: null, row: null };
  }

  carry(event) {
    const { carried } = this;
    if (!carried.ghost) {
      if (Math.hypot(event.clientX - carried.x, event.clientY - carried.y) <= A_DRAG) return;
      carried.ghost = this.ghost(carried.span);
    }
    carried.ghost.style.translate = `${event.clientX + 12}px ${event.clientY + 12}px`;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest("#code-tree [data-code]") ?? null;
    if (under === carried.row) return;
    carried.row?.classList.remove("drop-into");
    under?.classList.add("drop-into");
    carried.row = under;
  }

  ghost({ start, end }) {
    const text = this.selecting.blocks.words(start, end);
    const ghost = document.createElement("div");
    ghost.className = "drag-ghost serif";
    ghost.dir = "auto";
    ghost.textContent = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
    document.body.append(ghost);
    document.body.classList.add("is-carrying");
    return ghost;
  }

  letGo() {
    const { ghost, row, span } = this.carried;
    this.finish();
    const code = ghost && this.tree.codeOf(row);
    if (code) this.apply(code, span);
  }

  finish() {
    this.carried.ghost?.remove();
    this.carried.row?.classList.remove("drop-into");
    document.body.classList.remove("is-carrying");
    this.carried = null;
  }
}
