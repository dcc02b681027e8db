// The long list of answers: groups of rows, of which only those near the window are there; the others keep their height.

const ROWS = 25; // in a group, and fetched at a time
const NEAR = 1500; // pixels beyond the window
const LETTERS_IN_LINE = 78;
const LINE = 24;
const LEAST = 45;

export class AnswerList extends EventTarget {
  // list: { ids, lengths } of all answers in their order; fetchRows(ids) gives { html, data } of some.
  // Events: "came" and "went" with the rows (elements) of a group; "data" with what was fetched about them.
  constructor(root, { list, fetchRows }) {
    super();
    Object.assign(this, { root, ids: list.ids, fetchRows });
    this.places = new Map(this.ids.map((id, place) => [id, place]));
    this.html = new Map([...root.querySelectorAll(".answer")].map((row) => [Number(row.dataset.source), row.outerHTML]));
    this.groups = this.lay(list.lengths);
    this.near = new Set();
    this.observer = new IntersectionObserver((entries) => this.moved(entries), { rootMargin: `${NEAR}px 0px` });
    for (const group of this.groups) this.observer.observe(group);
  }

  // Groups without rows, each as high as its rows are likely to be.
  lay(lengths) {
    const groups = [];
    for (let first = 0; first < this.ids.length; first += ROWS) {
      const group = document.createElement("ol");
      group.className = "answer-group";
      group.start = first + 1;
      const heights = lengths.slice(first, first + ROWS).map((length) => LEAST + LINE * Math.floor(length / LETTERS_IN_LINE));
      group.style.minBlockSize = `${heights.reduce((sum, height) => sum + height, 0)}px`;
      groups.push(group);
    }
    // What came with the page stands there at once.
    groups.forEach((group, number) => this.idsOf(number).every((id) => this.html.has(id)) && this.fill(group, number));
    this.root.replaceChildren(...groups);
    return groups;
  }

  idsOf(number) {
    return this.ids.slice(number * ROWS, (number + 1) * ROWS);
  }

  moved(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) {
        this.near.add(target);
        this.bring(target);
      } else {
        this.near.delete(target);
        this.empty(target);
      }
    }
  }

  // The rows of a group, fetched if need be; resolves when they are there, to false if they cannot be had.
  async bring(group) {
    const number = this.groups.indexOf(group);
    if (group.childElementCount) {
      if (!group.dataset.told) this.tell(group, number);
      return true;
    }
    const missing = this.idsOf(number).filter((id) => !this.html.has(id));
    if (missing.length) {
      group.setAttribute("aria-busy", "true");
      this.fetching ??= new Map();
      if (!this.fetching.has(number)) this.fetching.set(number, this.fetchRows(missing).finally(() => this.fetching.delete(number)));
      const got = await this.fetching.get(number).catch(() => null);
      group.removeAttribute("aria-busy");
      if (!got) return false;
      this.take(got);
    }
    if (!group.childElementCount) this.fill(group, number);
    if (!group.dataset.told) this.tell(group, number);
    return true;
  }

  take({ html, data }) {
    const part = document.createElement("template");
    part.innerHTML = html;
    for (const row of part.content.querySelectorAll(".answer")) this.html.set(Number(row.dataset.source), row.outerHTML);
    this.dispatchEvent(new CustomEvent("data", { detail: data }));
  }

  fill(group, number) {
    group.innerHTML = this.idsOf(number).map((id) => this.html.get(id) ?? "").join("");
    [...group.children].forEach((row, place) => {
      row.setAttribute("aria-posinset", number * ROWS + place + 1);
      row.setAttribute("aria-setsize", this.ids.length);
      row.setAttribute("tabindex", "-1");
    });
  }

  tell(group) {
    group.dataset.told = "";
    group.style.minBlockSize = "";
    this.dispatchEvent(new CustomEvent("came", { detail: [...group.children] }));
  }

  // A group far away gives its rows up, but not those in which somebody is at work.
  empty(group) {
    if (!group.childElementCount || group.contains(document.activeElement) || this.groups.length < 5) return;
    if (group.dataset.told !== undefined) this.dispatchEvent(new CustomEvent("went", { detail: [...group.children] }));
    delete group.dataset.told;
    group.style.minBlockSize = `${group.getBoundingClientRect().height}px`;
    group.replaceChildren();
  }

  // The row of an answer, brought into the page if it is not there; null if it cannot be had.
  async rowOf(id) {
    const group = this.groups[Math.floor(this.places.get(id) / ROWS)];
    if (!group || !(await this.bring(group))) return null;
    return group.querySelector(`#answer-${id}`);
  }

  // The answer so many places after this one; undefined beyond the ends.
  after(id, steps) {
    return this.ids[this.places.get(id) + steps];
  }

  // The answers between two, both included.
  between(one, other) {
    const [first, last] = [this.places.get(one), this.places.get(other)].sort((a, b) => a - b);
    return this.ids.slice(first, last + 1);
  }
}
