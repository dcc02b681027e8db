// Several answers chosen to be coded together, and the line at the foot that counts them.

export class Choosing {
  // show(id) draws whether an answer is chosen; code() asks for the code; all are the ids that can be chosen.
  constructor(line, { words, show, code, all }) {
    Object.assign(this, { line, words, show, all });
    this.chosen = new Set();
    this.last = null;
    line?.querySelector("[data-chosen-code]").addEventListener("click", code);
    line?.querySelector("[data-chosen-all]").addEventListener("click", () => this.add(this.all));
    line?.querySelector("[data-chosen-none]").addEventListener("click", () => this.clear());
  }

  get size() {
    return this.chosen.size;
  }

  add(ids) {
    for (const id of ids) this.chosen.add(id);
    this.changed(ids);
  }

  drop(ids) {
    for (const id of ids) this.chosen.delete(id);
    this.changed(ids);
  }

  turn(id) {
    if (this.chosen.has(id)) this.drop([id]);
    else this.add([id]);
  }

  clear() {
    this.drop([...this.chosen]);
  }

  changed(ids) {
    this.last = ids.at(-1) ?? null;
    ids.forEach(this.show);
    this.line.hidden = this.size === 0;
    this.line.querySelector("[data-chosen-count]").textContent = this.words.chosen.replace("{n}", this.size.toLocaleString());
  }
}
