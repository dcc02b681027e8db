// What is selected: a span of one source, by mouse, touch or keys. Announces itself with "select" events.
import { pieceAt, tidy } from "./blocks.js";
import { endOf, offsetAt, rangeIn, startOf } from "./offsets.js";

export class Selecting extends EventTarget {
  constructor(root, blocks) {
    super();
    this.root = root;
    this.blocks = blocks;
    this.span = null;
    root.addEventListener("pointerup", (event) => {
      // The selection is final only after the event.
      if (event.button === 0) setTimeout(() => this.fromBrowser(event));
    });
    root.addEventListener("focusin", (event) => {
      const block = event.target.closest?.(".turn, .turn-answer, .answer");
      if (block && this.span && !this.touches(block)) this.set(null);
    });
  }

  touches(block) {
    const words = block.matches(".answer") ? block.querySelector(".turn-answer") : block;
    return this.span.block === words || this.blocks.between(this.span.start, this.span.end).includes(words);
  }

  // Take over what the browser has selected with mouse or touch.
  fromBrowser(event) {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!this.root.contains(range.commonAncestorContainer)) return;
    const start = offsetAt(range.startContainer, range.startOffset);
    const end = offsetAt(range.endContainer, range.endOffset);
    if (start === null || end === null || start >= end) return;
    // Alt keeps the exact characters; otherwise whole words are taken.
    const span = tidy(this.blocks, start, end, { wholeWords: !event.altKey });
    if (span) this.set(span, { open: true });
  }

  set(span, { open = false } = {}) {
    this.span = span;
    if (span) getSelection().removeAllRanges();
    this.dispatchEvent(new CustomEvent("select", { detail: { span, open } }));
  }

  // The whole of a block, without white space at its ends.
  whole(block) {
    this.set(tidy(this.blocks, startOf(block), endOf(block), { wholeWords: false }));
  }

  // Grow or shrink the selection by a piece ("word" or "sentence"); without one, begin at the block's first piece.
  step(block, granularity, forward) {
    if (!this.span) {
      this.set(forward ? pieceAt(block, startOf(block), granularity) : pieceAt(block, endOf(block) - 1, granularity));
      return;
    }
    const last = this.blocks.at(this.span.end - 1);
    const end = forward ? nextEnd(last, this.span.end, granularity) : previousEnd(last, this.span, granularity);
    if (end > this.span.start) this.set({ ...this.span, end });
  }

  // Move the beginning of the selection by a piece.
  stepStart(granularity, forward) {
    if (!this.span) return;
    const block = this.blocks.at(this.span.start);
    const start = forward ? nextStart(block, this.span.start, granularity) : previousStart(block, this.span.start, granularity);
    if (start < this.span.end) this.set({ ...this.span, start });
  }

  // Where the selection stands in the window, for the picker.
  rectangle() {
    const block = this.blocks.at(this.span.end - 1);
    const rects = rangeIn(block, this.span.start, this.span.end)?.getClientRects();
    return rects?.length ? rects[rects.length - 1] : block.getBoundingClientRect();
  }
}

function pieces(block, granularity) {
  const found = [];
  for (let at = startOf(block); at < endOf(block);) {
    const piece = pieceAt(block, at, granularity);
    if (piece.end > piece.start) found.push(piece);
    at = Math.max(piece.end, at + 1);
  }
  return granularity === "word" ? found.filter(({ start, end }) => /[\p{L}\p{N}\p{M}]/u.test(wordsOf(block, start, end))) : found;
}

function wordsOf(block, start, end) {
  return rangeIn(block, start, end)?.toString() ?? "";
}

function nextEnd(block, end, granularity) {
  return pieces(block, granularity).find((piece) => piece.end > end)?.end ?? endOf(block);
}

function previousEnd(block, { start, end }, granularity) {
  return pieces(block, granularity).filter((piece) => piece.end < end && piece.end > start).at(-1)?.end ?? end;
}

function nextStart(block, start, granularity) {
  return pieces(block, granularity).find((piece) => piece.start > start)?.start ?? start;
}

function previousStart(block, start, granularity) {
  return pieces(block, granularity).filter((piece) => piece.start < start).at(-1)?.start ?? startOf(block);
}
