// The compared text: lanes beside it, what is coded under the pointer or in a turn, and the place in hand brought into view.
import { announce } from "../workbench/announce.js";
import { register } from "../workbench/shortcuts.js";
import { Blocks } from "./blocks.js";
import { CoderLanes } from "./compare_lanes.js";
import { offsetUnder } from "./hit.js";
import { endOf, startOf } from "./offsets.js";
import { Tip } from "./tip.js";

export class ComparedText {
  constructor(root, data, names) {
    this.root = root;
    this.blocks = new Blocks(root);
    this.lanes = new CoderLanes(root, data, this.blocks, document.querySelector(".lane-heads"));
    const codes = new Map(Object.entries(data.codes).map(([key, [path, tint]]) => [Number(key), { path, tint }]));
    this.tip = new Tip(document.getElementById("tip"), root.closest(".compare-surface"), {
      store: { codes, memos: new Map(), coders: new Map() },
      words: { more: names.more },
      under: (event) => this.under(event),
      coderOf: ({ lane }) => data.coders[lane].name,
      outline: () => {},
    });
    this.names = names;
    register("ArrowDown", names.turnDown, (event) => this.step(event, 1), ".turn");
    register("ArrowUp", names.turnUp, (event) => this.step(event, -1), ".turn");
    root.addEventListener("click", (event) => this.clicked(event));
  }

  under(event) {
    const inLane = this.lanes.under(event.target);
    if (inLane.length || event.target.closest?.(".gutter")) return inLane;
    const offset = offsetUnder(this.root, this.blocks, event);
    return offset === null ? [] : this.lanes.over(offset, offset + 1).sort((a, b) => a.lane - b.lane);
  }

  // A click on a bar that takes part in a disagreement takes that in hand.
  clicked(event) {
    const [mark] = this.lanes.under(event.target);
    if (mark?.place) this.root.querySelector(`[data-places~="${mark.place}"]`)?.click();
  }

  // To the turn before or after, which says what is coded in it.
  step(event, by) {
    const turns = this.blocks.all;
    const turn = turns[turns.indexOf(event.target.closest(".turn")) + by];
    if (!turn) return false;
    this.root.querySelector('.turn[tabindex="0"]')?.setAttribute("tabindex", "-1");
    turn.setAttribute("tabindex", "0");
    turn.focus();
    turn.scrollIntoView({ block: "nearest" });
    const marks = this.lanes.over(startOf(turn), endOf(turn)).sort((a, b) => a.lane - b.lane || a.start - b.start);
    if (!marks.length) {
      this.tip.hide();
      announce(this.names.nothing);
      return true;
    }
    announce(this.tip.show(marks, turn.getBoundingClientRect(), { byKey: true }));
    return true;
  }

  // The place in hand: outlined in the text and in the lanes; its state may have changed.
  take(place, state) {
    for (const piece of this.root.querySelectorAll(".is-current")) piece.classList.remove("is-current");
    const pieces = place ? [...this.root.querySelectorAll(`[data-places~="${place}"]`)] : [];
    for (const piece of pieces) piece.classList.add("is-current");
    this.settle(place, state);
    this.lanes.show(place ? Number(place) : null);
    pieces[0]?.scrollIntoView({ block: "center" });
  }

  // A place that was settled, reopened or asked about shows so.
  settle(place, state) {
    if (!place || !state) return;
    for (const piece of this.root.querySelectorAll(`[data-places="${place}"]`)) {
      piece.classList.remove("is-open", "is-discuss", "is-settled");
      piece.classList.add(`is-${state}`);
    }
  }
}
