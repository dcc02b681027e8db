// The overview beside the text: where in the whole source its codings lie, and which part of it the window shows.
// A click or a drag goes there; so do the arrow keys, as on a scroll bar.
import { tintColours, tokenColour } from "../workbench/tints.js";
import { whenIdle } from "./idle.js";
import { endOf, startOf } from "./offsets.js";

const COLUMNS = 3;
const STEPS = { ArrowUp: -0.1, ArrowDown: 0.1, PageUp: -0.9, PageDown: 0.9 };

export class Ruler {
  // sayPlace(offset) says in words where one is.
  constructor(element, pane, { chunks, tintOf, laneOf, sayPlace }) {
    Object.assign(this, { element, pane, chunks, tintOf, laneOf, sayPlace });
    this.canvas = element.querySelector("canvas");
    this.window = element.querySelector("[data-window]");
    this.codings = [];
    this.stops = [];
    this.frame = 0;
    element.addEventListener("pointerdown", (event) => {
      element.setPointerCapture(event.pointerId);
      this.goTo(event);
    });
    element.addEventListener("pointermove", (event) => element.hasPointerCapture(event.pointerId) && this.goTo(event));
    element.addEventListener("keydown", (event) => this.key(event));
    pane.addEventListener("scroll", () => this.later(false), { passive: true });
    const resized = new ResizeObserver(() => this.later(true));
    for (const one of [pane, pane.querySelector(".transcript")]) resized.observe(one);
    document.addEventListener("themeChanged", () => this.later(true));
  }

  // An overview can wait until the text itself is painted.
  show(codings) {
    this.codings = codings;
    if (this.waits) return;
    this.waits = true;
    whenIdle(() => {
      this.waits = false;
      this.later(true);
    });
  }

  // Once a frame: the window's place, and the codings where they or the page have changed.
  later(draws) {
    this.draws ||= draws;
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      const { scrollTop, scrollHeight, clientHeight } = this.pane;
      const height = this.element.clientHeight;
      if (this.draws) this.measure(scrollHeight, scrollTop);
      this.window.style.transform = `translateY(${(scrollTop / scrollHeight) * height}px)`;
      this.window.style.blockSize = `${Math.max(8, (clientHeight / scrollHeight) * height)}px`;
      this.element.setAttribute("aria-valuenow", Math.round((100 * scrollTop) / Math.max(1, scrollHeight - clientHeight)));
      this.element.setAttribute("aria-valuetext", this.sayPlace(this.offsetAt((scrollTop + clientHeight / 2) / scrollHeight)));
      if (this.draws) this.draw(height);
      this.draws = false;
    });
  }

  // Where each chunk begins, as a share of the whole height.
  measure(whole, scrolled) {
    const top = this.pane.getBoundingClientRect().top - scrolled;
    this.stops = this.chunks.map((chunk) => {
      const box = chunk.getBoundingClientRect();
      return { start: startOf(chunk), end: endOf(chunk), from: (box.top - top) / whole, to: (box.bottom - top) / whole };
    });
  }

  shareOf(offset) {
    const stop = this.stopAt("start", offset);
    if (!stop) return 0;
    return stop.from + Math.min(1, (offset - stop.start) / Math.max(1, stop.end - stop.start)) * (stop.to - stop.from);
  }

  offsetAt(share) {
    const stop = this.stopAt("from", share);
    if (!stop) return 0;
    return Math.floor(stop.start + Math.min(1, (share - stop.from) / Math.max(1e-9, stop.to - stop.from)) * (stop.end - stop.start));
  }

  // The last chunk that begins at or before a place, by offset ("start") or by share of the height ("from").
  stopAt(name, place) {
    let low = 0;
    let high = this.stops.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.stops[middle][name] <= place) low = middle;
      else high = middle - 1;
    }
    return this.stops[low];
  }

  draw(height) {
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const colours = tintColours();
    const column = (width - 2) / COLUMNS;
    for (const coding of this.codings) {
      const top = this.shareOf(coding.start) * height;
      context.fillStyle = colours[this.tintOf(coding)]?.strong ?? tokenColour("--ink-3");
      context.fillRect(1 + (this.laneOf(coding) % COLUMNS) * column, top, column - 0.5, Math.max(1.5, this.shareOf(coding.end) * height - top));
    }
  }

  goTo({ clientY }) {
    const box = this.element.getBoundingClientRect();
    const share = Math.max(0, Math.min(1, (clientY - box.top) / box.height));
    this.pane.scrollTop = share * this.pane.scrollHeight - this.pane.clientHeight / 2;
  }

  key(event) {
    const step = STEPS[event.key];
    if (step) this.pane.scrollTop += step * this.pane.clientHeight;
    else if (event.key === "Home") this.pane.scrollTop = 0;
    else if (event.key === "End") this.pane.scrollTop = this.pane.scrollHeight;
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
