// How the codings are seen: highlights, margin, overview, filters, what lies at a place; and the keys for it.
import { announce } from "../workbench/announce.js";
import { inGroup, register, tellOf } from "../workbench/shortcuts.js";
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
    root.addEventListener("focusin", ({ target }) => this.describe(target.closest?.(".turn")));
  }

  // A screen reader hears what is coded in the turn that has the focus.
  describe(block) {
    if (!block) return;
    const { nameOf, whoOf } = this.look;
    const here = this.shown.over(startOf(block), endOf(block)).map((coding) => `${nameOf(coding)} · ${whoOf(coding)}`);
    if (here.length) block.setAttribute("aria-description", this.words.described.replace("{list}", here.join(", ")));
    else block.removeAttribute("aria-description");
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
    this.highlights.outline("shown", this.blocks, coding ?? this.inspector?.current ?? null);
  }

  sayPlace(offset) {
    const turn = this.blocks.at(offset)?.dataset.n;
    const last = this.blocks.all.findLast(({ dataset }) => dataset.n)?.dataset.n;
    return turn ? this.words.atTurn.replace("{turn}", turn).replace("{turns}", last) : "";
  }

  // `inspector`, `show(coding)` and `select(span)` belong to the page; `current()` is the turn that has the focus.
  addKeys({ inspector, show, select, current }) {
    Object.assign(this, { inspector, show, select, current });
    inGroup(this.words.groupGo, () => this.addGoing());
    inGroup(this.words.groupSee, () => this.addSeeing());
    inGroup(this.words.groupPicker, () => tellPickerKeys(this.words));
    const acts = { next: () => this.toCoding(1), previous: () => this.toCoding(-1), gap: () => this.toGap(1), print: () => print() };
    document.getElementById("text-tools").addEventListener("click", (event) => acts[event.target.closest("[data-act]")?.dataset.act]?.());
  }

  addGoing() {
    const { words } = this;
    register("]", words.keyNext, () => this.toCoding(1), TEXT_OR_DETAILS);
    register("[", words.keyPrevious, () => this.toCoding(-1), TEXT_OR_DETAILS);
    register("g", words.keyNextGap, () => this.toGap(1), TEXT);
    register("Shift+g", words.keyPreviousGap, () => this.toGap(-1), TEXT);
  }

  addSeeing() {
    const { words, view } = this;
    register("i", words.keyTip, () => this.tell(), TEXT);
    register("v", words.keyMargin, () => {
      view.turn();
      announce(view.marginName);
    }, TEXT_OR_DETAILS);
    register("Alt+h", words.keyMarks, () => {
      view.toggleMarks();
      announce(view.marks ? words.marksOn : words.marksOff);
    });
    register("Alt+f", words.keyClear, () => this.filters.clear());
  }

  toCoding(step) {
    const here = this.inspector.current;
    const next = this.shown.next(this.shown.places.has(here) ? here : null, step, startOf(this.current()));
    if (next) this.show(next);
    else announce(this.words.noMore);
  }

  // From the stretch that was found last, where the focus is still on it, else from the turn.
  toGap(step) {
    const block = this.current();
    const isOn = this.gap && this.gap.start >= startOf(block) && this.gap.start < endOf(block);
    const from = isOn ? this.gap.start : startOf(block) - (step > 0 ? 1 : 0);
    const gap = nextGap(this.blocks, this.shown, from, step);
    if (!gap) {
      announce(this.words.noGap);
      return;
    }
    this.gap = gap;
    this.select(gap);
  }

  // What is coded in the turn that has the focus, the coding in the details first.
  tell() {
    const block = this.current();
    const here = this.inspector.current;
    const inBlock = this.shown.over(startOf(block), endOf(block));
    const codings = inBlock.includes(here) ? [here, ...inBlock.filter((one) => one !== here)] : inBlock;
    announce(codings.length ? this.tip.show(codings, block.getBoundingClientRect(), { byKey: true }) : this.words.nothingHere);
  }
}

// The picker hears its keys itself.
function tellPickerKeys(words) {
  tellOf("Enter", words.pickerApply);
  tellOf("Shift+Enter", words.pickerMore);
  tellOf("Alt+i", words.pickerWords);
  for (let number = 1; number <= 9; number += 1) tellOf(String(number), words.pickerNumber);
  tellOf("Escape", words.pickerClose);
}

export function shortestFirst(codings) {
  return [...codings].sort((a, b) => a.end - a.start - (b.end - b.start) || a.start - b.start || (a.id < b.id ? -1 : 1));
}
