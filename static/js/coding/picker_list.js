// The rows of the picker: codes with their colour, place, number and why they are offered; and what the code means.
import { partsOf } from "./rank.js";

const TEXTS = ["definition", "include", "exclude", "example"];
const WORDS_SHOWN = 3;

export class PickerList {
  constructor(picker, { numberOf, has }) {
    Object.assign(this, { picker, numberOf, has });
    this.element = picker.querySelector("ul");
    this.template = picker.querySelector("template").content.firstElementChild;
    this.texts = picker.querySelector("[data-definition]");
    this.labels = picker.dataset;
    this.options = [];
    this.active = 0;
  }

  get current() {
    return this.options[this.active] ?? null;
  }

  say(label, name) {
    return this.labels[label].replace("{name}", name);
  }

  // Where the row of the same code stands now, the nearest to where it was.
  placeOf(before) {
    const place = this.options.findLastIndex(({ code }, index) => code && code === before?.code && index <= this.active);
    return place >= 0 ? place : Math.max(0, this.options.findIndex(({ code }) => code && code === before?.code));
  }

  optionAt(target) {
    const item = target.closest?.("[role=option]");
    return item ? this.options[Number(item.dataset.index)] : null;
  }

  draw(groups, { typed, marked, isTree }) {
    this.options = [];
    this.element.replaceChildren();
    for (const { name, title, rows } of groups) {
      if (!rows.length) continue;
      const said = title ?? this.labels[`group${name[0]?.toUpperCase() ?? ""}${name.slice(1)}`];
      if (said) this.element.append(heading(said));
      for (const row of rows) this.add(row, { typed, marked, isTree: isTree && ["all", "where"].includes(name) });
    }
    if (!this.options.length) this.element.append(heading(this.labels.labelNone));
  }

  add(row, { typed, marked, isTree }) {
    const item = this.template.cloneNode(true);
    item.id = `picker-option-${this.options.length}`;
    item.dataset.index = this.options.length;
    if (row.code) this.addCode(item, row, { typed, marked, isTree });
    else {
      item.querySelector(".name").textContent = row.label;
      item.querySelector(".name").className = "make";
      for (const part of item.querySelectorAll("[data-mark], [data-favour], .code-dot")) part.remove();
    }
    this.options.push({ ...row, item });
    this.element.append(item);
  }

  addCode(item, { code, number = null, why, path }, { typed, marked, isTree }) {
    item.classList.add(`tint-${code.tint}`);
    if (isTree) item.classList.add(`level-${code.depth}`);
    emphasise(item.querySelector(".name"), code.name, typed);
    item.querySelector(".path").textContent = why ? why.slice(0, WORDS_SHOWN).join(", ") : isTree ? "" : above(code);
    item.title = why ? this.labels.labelWhy.replace("{words}", why.join(", ")) : code.path;
    if (code.definition) item.setAttribute("aria-description", code.definition);
    if (this.has(code)) item.querySelector("[data-has]").hidden = false;
    item.setAttribute("aria-checked", String(marked.has(code.id)));
    const fixed = this.numberOf(code);
    item.classList.toggle("has-number", fixed !== null);
    item.querySelector("[data-number]").textContent = fixed ?? number ?? "";
    if (path === undefined) return;
    for (const part of item.querySelectorAll("[data-mark], [data-favour]")) part.remove();
  }

  go(to) {
    this.current?.item.setAttribute("aria-selected", "false");
    this.active = Math.max(0, Math.min(to, this.options.length - 1));
    this.current?.item.setAttribute("aria-selected", "true");
    // A heading above the first row comes into view with it.
    if (this.active === 0) this.element.scrollTop = 0;
    else this.current?.item.scrollIntoView({ block: "nearest" });
    this.showTexts(this.current?.code);
  }

  // What the code means, when to use it and when not.
  showTexts(code) {
    const said = TEXTS.filter((name) => code?.[name]).flatMap((name) => {
      const term = Object.assign(document.createElement("dt"), { textContent: this.labels[`text${name[0].toUpperCase()}${name.slice(1)}`] });
      return [term, Object.assign(document.createElement("dd"), { textContent: code[name] })];
    });
    this.texts.replaceChildren(...said);
    this.texts.scrollTop = 0;
  }
}

function above(code) {
  return code.path.slice(0, Math.max(0, code.path.length - code.name.length - 1));
}

// The letters that were typed stand out, where the name has them as they were typed.
function emphasise(element, name, typed) {
  const lower = name.toLowerCase();
  const found = partsOf(typed).map((part) => [lower.indexOf(part), part.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
  let from = 0;
  for (const [at, length] of found) {
    if (at < from || lower.length !== name.length) continue;
    element.append(name.slice(from, at), Object.assign(document.createElement("b"), { textContent: name.slice(at, at + length) }));
    from = at + length;
  }
  element.append(name.slice(from));
}

function heading(text) {
  return Object.assign(document.createElement("li"), { className: "tree-group", role: "presentation", textContent: text });
}
