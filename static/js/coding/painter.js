// Keeps the chunks near the window painted: highlights of their blocks and bars in their margin.
import { barOf, barsOf } from "./bars.js";
import { segmentsOf } from "./highlights.js";
import { whenIdle } from "./idle.js";
import { Lanes } from "./lanes.js";
import { endOf, startOf } from "./offsets.js";
import { drawDensity, drawStripes, eraseStripes, LANE_WIDTH } from "./stripes.js";

const SLICE = 4; // chunks painted in one idle moment

export class Painter {
  // `view` says how: margin (one of ARRANGEMENTS), names, marks. `look` gives tintOf, nameOf, whoOf, lineOf, coderOf.
  constructor(root, blocks, highlights, { shown, view, look }) {
    Object.assign(this, { root, blocks, highlights, shown, view, look });
    this.pane = root.closest(".pane-centre");
    this.chunks = [...root.querySelectorAll(".chunk")];
    this.blocksOf = new Map(this.chunks.map((chunk) => [chunk, [...chunk.querySelectorAll(".turn")]]));
    this.near = new Set();
    this.dirty = new Map(); // chunk -> the stretches that changed in it, or null for all of it
    this.later = [];
    this.frame = 0;
    this.lanes = new Lanes();
    this.arrange();
    this.observer = new IntersectionObserver((entries) => this.moved(entries), { root: this.pane, rootMargin: "600px 0px" });
    for (const chunk of this.chunks) this.observer.observe(chunk);
    new ResizeObserver(() => this.repaint(this.near)).observe(root);
  }

  // What is shown, or how, has changed: lanes anew, everything near painted again.
  recompute() {
    this.highlights.useMarks(this.view.marks);
    this.arrange();
    this.repaint(this.highlights.marks ? this.chunks : this.near);
  }

  arrange() {
    const { margin } = this.view;
    this.isStale = false;
    const bars = margin === "density" ? [] : barsOf(this.shown.all(), margin);
    this.lanes.assign(bars, margin === "coder" ? (bar) => this.look.placeOf(bar.codings[0]) : null);
    this.barOf = new Map(margin === "each" ? bars.map((bar) => [bar.id, bar]) : []);
  }

  // One coding came, went or moved: only the chunks that it touches are painted again.
  changed({ before, now, stretches }) {
    if (this.view.margin === "each") this.rebar(before, now);
    else this.isStale = true;
    this.repaint(this.chunks.filter((chunk) => isTouched(chunk, stretches)), stretches);
  }

  rebar(before, now) {
    const bar = before && (this.barOf.get(before.id) ?? this.barOf.get(now?.id));
    if (bar && now && bar.start === now.start && bar.end === now.end) {
      bar.codings = [now];
      this.barOf.set(now.id, bar);
      return;
    }
    if (bar) {
      this.lanes.drop(bar);
      this.barOf.delete(before.id);
    }
    if (now) {
      this.barOf.set(now.id, barOf(now));
      this.lanes.add(this.barOf.get(now.id));
    }
  }

  moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        this.near.add(target);
        this.repaint([target]);
      } else if (this.near.delete(target)) this.erase(target);
    }
  }

  // All changes of one frame are painted together; with marks what is far follows when there is time.
  repaint(chunks, stretches = null) {
    for (const chunk of chunks) {
      const before = this.dirty.get(chunk);
      this.dirty.set(chunk, stretches && before !== null ? [...(before ?? []), ...stretches] : null);
    }
    if (!this.frame && this.dirty.size) this.frame = requestAnimationFrame(() => this.paintDirty());
  }

  paintDirty() {
    this.frame = 0;
    if (this.isStale) {
      this.arrange();
      for (const chunk of this.near) if (!this.dirty.has(chunk)) this.dirty.set(chunk, []);
    }
    this.limit = this.limitOfLanes();
    const waiting = [...this.dirty];
    this.dirty.clear();
    for (const [chunk, stretches] of waiting) if (this.near.has(chunk)) this.paint(chunk, stretches);
    if (this.highlights.marks) this.paintLater(waiting.map(([chunk]) => chunk).filter((chunk) => !this.near.has(chunk)));
  }

  paintLater(chunks) {
    const isIdle = !this.later.length;
    this.later = [...new Set([...this.later, ...chunks])];
    if (isIdle && this.later.length) whenIdle(() => this.paintSlice());
  }

  paintSlice() {
    for (const chunk of this.later.splice(0, SLICE)) if (this.highlights.marks && !this.near.has(chunk)) this.paintWords(chunk);
    if (this.later.length) whenIdle(() => this.paintSlice());
  }

  paint(chunk, stretches) {
    this.paintWords(chunk, stretches);
    this.drawMargin(chunk);
  }

  // All blocks of a chunk, or those that stretches touch.
  paintWords(chunk, stretches = null) {
    for (const block of this.blocksOf.get(chunk)) {
      if (stretches && !isTouched(block, stretches)) continue;
      const here = this.shown.over(startOf(block), endOf(block));
      this.highlights.paint(block, segmentsOf(here, startOf(block), endOf(block), this.look.tintOf));
    }
  }

  drawMargin(chunk) {
    const { margin, names } = this.view;
    if (margin === "off") eraseStripes(chunk);
    else if (margin === "density") drawDensity(chunk, this.shown.over(startOf(chunk), endOf(chunk)), this);
    else drawStripes(chunk, this.lanes.over(startOf(chunk), endOf(chunk)), { ...this.faces(margin), blocks: this.blocks, lanes: this.lanes, limit: this.limit, names });
  }

  // How a bar looks, and its name: by what it stands for.
  faces(margin) {
    const { tintOf, lineOf, nameOf, whoOf, coderOf } = this.look;
    if (margin === "coder") {
      return { tintOf: () => null, lineOf: ({ codings }) => lineOf(codings[0]), labelOf: ({ codings }) => ({ name: coderOf(codings[0]), who: [] }) };
    }
    return {
      tintOf: ({ codings }) => tintOf(codings[0]),
      lineOf: ({ codings }) => (margin === "code" && !codings[0].consensus ? 0 : lineOf(codings[0])),
      labelOf: ({ codings }) => ({ name: nameOf(codings[0]), who: codings.map(whoOf) }),
    };
  }

  // As many lanes as the margin has room for: half of it, where names stand beside them.
  limitOfLanes() {
    const room = parseFloat(getComputedStyle(this.chunks[0] ?? this.root).paddingInlineEnd) - 20;
    return this.view.names ? Math.max(3, Math.min(12, Math.floor((room * 0.44) / LANE_WIDTH))) : Math.max(3, Math.floor(room / LANE_WIDTH) - 3);
  }

  erase(chunk) {
    if (!this.highlights.marks) for (const block of this.blocksOf.get(chunk)) this.highlights.erase(block);
    eraseStripes(chunk);
  }
}

function isTouched(element, stretches) {
  return stretches.some(([start, end]) => startOf(element) < end && endOf(element) > start);
}
