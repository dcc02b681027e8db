// How the codings are seen: highlights, margin, overview, filters, what lies at a place; and the keys for it.
import { announce } from "../workbench/announce.js";
import { register } from "../workbench/shortcuts.js";
import { FilterBar } from "./filterbar.js";
import { Filters } from "./filters.js";
import { nextGap } from "./gaps.js";
import { offsetUnder } from "./hit.js";
import { looksOf, namesOf } from "./look.js";
import { endOf, startOf } from "./offsets.js";
import { Painter } from "./painter.js";
import { Paper } from "./paper.js";
import { Ruler } from "./ruler.js";
import { Shown } from "./shown.js";
import { codingsBehind } from "./stripes.js";
import { Tip } from "./tip.js";
import { View } from "./view.js";

const TEXT = "#text";
const TEXT_OR_DETAILS = "#text, #inspector";

export class Seeing {
  constructor({ root, blocks, store, words, highlights }) {
    Object.assign(this, { root, blocks, store, words, highlights });
    const pane = root.closest(".pane-centre");
    this.filters = new Filters(store, `marginalia.filters.${location.pathname.split("/")[2]}`);
    this.shown = new Shown(store, this.filters);
    this.view = new View(document.getElementById("view-form"), document.getElementById("surface"));
    this.look = looksOf(store, words);
    highlights.spoken = this.spoken();
    highlights.useMarks(this.view.marks);
    this.painter = new Painter(root, blocks, highlights, { shown: this.shown, view: this.view, look: this.look });
    const laneOf = (coding) => this.painter.lanes.get(this.painter.barOf.get(coding.id)) ?? 0;
    this.ruler = new Ruler(document.getElementById("ruler"), pane, { chunks: this.painter.chunks, tintOf: this.look.tintOf, laneOf, sayPlace: (offset) => this.sayPlace(offset) });
    this.bar = new FilterBar(document.getElementById("text-tools"), document.getElementById("filter-menu"), { store, filters: this.filters, words });
    this.tip = new Tip(document.getElementById("tip"), root, {
      store, words, nameOf: this.look.nameOf, coderOf: this.look.coderOf,
      under: (event) => this.under(event), outline: (coding) => this.outline(coding),
    });
    this.paper = new Paper(this);
    this.view.addEventListener("viewed", () => this.again());
    this.filters.addEventListener("filtered", () => this.again());
  }

  // What marks say to whoever hears the text.
  spoken() {
    const names = (codings) => [...new Set(codings.map(this.look.nameOf))].join(", ");
    return {
      open: (codings) => ` ${this.words.markOpen.replace("{list}", namesOf(codings, this.look))} `,
      close: (codings) => ` ${this.words.markClose.replace("{list}", names(codings))} `,
    };
  }

  // Everything anew: filters, the view or many codings have changed.
  again() {
    this.filters.reckon();
    this.shown.rebuild();
    this.painter.recompute();
    this.ruler.show(this.shown.unordered());
  }

  // One coding came, went or moved.
  changed(coding) {
    this.painter.changed(this.shown.changed(coding));
  }

  under(event) {
    const behind = codingsBehind(event.target);
    if (behind.length) return behind;
    const offset = offsetUnder(this.root, this.blocks, event);
    return offset === null ? [] : shortestFirst(this.shown.over(offset, offset + 1));
  }

  outline(coding) {
    this.highlights.outline("shown", this.blocks, coding ?? this.inspected?.() ?? null);
  }

  sayPlace(offset) {
    const turn = this.blocks.at(offset)?.dataset.n;
    return turn ? this.words.atTurn.replace("{turn}", turn).replace("{turns}", this.blocks.all.at(-1).dataset.n ?? "") : "";
  }

  // `inspector`, `show(coding)` and `select(span)` belong to the page; `current()` is the turn that has the focus.
  addKeys({ inspector, show, select, current }) {
    const { words } = this;
    this.inspected = () => inspector.current;
    this.toCoding = (step) => {
      const here = inspector.current;
      const next = this.shown.next(this.shown.places.has(here) ? here : null, step, startOf(current()));
      if (next) show(next);
      else announce(words.noMore);
    };
    this.toGap = (step) => {
      const gap = nextGap(this.blocks, this.shown, this.placeOf(current(), step), step);
      if (gap) select(gap);
      else announce(words.noGap);
      this.gap = gap ?? this.gap;
    };
    const tell = () => {
      const block = current();
      const here = inspector.current;
      const inBlock = this.shown.over(startOf(block), endOf(block));
      const codings = here && inBlock.includes(here) ? [here, ...inBlock.filter((one) => one !== here)] : inBlock;
      if (codings.length) announce(this.tip.show(codings, block.getBoundingClientRect()));
      else announce(words.nothingHere);
    };
    register("]", words.keyNext, () => this.toCoding(1), TEXT_OR_DETAILS, words.groupGo);
    register("[", words.keyPrevious, () => this.toCoding(-1), TEXT_OR_DETAILS, words.groupGo);
    register("g", words.keyNextGap, () => this.toGap(1), TEXT, words.groupGo);
    register("Shift+g", words.keyPreviousGap, () => this.toGap(-1), TEXT, words.groupGo);
    register("i", words.keyTip, tell, TEXT, words.groupSee);
    register("v", words.keyMargin, () => {
      this.view.turn();
      announce(this.view.marginName);
    }, TEXT_OR_DETAILS, words.groupSee);
    register("Alt+h", words.keyMarks, () => {
      this.view.toggleMarks();
      announce(this.view.marks ? words.marksOn : words.marksOff);
    }, null, words.groupSee);
    register("Alt+f", words.keyClear, () => this.filters.clear(), null, words.groupSee);
    const acts = { next: () => this.toCoding(1), previous: () => this.toCoding(-1), gap: () => this.toGap(1), print: () => print() };
    document.getElementById("text-tools").addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());
  }

  // From where to look on: the stretch that was found last where the focus is still on it, else the turn itself.
  placeOf(block, step) {
    const isOn = this.gap && this.gap.start >= startOf(block) && this.gap.start < endOf(block);
    if (isOn) return step > 0 ? this.gap.start : this.gap.start;
    return step > 0 ? startOf(block) - 1 : startOf(block);
  }
}

export function shortestFirst(codings) {
  return [...codings].sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start || (a.id < b.id ? -1 : 1));
}
