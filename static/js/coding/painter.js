// Keeps the chunks near the window painted: highlights of their blocks and stripes in their margin.
import { segmentsOf } from "./highlights.js";
import { endOf, startOf } from "./offsets.js";
import { Lanes } from "./lanes.js";
import { drawStripes, eraseStripes } from "./stripes.js";

export class Painter {
  constructor(root, blocks, highlights, { visible, tintOf, nameOf, whoOf, lineOf }) {
    Object.assign(this, { root, blocks, highlights, visible, tintOf, nameOf, whoOf, lineOf });
    this.chunks = [...root.querySelectorAll(".chunk")];
    this.near = new Set();
    this.frame = 0;
    this.dirty = new Set();
    this.lanes = new Lanes();
    this.observer = new IntersectionObserver((entries) => this.moved(entries), { root: root.closest(".pane-centre"), rootMargin: "600px 0px" });
    this.recompute();
    for (const chunk of this.chunks) this.observer.observe(chunk);
    const resized = new ResizeObserver(() => this.repaint(this.near));
    resized.observe(root);
  }

  // What is shown has changed (a filter, many codings): lanes anew, everything near painted again.
  recompute() {
    this.codings = this.visible();
    this.lanes.assign(this.codings);
    this.repaint(this.near);
  }

  // One coding came, went, or was elsewhere `before`: only the chunks that it touches or touched are painted again.
  changed(coding, before = coding) {
    this.codings = this.visible();
    if (before !== coding) this.lanes.drop(coding.id);
    if (!this.codings.some(({ id }) => id === coding.id)) this.lanes.drop(coding.id);
    else if (this.lanes.get(coding.id) === undefined) this.lanes.add(coding, this.codings);
    const [start, end] = [Math.min(coding.start, before.start), Math.max(coding.end, before.end)];
    this.repaint([...this.near].filter((chunk) => Number(chunk.dataset.start) < end && Number(chunk.dataset.end) > start));
  }

  moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        this.near.add(target);
        this.repaint([target]);
      } else if (this.near.delete(target)) this.erase(target);
    }
  }

  // All changes of one frame are painted together.
  repaint(chunks) {
    for (const chunk of chunks) this.dirty.add(chunk);
    if (!this.frame && this.dirty.size) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        for (const chunk of this.dirty) if (this.near.has(chunk)) this.paint(chunk);
        this.dirty.clear();
      });
    }
  }

  paint(chunk) {
    const start = Number(chunk.dataset.start);
    const end = Number(chunk.dataset.end);
    const here = this.codings.filter((coding) => coding.start < end && coding.end > start);
    for (const block of chunk.querySelectorAll(".turn")) {
      this.highlights.paint(block, segmentsOf(here, startOf(block), endOf(block), this.tintOf));
    }
    drawStripes(chunk, here, this);
  }

  erase(chunk) {
    for (const block of chunk.querySelectorAll(".turn")) this.highlights.erase(block);
    eraseStripes(chunk);
  }
}
