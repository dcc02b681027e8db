// What is selected: a span of one source, by mouse, touch or keys. Announces itself with "select" events.
import { pieceAt, piecesOf, tidy } from "./blocks.js";
import { endOf, rangeIn, startOf } from "./offsets.js";
import { Pointing } from "./pointing.js";

const WIDTHS = ["word", "sentence", "turn"];

export class Selecting extends EventTarget {
  // Who may not code keeps the browser's own selection (mayTake: false), to read on or to copy.
  constructor(root, blocks, { mayTake = true } = {}) {
    super();
    Object.assign(this, { root, blocks, mayTake, span: null, movesStart: false, narrower: [] });
    root.addEventListener("focusin", (event) => {
      const block = event.target.closest?.(".turn, .turn-answer, .answer");
      if (block && this.span && !this.touches(block)) this.set(null);
    });
    new Pointing(this);
    document.addEventListener("copy", (event) => this.copy(event));
  }

  // What is selected can be copied, though the browser's own selection has given way to ours.
  copy(event) {
    const field = event.target.closest?.("input, textarea");
    if (!this.span || !getSelection().isCollapsed || (field && field.selectionStart !== field.selectionEnd)) return;
    event.clipboardData.setData("text/plain", this.blocks.words(this.span.start, this.span.end));
    event.preventDefault();
  }

  touches(block) {
    const words = block.matches(".answer") ? block.querySelector(".turn-answer") : block;
    return this.blocks.between(this.span.start, this.span.end).includes(words);
  }

  set(span, { open = false, byTouch = false } = {}) {
    this.span = span;
    this.isApplied = false;
    if (!span || open) this.movesStart = false;
    this.narrower = [];
    if (span) getSelection().removeAllRanges();
    this.dispatchEvent(new CustomEvent("select", { detail: { span, open, byTouch } }));
  }

  // The whole of a block, without white space at its ends.
  whole(block) {
    this.set(tidy(this.blocks, startOf(block), endOf(block), { wholeWords: false }));
  }

  // The pieces ("word", "sentence", "turn") that a span lies in.
  around({ start, end }, width) {
    const of = (offset) => (width === "turn" ? piecesOf(this.blocks.at(offset), "turn")[0] : pieceAt(this.blocks.at(offset), offset, width));
    return { start: of(start).start, end: of(end - 1).end };
  }

  // The next larger piece: a word, its sentence, its turn.
  widen(block) {
    if (!this.span) {
      this.move(block, "word", true);
      return;
    }
    const { span, narrower } = this;
    const wider = WIDTHS.map((width) => this.around(span, width)).find((one) => one.start < span.start || one.end > span.end);
    if (!wider) return;
    this.set(wider);
    this.narrower = [...narrower, span];
  }

  // Back to what was widened.
  narrow() {
    const narrower = [...this.narrower];
    const span = narrower.pop();
    if (!span) return;
    this.set(span);
    this.narrower = narrower;
  }

  // From now on the keys move the other end of the selection.
  turnAbout() {
    this.movesStart = !this.movesStart;
    return this.movesStart;
  }

  // Select the next or previous piece ("word", "sentence"); without a selection the block's first or last.
  move(block, granularity, forward) {
    const pieces = piecesOf(block, granularity);
    const piece = this.span ? this.piece(forward ? this.span.end : this.span.start, granularity, forward) : pieces.at(forward ? 0 : -1);
    if (piece) this.set(piece);
  }

  // Grow or shrink the selection by a piece, at its end or at the end chosen; without one begin with the block's first.
  step(block, granularity, forward) {
    if (!this.span) this.move(block, granularity, forward);
    else if (this.movesStart) this.stepStart(granularity, forward);
    else {
      const end = (forward ? this.pieceEndingAfter(this.span.end, granularity) : this.pieceEndingBefore(this.span.end, granularity))?.end;
      if (end > this.span.start) this.set({ ...this.span, end });
    }
  }

  // Move the beginning of the selection by a piece.
  stepStart(granularity, forward) {
    if (!this.span) return;
    const start = (forward ? this.pieceStartingAfter(this.span.start, granularity) : this.piece(this.span.start, granularity, false))?.start;
    if (start < this.span.end) this.set({ ...this.span, start });
  }

  piece(offset, granularity, forward) {
    return forward ? this.pieceStartingAfter(offset - 1, granularity) : this.last(offset, granularity, (piece) => piece.start < offset);
  }

  pieceStartingAfter(offset, granularity) {
    return this.first(offset, granularity, (piece) => piece.start > offset);
  }

  pieceEndingAfter(offset, granularity) {
    return this.first(offset, granularity, (piece) => piece.end > offset);
  }

  pieceEndingBefore(offset, granularity) {
    return this.last(offset, granularity, (piece) => piece.end < offset);
  }

  // The first piece from an offset on that fits, in its block or the next ones.
  first(offset, granularity, fits) {
    const { all } = this.blocks;
    for (let index = this.blocks.indexAt(offset); index < all.length; index += 1) {
      const found = piecesOf(all[index], granularity).find(fits);
      if (found) return found;
    }
    return null;
  }

  last(offset, granularity, fits) {
    for (let index = this.blocks.indexAt(offset); index >= 0; index -= 1) {
      const found = piecesOf(this.blocks.all[index], granularity).findLast(fits);
      if (found) return found;
    }
    return null;
  }

  // Where the selection stands in the window, for the picker: its first line to its last.
  rectangle() {
    const { start, end } = this.span;
    const first = lines(this.blocks.at(start), start, end)[0];
    const last = lines(this.blocks.at(end - 1), start, end).at(-1);
    return { top: first.top, bottom: last.bottom, left: Math.min(first.left, last.left) };
  }
}

function lines(block, start, end) {
  const rects = [...(rangeIn(block, start, end)?.getClientRects() ?? [])];
  return rects.length ? rects : [block.getBoundingClientRect()];
}
