// What is filtered, as chips that can be taken away, and the menu that adds to it.
import { ORIGINS } from "./origins.js";
import { codersOf } from "./panel.js";

export class FilterBar {
  constructor(bar, menu, { store, filters, words }) {
    Object.assign(this, { bar, menu, store, filters, words });
    this.chips = bar.querySelector("[data-chips]");
    bar.addEventListener("click", (event) => this.click(event));
    menu.addEventListener("toggle", (event) => event.newState === "open" && this.fill());
    menu.addEventListener("change", (event) => this.chosen(event.target));
    menu.querySelector("[data-add]").addEventListener("click", () => this.add());
    filters.addEventListener("filtered", () => this.draw());
    this.draw();
  }

  draw() {
    const { codes, without, layer, origin } = this.filters;
    const chips = [...codes].map(([id, isWith]) => this.codeChip(this.store.codes.get(id), isWith));
    for (const id of without) {
      const { name = "" } = this.store.coders.get(id) ?? {};
      if (name) chips.push(this.chip(this.words.withoutCoder.replace("{name}", name), () => this.filters.toggleCoder(id)));
    }
    if (layer !== "all") chips.push(this.chip(this.words[layer === "coders" ? "onlyCoders" : "onlyConsensus"], () => this.filters.setLayer("all")));
    if (origin !== null) chips.push(this.chip(this.words.onlyOrigin.replace("{origin}", this.words[ORIGINS[origin] || "originHand"]), () => this.filters.setOrigin(null)));
    this.chips.replaceChildren(...chips);
    this.bar.querySelector("[data-clear]").hidden = !this.filters.isOn;
    this.bar.classList.toggle("is-on", this.filters.isOn);
  }

  codeChip(code, isWith) {
    const chip = this.chip(code.path, () => this.filters.toggleCode(code.id));
    chip.classList.add(`tint-${code.tint}`);
    chip.prepend(Object.assign(document.createElement("span"), { className: "code-dot" }));
    if (this.filters.hasBelow(code.id)) {
      const below = button(this.words.withBelow, "filter-below", () => this.filters.setBelow(code.id, !isWith));
      below.setAttribute("aria-pressed", String(isWith));
      chip.lastElementChild.before(below);
    }
    return chip;
  }

  chip(text, remove) {
    const chip = document.createElement("span");
    chip.className = "code-chip filter-chip";
    chip.append(Object.assign(document.createElement("span"), { textContent: text, className: "clip" }));
    const close = button("×", "filter-remove", () => {
      const place = [...this.chips.children].indexOf(chip);
      remove();
      const next = this.chips.children[Math.min(place, this.chips.children.length - 1)] ?? this.bar;
      next.querySelector("button:last-child")?.focus();
    });
    close.setAttribute("aria-label", this.words.removeFilter.replace("{name}", text));
    chip.append(close);
    return chip;
  }

  click(event) {
    if (event.target.closest("[data-clear]")) {
      this.filters.clear();
      this.bar.querySelector("button").focus();
    }
  }

  fill() {
    const select = this.menu.querySelector("[name=code]");
    select.replaceChildren(...[...this.store.codes.values()].map((code) => new Option(`${"\u2003".repeat(code.depth)}${code.name}`, code.id)));
    const list = this.menu.querySelector("[data-coders]");
    list.replaceChildren(...codersOf(this.store).map(({ id, name }) => {
      const label = document.createElement("label");
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "coder", value: id, checked: !this.filters.without.has(id) });
      label.append(box, name);
      return label;
    }));
    list.closest("fieldset").hidden = list.children.length < 2;
    const layer = this.menu.querySelector(`[name=layer][value=${this.filters.layer}]`);
    if (layer) layer.checked = true;
    this.menu.querySelector("[name=origin]").value = this.filters.origin ?? "";
  }

  chosen(field) {
    if (field.name === "coder") this.filters.toggleCoder(Number(field.value));
    if (field.name === "layer") this.filters.setLayer(field.value);
    if (field.name === "origin") this.filters.setOrigin(field.value === "" ? null : Number(field.value));
  }

  add() {
    const id = Number(this.menu.querySelector("[name=code]").value);
    if (id) this.filters.setBelow(id, this.menu.querySelector("[name=below]").checked);
  }
}

function button(text, className, act) {
  const element = Object.assign(document.createElement("button"), { type: "button", textContent: text, className });
  element.addEventListener("click", act);
  return element;
}
