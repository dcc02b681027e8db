// Lanes for the bars in the margin, in the space of offsets: they depend neither on width nor on scrolling.
import { byPlace, Places } from "./places.js";

const PAD = 90; // about one line, so that two bars of a lane never meet on one line

export class Lanes {
  constructor() {
    this.lanes = new Map();
    this.places = new Places();
  }

  get(bar) {
    return this.lanes.get(bar);
  }

  over(start, end) {
    return this.places.over(start, end);
  }

  // All anew: each bar the lowest lane that is free where it begins, or the one that `laneOf` gives it.
  assign(bars, laneOf = null) {
    this.places = new Places(bars);
    this.lanes.clear();
    const ends = [];
    for (const bar of [...bars].sort(byPlace)) {
      let lane = laneOf?.(bar) ?? ends.findIndex((end) => end + PAD <= bar.start);
      if (lane < 0) lane = ends.length;
      ends[lane] = bar.end;
      this.lanes.set(bar, lane);
    }
  }

  // One more: the lowest lane that is free all along it; the others stay where they are.
  add(bar) {
    const taken = new Set(this.over(bar.start - PAD, bar.end + PAD).map((other) => this.lanes.get(other)));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    this.places.add(bar);
    this.lanes.set(bar, lane);
  }

  drop(bar) {
    this.places.drop(bar);
    this.lanes.delete(bar);
  }
}
