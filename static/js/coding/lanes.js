// Lanes for the stripes in the margin, in the space of offsets: they depend neither on width nor on scrolling.

const PAD = 90; // about one line, so that two stripes of a lane never meet on one line
export const LANES = 10;

export class Lanes {
  constructor() {
    this.lanes = new Map();
  }

  get(id) {
    return this.lanes.get(id);
  }

  // All anew: each coding the lowest lane that is free where it begins; longest first where several begin together.
  assign(codings) {
    this.lanes.clear();
    const ends = [];
    const inOrder = [...codings].sort((a, b) => a.start - b.start || b.end - a.end || (a.id < b.id ? -1 : 1));
    for (const coding of inOrder) {
      let lane = ends.findIndex((end) => end + PAD <= coding.start);
      if (lane < 0) lane = ends.length;
      ends[lane] = coding.end;
      this.lanes.set(coding.id, lane);
    }
  }

  // One more: the lowest lane that is free all along it; the others stay where they are.
  add(coding, codings) {
    const near = codings.filter((other) => other.id !== coding.id && other.start < coding.end + PAD && other.end + PAD > coding.start);
    const taken = new Set(near.map(({ id }) => this.lanes.get(id)));
    let lane = 0;
    while (taken.has(lane)) lane += 1;
    this.lanes.set(coding.id, lane);
  }

  drop(id) {
    this.lanes.delete(id);
  }
}
