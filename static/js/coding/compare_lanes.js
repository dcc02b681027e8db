// Lanes beside the compared text, one for each coder: drawn where a chunk comes near the window, dropped when it goes.
import { Lanes } from "./lanes.js";
import { endOf, startOf } from "./offsets.js";
import { Places } from "./places.js";
import { eraseStripes, extentOf } from "./stripes.js";

const STEP = 7; // pixels from one bar of a lane to the next
const LABEL = 15;
const WIDE = 60; // lanes as wide as this name the codes

export class CoderLanes {
  // data has coders [{ line }], codes {key: [path, tint]} and marks [[lane, code, start, end, place]].
  constructor(root, data, blocks, heads) {
    Object.assign(this, { root, data, blocks, heads, current: null });
    this.marks = data.marks.map(([lane, code, start, end, place], id) => ({ id, lane, code, start, end, place }));
    this.all = new Places(this.marks);
    this.lanes = data.coders.map((_coder, number) => {
      const lanes = new Lanes();
      lanes.assign(this.marks.filter(({ lane }) => lane === number));
      return lanes;
    });
    this.near = new Set();
    this.behind = new WeakMap();
    const seen = new IntersectionObserver((entries) => this.moved(entries), { root: root.closest(".pane-centre"), rootMargin: "600px 0px" });
    for (const chunk of root.querySelectorAll(".chunk")) seen.observe(chunk);
    new ResizeObserver(() => this.redraw()).observe(root);
  }

  moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        this.near.add(target);
        this.draw(target);
      } else if (this.near.delete(target)) eraseStripes(target);
    }
  }

  redraw() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      for (const chunk of this.near) this.draw(chunk);
    });
  }

  // The place in hand stands out.
  show(place) {
    this.current = place;
    for (const bar of this.root.querySelectorAll(".lane-bar")) bar.classList.toggle("is-current", place !== null && this.behind.get(bar)?.place === place);
  }

  under(element) {
    const mark = this.behind.get(element?.closest?.(".lane-bar, .lane-label"));
    return mark ? [mark] : [];
  }

  over(start, end) {
    return this.all.over(start, end);
  }

  pathOf({ code }) {
    return this.data.codes[code]?.[0] ?? "";
  }

  tintOf({ code }) {
    return this.data.codes[code]?.[1] ?? 15;
  }

  // All reading of places comes before any writing.
  draw(chunk) {
    const width = this.heads.firstElementChild?.offsetWidth ?? 0;
    const origin = chunk.getBoundingClientRect().top;
    const placed = this.lanes.flatMap((lanes) => lanes.over(startOf(chunk), endOf(chunk))
      .map((mark) => ({ mark, at: lanes.get(mark), ...extentOf(chunk, this.blocks, mark, origin) }))
      .filter(({ bottom }) => bottom > 0));
    const gutter = Object.assign(document.createElement("div"), { className: "gutter lanes" });
    gutter.setAttribute("aria-hidden", "true");
    const room = Math.max(1, Math.floor((width - 2) / STEP));
    for (const one of placed) gutter.append(this.bar(one, width, room));
    if (width >= WIDE) gutter.append(...this.labels(placed, width, room));
    eraseStripes(chunk);
    chunk.append(gutter);
  }

  // Where a coder put more codes on the same words than the lane has room for, the last bars lie over each other.
  bar({ mark, at, top, bottom }, width, room) {
    const { line } = this.data.coders[mark.lane];
    const element = document.createElement("i");
    element.className = `stripe lane-bar stripe-${line} tint-${this.tintOf(mark)}${mark.place ? " is-differing" : ""}${mark.place && mark.place === this.current ? " is-current" : ""}`;
    element.style.insetBlockStart = `${top + 2}px`;
    element.style.blockSize = `${Math.max(6, bottom - top - 4)}px`;
    element.style.insetInlineStart = `${mark.lane * width + Math.min(at, room - 1) * STEP + 2}px`;
    this.behind.set(element, mark);
    return element;
  }

  // Names beside the bars of a lane, each below the one before it; what finds no room beside its bar is left to the tip.
  labels(placed, width, room) {
    const free = this.lanes.map(() => -Infinity);
    const widest = this.lanes.map((_lanes, number) => Math.max(0, ...placed.filter(({ mark }) => mark.lane === number).map(({ at }) => Math.min(at, room - 1))));
    return [...placed].sort((a, b) => a.top - b.top).flatMap(({ mark, top, bottom }) => {
      const at = Math.max(top, free[mark.lane]);
      const inset = (widest[mark.lane] + 1) * STEP + 3;
      if (at > bottom || width - inset < 24) return [];
      free[mark.lane] = at + LABEL;
      const element = document.createElement("span");
      element.className = `lane-label tint-${this.tintOf(mark)}`;
      element.textContent = this.pathOf(mark).split(" / ").at(-1);
      element.style.insetBlockStart = `${at}px`;
      element.style.insetInlineStart = `${mark.lane * width + inset}px`;
      element.style.maxInlineSize = `${width - inset - 4}px`;
      this.behind.set(element, mark);
      return [element];
    });
  }
}
