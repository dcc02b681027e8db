// How far one has been through the text: marks beside it, the share at the foot, the next stretch that is not read.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { register } from "../workbench/shortcuts.js";
import { tidy } from "./blocks.js";
import { without } from "./marks.js";
import { endOf, rangeIn, startOf } from "./offsets.js";

const REST = 3; // characters: a blank or a full stop beside what was read is not left to read

// The stretches of the blocks that nothing of `read` covers.
export function unread(blocks, read) {
  const whole = new Map(blocks.map((block) => [startOf(block), endOf(block)]));
  return without([...whole], read).filter(([start, end]) => end - start > REST || whole.get(start) === end);
}

export class ReadThrough {
  constructor({ root, blocks, store, marks, highlights, words, selecting, go, mayCode }) {
    Object.assign(this, { root, blocks, store, marks, highlights, words, selecting, go, mayCode });
    this.source = store.data.source;
    const said = blocks.all.filter((block) => block.dataset.n && !block.classList.contains("is-interviewer"));
    this.said = said.length ? said : blocks.all;
    this.size = this.said.reduce((sum, block) => sum + endOf(block) - startOf(block), 0);
    this.drawn = new Map();
    for (const name of ["changed", "refreshed", "marked"]) store.addEventListener(name, () => this.later());
    this.listen();
    this.draw();
  }

  listen() {
    const share = document.getElementById("read-share");
    const end = document.getElementById("reading-end");
    share?.addEventListener("click", () => this.next());
    end?.querySelector("[data-next-unread]")?.addEventListener("click", () => this.next({ fromTop: true }));
    end?.querySelector("[data-mark-rest]")?.addEventListener("click", () => this.markRest());
    document.getElementById("mark-uncoded")?.addEventListener("click", () => this.turn());
    register("n", this.words.keyUnread, () => this.next(), "#text");
    if (this.mayCode) register("0", this.words.keyUncoded, () => this.turn(), "#text");
    this.root.addEventListener("focusin", ({ target }) => this.describe(target.closest?.(".turn")));
  }

  // After the frame in which a coding is painted: nobody waits for a percentage.
  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(), 150);
  }

  draw() {
    clearTimeout(this.timer);
    this.timer = 0;
    const shown = this.marks.shown(this.source);
    const read = [...this.marks.coded(this.source), ...this.marks.of(this.source)];
    this.left = unread(this.said, read);
    this.open = new Set(unread(this.blocks.all, read).map(([start]) => this.blocks.at(start)));
    this.drawBlocks(shown);
    this.drawShare();
  }

  drawBlocks(shown) {
    const touched = new Map();
    for (const [start, end] of shown) {
      for (const block of this.blocks.between(start, end)) touched.set(block, [...(touched.get(block) ?? []), [start, end]]);
    }
    for (const block of this.drawn.keys()) if (!touched.has(block)) this.drawBlock(block, []);
    for (const [block, spans] of touched) this.drawBlock(block, spans);
  }

  drawBlock(block, spans) {
    const isWhole = spans.length > 0 && !this.open.has(block);
    const sign = JSON.stringify([isWhole, spans]);
    const before = this.drawn.get(block);
    if (before?.sign === sign) return;
    before?.ranges.forEach((range) => this.highlights.named("uncoded").delete(range));
    block.classList.toggle("is-marked", isWhole);
    block.classList.toggle("is-partly", spans.length > 0 && !isWhole);
    const ranges = isWhole ? [] : spans.map(([start, end]) => rangeIn(block, start, end)).filter(Boolean);
    if (ranges.length) ranges.forEach((range) => this.highlights.named("uncoded").add(range));
    if (spans.length) this.drawn.set(block, { sign, ranges });
    else this.drawn.delete(block);
  }

  get current() {
    return this.root.querySelector(".turn:focus") ?? this.root.querySelector('.turn[tabindex="0"]') ?? this.blocks.all[0];
  }

  get percent() {
    if (!this.size) return null;
    const share = 1 - this.left.reduce((sum, [start, end]) => sum + end - start, 0) / this.size;
    return share > 0 ? Math.max(1, Math.floor(share * 100)) : 0;
  }

  drawShare() {
    const { percent } = this;
    const share = document.getElementById("read-share");
    if (!share || percent === null) return;
    share.textContent = this.words.readShare.replace("{n}", percent);
    const end = document.getElementById("reading-end");
    end.querySelector("[data-left]").textContent = percent === 100 ? this.words.readAll : this.words.readLeft.replace("{n}", 100 - percent);
    for (const button of end.querySelectorAll("button")) button.disabled = percent === 100;
  }

  // Go to the next stretch that is not read, after what is selected or the turn that has the focus, and select it.
  next({ fromTop = false } = {}) {
    if (this.timer) this.draw();
    const here = this.selecting.span ? this.selecting.span.end : startOf(this.current);
    const found = (!fromTop && this.left.find(([start]) => start >= here)) || this.left[0];
    if (!found) {
      showMessage(this.words.allRead, "info");
      return;
    }
    const block = this.blocks.at(found[0]);
    const span = tidy(this.blocks, found[0], Math.min(found[1], endOf(block)), { wholeWords: false });
    this.go(found[0]);
    if (span && this.mayCode) this.selecting.set(span);
  }

  // Mark the selection or the turn, or take the mark away.
  turn() {
    if (!this.mayCode) return;
    if (!this.selecting.span) this.selecting.whole(this.current);
    const { span } = this.selecting;
    if (!span) return;
    const isMarked = this.marks.turn(this.source, span);
    const said = isMarked ? this.words.marked : this.words.unmarked;
    announce(said.replace("{quote}", this.blocks.words(span.start, span.end).slice(0, 60)));
    this.draw();
  }

  markRest() {
    const end = Math.max(...this.blocks.all.map(endOf));
    this.marks.mark(this.source, { start: startOf(this.blocks.all[0]), end, quote: null });
    announce(this.words.restMarked);
    this.draw();
  }

  // A screen reader hears of the mark on the turn that has the focus, after its codings.
  describe(block) {
    if (!block || !this.drawn.has(block)) return;
    const said = block.classList.contains("is-marked") ? this.words.describedMark : this.words.describedPart;
    block.setAttribute("aria-description", [block.getAttribute("aria-description"), said].filter(Boolean).join("; "));
  }
}
