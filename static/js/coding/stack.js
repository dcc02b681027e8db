// What can be undone and redone: the person's own acts, as the site has them and as this page has added to them.

const MOST_KNOWN = 500;

export class Stack extends EventTarget {
  // acts: what the site says, { undo: [[key, sentence], …], redo: […] }, the next one first.
  constructor(acts) {
    super();
    this.known = new Map(); // the facts of acts that this page has seen, by key: these show at once
    this.set(acts);
  }

  set({ undo, redo }) {
    this.undo = undo.map(([key, said]) => ({ key, said }));
    this.redo = redo.map(([key, said]) => ({ key, said }));
    this.dispatchEvent(new Event("changed"));
  }

  // A new act, or a further part of the latest one.
  add({ key, said, kind, facts }) {
    const acts = this.known.get(key) ?? [];
    this.known.set(key, [...acts, { kind, facts }]);
    if (this.known.size > MOST_KNOWN) this.known.delete(this.known.keys().next().value);
    if (this.undo[0]?.key === key) this.undo[0].count += 1;
    else this.undo.unshift({ key, said, count: 1 });
    this.redo = [];
    this.dispatchEvent(new Event("changed"));
  }

  forget(key) {
    this.undo = this.undo.filter((act) => act.key !== key);
    this.redo = this.redo.filter((act) => act.key !== key);
    this.dispatchEvent(new Event("changed"));
  }

  // Moves the next act from one side ("undo" or "redo") to the other, and returns it.
  turn(side) {
    const act = this[side].shift();
    if (act) this[side === "undo" ? "redo" : "undo"].unshift(act);
    this.dispatchEvent(new Event("changed"));
    return act;
  }

  factsOf(key) {
    return this.known.get(key) ?? [];
  }
}
