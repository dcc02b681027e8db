// What is selected: a span of one source, by mouse, touch or keys. Announces itself with "select" events.
import { pieceAt, piecesOf, tidy } from "./blocks.js";
import { endOf, offsetAt, offsetAtPoint, rangeIn, startOf } from "./offsets.js";

const A_DRAG = 4; // pixels
const A_TAP = { pixels: 24, milliseconds: 400 };
const WIDTHS = ["word", "sentence", "turn"];

// Whether selections snap to whole words; Alt turns the setting about.
export function snaps(event = null) {
  const isOn = document.getElementById("whole-words")?.checked ?? true;
  return isOn !== Boolean(event?.altKey);
}

export class Selecting extends EventTarget {
  // Who may not code keeps the browser's own selection (mayTake: false), to read on or to copy.
  constructor(root, blocks, { mayTake = true } = {}) {
    super();
    Object.assign(this, { root, blocks, mayTake, span: null, pressed: null, movesStart: false, narrower: [] });
    root.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.pressed = { x: event.clientX, y: event.clientY, type: event.pointerType, at: event.timeStamp };
    });
    root.addEventListener("mousedown", (event) => this.mouseDown(event));
    // A drag may end beside the text.
    document.addEventListener("pointerup", (event) => this.released(event));
    document.addEventListener("pointercancel", () => { this.pressed = null; });
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

  // A third click, and a click with Shift, would have the browser select something else.
  mouseDown(event) {
    if (!this.pressed || event.button !== 0) return;
    this.pressed.clicks = event.detail;
    this.pressed.extends = event.shiftKey && this.span !== null;
    if (this.mayTake && (event.detail > 2 || this.pressed.extends)) event.preventDefault();
  }

  released(event) {
    const from = this.pressed;
    this.pressed = null;
    if (!from || !this.mayTake) return;
    const moved = Math.hypot(event.clientX - from.x, event.clientY - from.y);
    const aside = event.target.closest?.("[data-coding], [data-edge], a, button");
    if (from.type === "touch") {
      if (moved < A_TAP.pixels && event.timeStamp - from.at < A_TAP.milliseconds && !aside) this.tapped(event);
      return;
    }
    // The browser's selection is final only after the event; by then a further click may have come.
    clearTimeout(this.taking);
    this.taking = setTimeout(() => {
      const span = this.spanOfMouse(event, from, moved > A_DRAG);
      if (span) this.set(span, { open: true });
      else if (this.span && moved <= A_DRAG && !aside) this.set(null);
    });
  }

  // Two clicks select a word, three the sentence, four the turn; Shift extends what is selected.
  spanOfMouse(event, { clicks, extends: isMore }, dragged) {
    if (isMore) return this.upTo(offsetAtPoint(this.root, event.clientX, event.clientY), snaps(event));
    if (clicks > 2 && !dragged) {
      const word = this.span ?? this.spanInBrowser();
      return word && this.around(word, WIDTHS[Math.min(clicks - 2, 2)]);
    }
    return this.spanInBrowser({ wholeWords: snaps(event) || (clicks === 2 && !dragged) });
  }

  // The selection with one end at an offset: the end that lies nearer where it is inside.
  upTo(offset, wholeWords) {
    if (offset === null) return null;
    const { start, end } = this.span;
    const isBefore = offset < start || (offset < end && offset - start < end - offset);
    return tidy(this.blocks, isBefore ? offset : start, isBefore ? end : offset, { wholeWords }) ?? this.span;
  }

  // Fingers tap twice for a word, three times for the sentence, four times for the turn.
  tapped({ clientX, clientY, timeStamp }) {
    const { last } = this;
    const again = last && timeStamp - last.at < A_TAP.milliseconds && Math.hypot(clientX - last.x, clientY - last.y) < A_TAP.pixels;
    this.last = { x: clientX, y: clientY, at: timeStamp, times: again ? last.times + 1 : 1 };
    if (this.last.times === 1) {
      if (this.span) this.set(null);
      return;
    }
    const offset = offsetAtPoint(this.root, clientX, clientY);
    const span = this.span ?? (offset === null ? null : this.wordAt(offset));
    if (span) this.set(this.around(span, WIDTHS[Math.min(this.last.times - 2, 2)]), { byTouch: true });
  }

  // The word at a place; behind its last character it is still meant.
  wordAt(offset) {
    const block = this.blocks.at(offset);
    return piecesOf(block, "word").find(({ start, end }) => start <= offset && offset <= end) ?? null;
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

  // Fingers move the ends of the browser's selection about: it is taken over only when the button that appears is tapped.
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
          this.set(span, { open: true, byTouch: true });
        };
      } else if (button && getSelection().isCollapsed) button.hidden = true;
    });
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

  // Where the selection stands in the window, for the picker.
  rectangle() {
    const block = this.blocks.at(this.span.end - 1);
    const rects = rangeIn(block, this.span.start, this.span.end)?.getClientRects();
    return rects?.length ? rects[rects.length - 1] : block.getBoundingClientRect();
  }
}
