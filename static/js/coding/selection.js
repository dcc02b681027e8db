// What is selected: a span of one source, by mouse, touch or keys. Announces itself with "select" events.
import { piecesOf, tidy } from "./blocks.js";
import { endOf, offsetAt, rangeIn, startOf } from "./offsets.js";

const A_DRAG = 4; // pixels

export class Selecting extends EventTarget {
  // Who may not code keeps the browser's own selection (mayTake: false), to read on or to copy.
  constructor(root, blocks, { mayTake = true } = {}) {
    super();
    this.mayTake = mayTake;
    this.root = root;
    this.blocks = blocks;
    this.span = null;
    this.pressed = null;
    root.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.pressed = { x: event.clientX, y: event.clientY, type: event.pointerType };
    });
    // A drag may end beside the text.
    document.addEventListener("pointerup", (event) => this.released(event));
    root.addEventListener("focusin", (event) => {
      const block = event.target.closest?.(".turn, .turn-answer, .answer");
      if (block && this.span && !this.touches(block)) this.set(null);
    });
    this.offerToTouch();
  }

  touches(block) {
    const words = block.matches(".answer") ? block.querySelector(".turn-answer") : block;
    return this.blocks.between(this.span.start, this.span.end).includes(words);
  }

  released(event) {
    const from = this.pressed;
    this.pressed = null;
    if (!from || from.type === "touch" || !this.mayTake) return;
    const dragged = Math.hypot(event.clientX - from.x, event.clientY - from.y) > A_DRAG;
    const aside = event.target.closest?.("[data-coding], a, button");
    // The browser's selection is final only after the event. Alt turns the setting "whole words" about.
    setTimeout(() => {
      const wholeWords = document.getElementById("whole-words")?.checked ?? true;
      const span = this.spanInBrowser({ wholeWords: wholeWords !== event.altKey });
      if (span) this.set(span, { open: true });
      else if (this.span && !dragged && !aside) this.set(null);
    });
  }

  // What the browser has selected of this text, or null.
  spanInBrowser({ wholeWords = true } = {}) {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(this.root)) return null;
    const start = this.offset(range.startContainer, range.startOffset);
    const end = this.offset(range.endContainer, range.endOffset);
    return start < end ? tidy(this.blocks, start, end, { wholeWords }) : null;
  }

  // The offset of a DOM position; outside of any words that of the next block's beginning.
  offset(node, units) {
    const exact = this.root.contains(node) ? offsetAt(node, units) : null;
    if (exact !== null) return exact;
    const point = document.createRange();
    point.setStart(node, units);
    const next = this.blocks.all.find((block) => point.comparePoint(block, 0) >= 0);
    return next ? startOf(next) : endOf(this.blocks.all.at(-1));
  }

  // Fingers move the ends of a selection about: it is taken over only when the button that appears is tapped.
  offerToTouch() {
    const button = document.getElementById("code-selection");
    let last = "mouse";
    document.addEventListener("pointerdown", ({ pointerType }) => { last = pointerType; }, { capture: true });
    document.addEventListener("selectionchange", () => {
      const span = last === "touch" && button && this.mayTake ? this.spanInBrowser() : null;
      if (span) {
        button.hidden = false;
        button.onclick = () => {
          button.hidden = true;
          this.set(span, { open: true });
        };
      } else if (button && getSelection().isCollapsed) button.hidden = true;
    });
  }

  set(span, { open = false } = {}) {
    this.span = span;
    this.isApplied = false;
    if (span) getSelection().removeAllRanges();
    this.dispatchEvent(new CustomEvent("select", { detail: { span, open } }));
  }

  // The whole of a block, without white space at its ends.
  whole(block) {
    this.set(tidy(this.blocks, startOf(block), endOf(block), { wholeWords: false }));
  }

  // Select the next or previous piece ("word", "sentence"); without a selection the block's first or last.
  move(block, granularity, forward) {
    const pieces = piecesOf(block, granularity);
    const piece = this.span ? this.piece(forward ? this.span.end : this.span.start, granularity, forward) : pieces.at(forward ? 0 : -1);
    if (piece) this.set(piece);
  }

  // Grow or shrink the selection at its end by a piece; without a selection begin with the block's first.
  step(block, granularity, forward) {
    if (!this.span) {
      this.move(block, granularity, forward);
      return;
    }
    const end = (forward ? this.pieceEndingAfter(this.span.end, granularity) : this.pieceEndingBefore(this.span.end, granularity))?.end;
    if (end > this.span.start) this.set({ ...this.span, end });
  }

  // Grow or shrink the selection by whole blocks.
  stepBlock(block, forward) {
    if (!this.span) {
      if (forward) this.whole(block);
      return;
    }
    const index = this.blocks.indexAt(this.span.end - 1);
    const ends = [index - 1, index, index + 1].map((at) => this.blocks.all[at] && piecesOf(this.blocks.all[at], "sentence").at(-1)?.end);
    const end = forward ? ends.find((one) => one > this.span.end) : ends.reverse().find((one) => one < this.span.end);
    if (end > this.span.start) this.set({ ...this.span, end });
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

  // Where the selection stands in the window, for the picker.
  rectangle() {
    const block = this.blocks.at(this.span.end - 1);
    const rects = rangeIn(block, this.span.start, this.span.end)?.getClientRects();
    return rects?.length ? rects[rects.length - 1] : block.getBoundingClientRect();
  }
}
