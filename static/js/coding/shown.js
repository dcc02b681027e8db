// The codings that the filters let through, kept up to date one by one and found by place.
import { byPlace, Places } from "./places.js";

export class Shown {
  constructor(store, filters) {
    Object.assign(this, { store, filters });
    this.rebuild();
  }

  get size() {
    return this.places.size;
  }

  rebuild() {
    this.places = new Places();
    this.byId = new Map();
    this.inOrder = null;
    for (const coding of this.store.codings.values()) if (this.filters.lets(coding)) this.put(coding);
  }

  put(coding) {
    this.places.add(coding);
    this.byId.set(coding.id, coding);
  }

  // One coding came, went or moved. Says which one it was, which one it is, and the stretches that it covers or covered.
  changed(coding) {
    const now = this.store.codings.get(coding.id);
    const before = this.byId.get(coding.id) ?? (this.places.has(coding) ? coding : null);
    const stretches = [];
    if (before) {
      stretches.push(this.places.spans.get(before));
      this.places.drop(before);
      this.byId.delete(coding.id);
    }
    const isShown = Boolean(now) && this.filters.lets(now);
    if (isShown) {
      this.put(now);
      stretches.push([now.start, now.end]);
    }
    this.inOrder = null;
    return { before, now: isShown ? now : null, stretches };
  }

  over(start, end) {
    return this.places.over(start, end);
  }

  unordered() {
    return [...this.places.spans.keys()];
  }

  // All in the order of the text.
  all() {
    this.inOrder ??= this.unordered().sort(byPlace);
    return this.inOrder;
  }

  // The coding after (step 1) or before (step -1) another one, or after or before an offset.
  next(from, step, offset) {
    const all = this.all();
    const index = from ? all.indexOf(from) : -1;
    if (index >= 0) return all[index + step];
    return step > 0 ? all.find(({ start }) => start >= offset) : all.findLast(({ start }) => start < offset);
  }
}
