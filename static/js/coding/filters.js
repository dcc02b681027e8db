// Which codings are shown: by code (alone or with those below it), by coder, by layer, by origin; several at once.
// Remembered for this sitting, for all sources of the study.

export class Filters extends EventTarget {
  constructor(store, key) {
    super();
    Object.assign(this, { store, key });
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    this.codes = new Map(kept.codes ?? []); // code -> whether those below it count too
    this.without = new Set(kept.without ?? []); // coders that are not shown
    this.layer = kept.layer ?? "all"; // or "coders", "consensus"
    this.origin = kept.origin ?? null; // how it came to be, as a number; null: however
    this.reckon();
  }

  get isOn() {
    return Boolean(this.codes.size || this.without.size || this.layer !== "all" || this.origin !== null);
  }

  lets(coding) {
    return this.letsLayer(coding) && (!this.codes.size || this.allowed.has(coding.code));
  }

  // What is let through but for the codes: what the counts beside the codes count.
  letsLayer({ coder, consensus, origin }) {
    if (this.origin !== null && origin !== this.origin) return false;
    if (consensus ? this.layer === "coders" : this.layer === "consensus") return false;
    return consensus || !this.without.has(coder);
  }

  toggleCode(id) {
    if (!this.codes.delete(id)) this.codes.set(id, this.hasBelow(id));
    this.set();
  }

  setBelow(id, isWith) {
    this.codes.set(id, isWith);
    this.set();
  }

  toggleCoder(id) {
    if (!this.without.delete(id)) this.without.add(id);
    this.set();
  }

  setLayer(layer) {
    this.layer = layer;
    this.set();
  }

  setOrigin(origin) {
    this.origin = origin;
    this.set();
  }

  clear() {
    this.origin = null;
    this.codes.clear();
    this.without.clear();
    this.layer = "all";
    this.set();
  }

  set() {
    this.reckon();
    sessionStorage.setItem(this.key, JSON.stringify({ codes: [...this.codes], without: [...this.without], layer: this.layer, origin: this.origin }));
    this.dispatchEvent(new Event("filtered"));
  }

  hasBelow(id) {
    return [...this.store.codes.values()].some(({ parent }) => parent === id);
  }

  // The codebook may have changed: which codes are wanted by now.
  reckon() {
    for (const id of this.codes.keys()) if (!this.store.codes.has(id)) this.codes.delete(id);
    this.allowed = new Set(this.codes.keys());
    // In the order of the tree a parent stands before those below it.
    for (const { id, parent } of this.store.codes.values()) {
      if (this.allowed.has(parent) && (this.codes.get(parent) ?? true)) this.allowed.add(id);
    }
  }
}
