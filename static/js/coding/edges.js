// The two ends of a span as handles over the text, moved with the mouse or a finger. The text itself is not touched.
import { pieceAt, tidy } from "./blocks.js";
import { offsetAtPoint, rangeIn } from "./offsets.js";
import { snaps } from "./pointing.js";

const NEAR_THE_RIM = 48; // pixels from the pane's rim in which it scrolls along
const SCROLL = 10; // pixels a frame

export class Edges {
  // moving(span) is called on the way, moved(span, byTouch) where a handle is let go, moving(null) where it was given up.
  constructor(surface, root, blocks, { moving, moved }) {
    Object.assign(this, { surface, root, blocks, moving, moved, span: null, drag: null });
    this.pane = root.closest(".pane-centre");
    this.handles = ["start", "end"].map((name) => this.handle(name));
    new ResizeObserver(() => this.draw()).observe(root);
    // While words are being selected the handles are not in the way.
    root.addEventListener("pointerdown", () => surface.classList.add("is-pressed"));
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => surface.classList.remove("is-pressed"));
    document.addEventListener("keydown", (event) => {
      if (!this.drag || event.key !== "Escape") return;
      event.stopPropagation();
      this.giveUp();
    }, { capture: true });
  }

  handle(name) {
    const handle = document.createElement("span");
    handle.className = "edge";
    handle.dataset.edge = name;
    handle.hidden = true;
    // The same is done with keys: no stop for who goes through the page with them.
    handle.setAttribute("aria-hidden", "true");
    handle.addEventListener("pointerdown", (event) => this.begin(event, name, handle));
    handle.addEventListener("pointermove", (event) => this.drag && this.follow(event));
    handle.addEventListener("pointerup", (event) => this.drag && this.letGo(event));
    handle.addEventListener("pointercancel", () => this.drag && this.giveUp());
    this.surface.append(handle);
    return handle;
  }

  // Show the ends of a span in a tint; null hides them.
  show(span, tint = null) {
    if (this.drag) return;
    this.span = span && { start: span.start, end: span.end };
    for (const handle of this.handles) {
      handle.className = tint === null ? "edge" : `edge tint-${tint}`;
    }
    this.draw();
  }

  // All reading of places comes before any writing.
  draw() {
    const origin = this.span && this.surface.getBoundingClientRect();
    const places = this.span ? [this.placeOf(this.span.start, false), this.placeOf(this.span.end, true)] : [];
    this.handles.forEach((handle, index) => {
      const place = places[index];
      handle.hidden = !place;
      if (!place) return;
      handle.style.left = `${place.x - origin.left}px`;
      handle.style.top = `${place.top - origin.top}px`;
      handle.style.blockSize = `${place.height}px`;
    });
  }

  // Where the beginning of the first or the end of the last character stands in the window.
  placeOf(offset, isEnd) {
    const at = isEnd ? offset - 1 : offset;
    const block = this.blocks.at(at);
    const { start, end } = pieceAt(block, at, "grapheme");
    const rects = rangeIn(block, start, Math.max(end, start + 1))?.getClientRects();
    const rect = isEnd ? rects?.[rects.length - 1] : rects?.[0];
    if (!rect) return null;
    const isRtl = getComputedStyle(block).direction === "rtl";
    return { x: isEnd === isRtl ? rect.left : rect.right, top: rect.top, height: rect.height };
  }

  begin(event, name, handle) {
    if (event.button !== 0 || !this.span) return;
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    const place = this.placeOf(this.span[name], name === "end");
    const grip = { x: event.clientX - place.x, y: event.clientY - (place.top + place.height / 2) };
    this.drag = { name, grip, before: this.span };
    this.surface.classList.add("is-moving-edge");
    this.scrollAlong();
  }

  follow(event) {
    const { name, grip, before } = this.drag;
    this.drag.at = event;
    const offset = offsetAtPoint(this.root, event.clientX - grip.x, event.clientY - grip.y);
    if (offset === null) return;
    const [from, to] = name === "start" ? [Math.min(offset, before.end - 1), before.end] : [before.start, Math.max(offset, before.start + 1)];
    const found = tidy(this.blocks, from, to, { wholeWords: snaps(event) });
    if (!found) return;
    // Only the end that is dragged moves.
    this.span = { ...before, [name]: found[name] };
    this.draw();
    this.moving(this.span);
  }

  letGo(event) {
    const { before } = this.drag;
    this.finish();
    if (this.span.start !== before.start || this.span.end !== before.end) this.moved(this.span, event.pointerType === "touch");
  }

  giveUp() {
    this.span = this.drag.before;
    this.finish();
    this.draw();
    this.moving(null);
  }

  finish() {
    this.drag = null;
    this.surface.classList.remove("is-moving-edge");
  }

  // Near the rim of the pane the text scrolls along.
  scrollAlong() {
    if (!this.drag) return;
    const { at } = this.drag;
    if (at) {
      const { top, bottom } = this.pane.getBoundingClientRect();
      const by = at.clientY > bottom - NEAR_THE_RIM ? SCROLL : at.clientY < top + NEAR_THE_RIM ? -SCROLL : 0;
      if (by) {
        this.pane.scrollBy(0, by);
        this.follow(at);
      }
    }
    requestAnimationFrame(() => this.scrollAlong());
  }
}
