// One answer of the list: its words, the codes on it as chips, its parts painted.
import { markChip } from "./answer_marks.js";
import { Blocks, tidy } from "./blocks.js";
import { segmentsOf } from "./highlights.js";
import { endOf, startOf } from "./offsets.js";

export class AnswerRow {
  constructor(element, { store, marks, words, highlights, tintOf }) {
    Object.assign(this, { element, store, marks, words, highlights, tintOf });
    this.source = Number(element.dataset.source);
    this.blocks = new Blocks(element);
    this.block = this.blocks.all[0];
  }

  get name() {
    return this.element.getAttribute("aria-label");
  }

  // The whole answer, without white space around it; null where it has no words.
  get whole() {
    return tidy(this.blocks, startOf(this.block), endOf(this.block), { wholeWords: false });
  }

  get codings() {
    return this.store.all().filter((coding) => coding.source === this.source);
  }

  own(coding) {
    return coding.coder === this.store.data.me && !coding.consensus;
  }

  draw() {
    const codings = this.codings;
    const mark = markChip(this, this.marks, this.words);
    if (!codings.length && !mark && !this.isDrawn) return;
    this.isDrawn = true;
    codings.sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
    const { whole } = this;
    const parts = codings.filter((coding) => !whole || coding.start > whole.start || coding.end < whole.end);
    this.highlights.paint(this.block, segmentsOf(parts, startOf(this.block), endOf(this.block), this.tintOf));
    this.element.classList.toggle("is-coded", codings.length > 0);
    this.element.querySelector("[data-chips]").replaceChildren(...codings.map((coding) => this.chip(coding)), ...[mark].filter(Boolean));
  }

  chip(coding) {
    const code = this.store.codes.get(coding.code);
    const own = this.own(coding);
    const element = document.createElement("span");
    element.className = `code-chip tint-${this.tintOf(coding)}`;
    element.title = `${code?.path ?? ""} · ${this.blocks.words(coding.start, coding.end).slice(0, 80)}`;
    element.innerHTML = '<span class="code-dot" aria-hidden="true"></span><span></span>';
    const who = coding.consensus ? this.words.consensus : this.store.coders.get(coding.coder)?.initial;
    element.lastElementChild.textContent = own ? code?.name : `${code?.name} · ${who}`;
    if (own && this.store.data.mayCode) element.append(this.removing(coding, code));
    return element;
  }

  removing(coding, code) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    button.textContent = "×";
    button.tabIndex = -1;
    button.setAttribute("aria-label", `${this.words.answerRemove}: ${code?.name}`);
    button.addEventListener("click", () => this.store.remove(coding));
    return button;
  }

  erase() {
    this.highlights.erase(this.block);
  }
}
