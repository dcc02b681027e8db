// The codebook beside the text: filter by name, counts of what is shown, coders to show or hide.
import { CodeTree } from "./tree.js";

export class Panel {
  // pick(code) is a click on a code; shown() are the codings that the filters let through.
  constructor({ store, pick, filtered }) {
    Object.assign(this, { store, pick, filtered });
    this.tree = document.getElementById("code-tree");
    this.hidden = new Set();
    this.only = null;
    this.rows = this.tree && new CodeTree(this.tree, store);
    document.getElementById("code-filter")?.addEventListener("input", (event) => this.rows?.filter(event.target.value));
    this.tree?.addEventListener("click", (event) => this.click(event));
    this.drawCoders();
  }

  visible() {
    return this.store.all().filter((coding) => !this.hidden.has(layerOf(coding)) && (this.only === null || coding.code === this.only));
  }

  click(event) {
    const row = event.target.closest("[data-code]");
    if (!row) return;
    const code = this.store.codes.get(Number(row.dataset.code));
    if (this.pick(code)) return;
    this.only = this.only === code.id ? null : code.id;
    for (const other of this.tree.querySelectorAll(".tree-row")) other.removeAttribute("aria-pressed");
    if (this.only !== null) row.querySelector(".tree-row").setAttribute("aria-pressed", "true");
    this.filtered();
  }

  redraw() {
    this.rows?.draw();
    if (this.only !== null) this.rows?.rowOf(this.only)?.querySelector(".tree-row").setAttribute("aria-pressed", "true");
    this.count();
  }

  count() {
    const counts = new Map();
    for (const { code } of this.store.all().filter((coding) => !this.hidden.has(layerOf(coding)))) counts.set(code, (counts.get(code) ?? 0) + 1);
    this.rows?.count(counts);
  }

  // Whose codings are shown: a button for each coder, and one for the consensus, where there is more than one.
  drawCoders() {
    const place = document.getElementById("coders");
    const layers = new Map();
    for (const coding of this.store.all()) layers.set(layerOf(coding), coding);
    // Oneself first, then the others by name, then what was agreed: the order of the coders' lines.
    const people = [...this.store.coders.keys(), "consensus"];
    const inOrder = [...layers].sort(([a], [b]) => people.indexOf(a) - people.indexOf(b));
    const known = inOrder.map(([layer]) => layer).join(" ");
    if (!place || known === this.drawn || (layers.size < 2 && !this.hidden.size)) return;
    this.drawn = known;
    place.replaceChildren(...inOrder.map(([layer, coding]) => this.button(layer, coding)));
  }

  button(layer, coding) {
    const coder = this.store.coders.get(coding.coder);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.setAttribute("aria-pressed", String(!this.hidden.has(layer)));
    button.innerHTML = '<span class="coder-line" aria-hidden="true"></span> <span></span>';
    button.firstElementChild.classList.add(`coder-line-${coding.consensus ? 4 : coder?.line ?? 0}`);
    button.lastElementChild.textContent = coding.consensus ? this.store.words.consensus : coder?.name ?? "";
    button.addEventListener("click", () => {
      if (!this.hidden.delete(layer)) this.hidden.add(layer);
      button.setAttribute("aria-pressed", String(!this.hidden.has(layer)));
      this.filtered();
    });
    return button;
  }
}

function layerOf(coding) {
  return coding.consensus ? "consensus" : coding.coder;
}
