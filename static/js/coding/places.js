// Things that lie in the text ({ start, end }), found by their place without looking at all of them.

const SHELF = 2048; // code points

export class Places {
  constructor(things = []) {
    this.shelves = new Map();
    this.spans = new Map(); // where a thing was put, should it move meanwhile
    for (const thing of things) this.add(thing);
  }

  get size() {
    return this.spans.size;
  }

  has(thing) {
    return this.spans.has(thing);
  }

  add(thing) {
    this.drop(thing);
    this.spans.set(thing, [thing.start, thing.end]);
    for (const number of shelvesOf(thing.start, thing.end)) {
      if (!this.shelves.has(number)) this.shelves.set(number, new Set());
      this.shelves.get(number).add(thing);
    }
  }

  drop(thing) {
    const span = this.spans.get(thing);
    if (!span) return;
    this.spans.delete(thing);
    for (const number of shelvesOf(...span)) this.shelves.get(number).delete(thing);
  }

  // What overlaps [start, end), in the order of the text.
  over(start, end) {
    const found = new Set();
    for (const number of shelvesOf(start, end)) {
      for (const thing of this.shelves.get(number) ?? []) if (thing.start < end && thing.end > start) found.add(thing);
    }
    return [...found].sort(byPlace);
  }
}

function* shelvesOf(start, end) {
  for (let number = Math.floor(start / SHELF); number * SHELF < Math.max(end, start + 1); number += 1) yield number;
}

// The order of the text; of those that begin together the longest first, and the same code side by side.
export function byPlace(a, b) {
  const [one, other] = [a.codings?.[0] ?? a, b.codings?.[0] ?? b];
  return a.start - b.start || b.end - a.end || one.code - other.code || one.coder - other.coder || (a.id < b.id ? -1 : Number(a.id > b.id));
}
