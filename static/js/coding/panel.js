// The codebook beside the text: filter by name, counts of what is shown, coders to show or hide.
import { CodeTree } from "./tree.js";

export class Panel {
  // pick(code) is a click on a code: true where it was applied; else it filters.
  constructor({ store, filters, pick }) {
    Object.assign(this, { store, filters, pick });
    this.tree = document.getElementById("code-tree");
    this.rows = this.tree && new CodeTree(this.tree, store);
    document.getElementById("code-filter")?.addEventListener("input", (event) => this.rows?.filter(event.target.value));
    this.tree?.addEventListener("click", (event) => this.click(event));
    filters.addEventListener("filtered", () => this.press());
    this.drawCoders();
    this.press();
  }

  click(event) {
    const row = event.target.closest("[data-code]");
    if (!row || !event.target.closest(".tree-row")) return;
    const code = this.store.codes.get(Number(row.dataset.code));
    if (!this.pick(code)) this.filters.toggleCode(code.id);
  }

  // Which codes and coders the filters name.
  press() {
    for (const row of this.tree?.querySelectorAll("[data-code]") ?? []) {
      const button = row.querySelector(".tree-row");
      if (this.filters.codes.has(Number(row.dataset.code))) button.setAttribute("aria-pressed", "true");
      else button.removeAttribute("aria-pressed");
    }
    for (const button of document.querySelectorAll("#coders [data-coder]")) {
      button.setAttribute("aria-pressed", String(!this.filters.without.has(Number(button.dataset.coder))));
    }
    this.count();
  }

  redraw() {
    this.rows?.draw();
    this.press();
  }

  count() {
    const counts = new Map();
    for (const coding of this.store.codings.values()) if (this.filters.letsLayer(coding)) counts.set(coding.code, (counts.get(coding.code) ?? 0) + 1);
    this.rows?.count(counts);
  }

  // Whose codings are shown: a button for each coder where there is more than one; oneself first, then by name.
  drawCoders() {
    const place = document.getElementById("coders");
    const coders = codersOf(this.store);
    const known = coders.map(({ id }) => id).join(" ");
    if (!place || known === this.drawn || (coders.length < 2 && !this.filters.without.size)) return;
    this.drawn = known;
    place.replaceChildren(...coders.map((coder) => this.button(coder)));
  }

  button(coder) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small";
    button.dataset.coder = coder.id;
    button.setAttribute("aria-pressed", String(!this.filters.without.has(coder.id)));
    button.innerHTML = '<span class="coder-line" aria-hidden="true"></span> <span></span>';
    button.firstElementChild.classList.add(`coder-line-${coder.line}`);
    button.lastElementChild.textContent = coder.name;
    button.addEventListener("click", () => this.filters.toggleCoder(coder.id));
    return button;
  }
}

// Who has codings on the page, in the order of their lines.
export function codersOf(store) {
  const present = new Set([...store.codings.values()].filter(({ consensus }) => !consensus).map(({ coder }) => coder));
  return [...store.coders.values()].filter(({ id }) => present.has(id));
}
