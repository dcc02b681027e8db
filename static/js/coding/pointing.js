// How words are selected with mouse and fingers: drags, clicks, taps, and the browser's own selection taken over.
import { piecesOf, tidy } from "./blocks.js";
import { endOf, offsetAt, offsetAtPoint, startOf } from "./offsets.js";

const A_DRAG = 4; // pixels
const A_TAP = { pixels: 24, milliseconds: 400 };
const WIDTHS = ["word", "sentence", "turn"];

// Whether selections snap to whole words; Alt turns the setting about, which the browser remembers.
export function snaps(event = null) {
  const isOn = wholeWords?.checked ?? true;
  return isOn !== Boolean(event?.altKey);
}

const wholeWords = document.getElementById("whole-words");
if (wholeWords) {
  wholeWords.checked = localStorage.getItem("marginalia.whole-words") !== "off";
  wholeWords.addEventListener("change", () => localStorage.setItem("marginalia.whole-words", wholeWords.checked ? "on" : "off"));
}

export class Pointing {
  constructor(selecting) {
    const { root, blocks } = selecting;
    Object.assign(this, { selecting, root, blocks, pressed: null });
    root.addEventListener("pointerdown", (event) => {
      if (event.button === 0) this.pressed = { x: event.clientX, y: event.clientY, type: event.pointerType, at: event.timeStamp };
    });
    root.addEventListener("mousedown", (event) => this.mouseDown(event));
    // A drag may end beside the text.
    document.addEventListener("pointerup", (event) => this.released(event));
    document.addEventListener("pointercancel", () => { this.pressed = null; });
    this.offerToTouch();
  }

  // A third click, and a click with Shift, would have the browser select something else.
  mouseDown(event) {
    if (!this.pressed || event.button !== 0) return;
    Object.assign(this.pressed, { press: event, clicks: event.detail, offset: offsetAtPoint(this.root, event.clientX, event.clientY) });
    this.pressed.extends = event.shiftKey && this.selecting.span !== null;
    if (this.selecting.mayTake && (event.detail > 2 || this.pressed.extends)) event.preventDefault();
  }

  released(event) {
    const from = this.pressed;
    this.pressed = null;
    if (!from || !this.selecting.mayTake) return;
    const moved = Math.hypot(event.clientX - from.x, event.clientY - from.y);
    const aside = event.target.closest?.("[data-coding], [data-edge], a, button");
    if (from.type === "touch") {
      if (moved < A_TAP.pixels && event.timeStamp - from.at < A_TAP.milliseconds && !aside) this.tapped(event);
      return;
    }
    // The browser's selection is final only after the event; by then a further click may have come, or a key that selects.
    const before = this.selecting.span;
    clearTimeout(this.taking);
    this.taking = setTimeout(() => {
      const span = this.spanOfMouse(event, from, moved > A_DRAG);
      if (span) this.selecting.set(span, { open: true });
      else if (before && this.selecting.span === before && moved <= A_DRAG && !aside) this.selecting.set(null);
    });
  }

  // Two clicks select a word, three the sentence, four the turn; Shift extends what is selected.
  spanOfMouse(event, from, dragged) {
    const { clicks, extends: isMore } = from;
    const offset = () => offsetAtPoint(this.root, event.clientX, event.clientY);
    if (isMore) return this.upTo(offset(), snaps(event));
    if (clicks < 2 || dragged) return this.spanInBrowser({ wholeWords: snaps(event) }) ?? (dragged ? this.between(from, offset(), event) : null);
    const word = (clicks > 2 && this.selecting.span) || this.spanInBrowser() || this.wordAt(offset());
    return word && this.selecting.around(word, WIDTHS[Math.min(clicks - 2, 2)]);
  }

  // From where the mouse was pressed to where it was let go: now and then a browser selects nothing on the way.
  between({ press, offset }, end, event) {
    if (press.defaultPrevented || offset === null || end === null || offset === end) return null;
    return tidy(this.blocks, Math.min(offset, end), Math.max(offset, end), { wholeWords: snaps(event) });
  }

  // The selection with one end at an offset: the end that lies nearer where it is inside.
  upTo(offset, wholeWords) {
    if (offset === null) return null;
    const { start, end } = this.selecting.span;
    const isBefore = offset < start || (offset < end && offset - start < end - offset);
    return tidy(this.blocks, isBefore ? offset : start, isBefore ? end : offset, { wholeWords }) ?? this.selecting.span;
  }

  // Fingers tap twice for a word, three times for the sentence, four times for the turn.
  tapped({ clientX, clientY, timeStamp }) {
    const { last } = this;
    const again = last && timeStamp - last.at < A_TAP.milliseconds && Math.hypot(clientX - last.x, clientY - last.y) < A_TAP.pixels;
    this.last = { x: clientX, y: clientY, at: timeStamp, times: again ? last.times + 1 : 1 };
    if (this.last.times === 1) {
      if (this.selecting.span) this.selecting.set(null);
      return;
    }
    const offset = offsetAtPoint(this.root, clientX, clientY);
    const span = this.selecting.span ?? this.wordAt(offset);
    if (span) this.selecting.set(this.selecting.around(span, WIDTHS[Math.min(this.last.times - 2, 2)]), { byTouch: true });
  }

  // The word at a place; behind its last character it is still meant.
  wordAt(offset) {
    if (offset === null) return null;
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

  // Fingers move the ends of a selection about: the picker opens only when the button that appears is tapped.
  offerToTouch() {
    let last = "mouse";
    document.addEventListener("pointerdown", ({ pointerType }) => { last = pointerType; }, { capture: true });
    document.addEventListener("selectionchange", () => {
      const span = last === "touch" && this.selecting.mayTake ? this.spanInBrowser() : null;
      if (span) this.offer(span);
      else if (getSelection().isCollapsed && !this.selecting.span) this.offer(null);
    });
    this.selecting.addEventListener("select", ({ detail: { span, open, byTouch } }) => this.offer(byTouch && !open ? span : null));
  }

  offer(span) {
    const button = document.getElementById("code-selection");
    if (!button) return;
    button.hidden = !span;
    button.onclick = () => this.selecting.set(span, { open: true, byTouch: true });
  }
}
