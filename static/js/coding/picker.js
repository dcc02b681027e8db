// The picker at the selection: type to find a code, take likely or numbered ones, mark several, or make a new one.
import { announce } from "../workbench/announce.js";
import { inVivoName, same } from "./picker_names.js";
import { PickerList } from "./picker_list.js";
import { Marks } from "./picker_marks.js";
import { placePicker } from "./picker_place.js";
import { ranked } from "./rank.js";

const PAGE = 8; // rows that Page Down goes on

export class Picker {
  // choose(code, keepOpen) applies; create(path) returns a new code, or null where none may be made; closed(refocus)
  // tells where the focus goes; has(code) whether it is there already; together(acts) makes several choices one act,
  // several: false allows no more than one.
  constructor(element, { codes, choices, has, choose, create, closed, together = (acts) => acts(), several = true }) {
    Object.assign(this, { element, codes, choices, has, choose, create, closed, together, several });
    this.field = element.querySelector("input");
    this.marks = new Marks(element);
    this.list = new PickerList(element, { numberOf: (code) => choices.favourites.numberOf(code), has: (code) => this.has(code) });
    element.classList.toggle("takes-one", !several);
    this.quote = "";
    this.naming = null; // the name of a code whose place in the tree is being chosen
    this.lastPointer = "mouse";
    this.field.addEventListener("input", () => this.fill());
    element.addEventListener("keydown", (event) => this.key(event));
    element.addEventListener("click", (event) => this.click(event));
    this.list.element.addEventListener("pointerdown", (event) => event.preventDefault());
    for (const told of [choices.favourites, choices.likely]) told.addEventListener("changed", () => this.isOpen && this.fill({ stay: true }));
    document.addEventListener("pointerdown", (event) => {
      this.lastPointer = event.pointerType;
      if (this.isOpen && !element.contains(event.target)) this.close({ refocus: false });
    }, { capture: true });
    for (const view of [window, globalThis.visualViewport]) view?.addEventListener("resize", () => this.isOpen && placePicker(element, this.rectangle));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  // `quote` is what is coded; where that is no one passage, it is empty, and `said` tells what is.
  open(rectangle, quote, said = quote) {
    Object.assign(this, { rectangle, quote, naming: null });
    this.marks.clear();
    const head = this.element.querySelector("[data-quote]");
    head.textContent = said.length > 140 ? `${said.slice(0, 140)}…` : said;
    head.classList.toggle("is-quoted", quote !== "");
    this.element.querySelector("[data-new]").hidden = !this.create;
    this.element.querySelector("[data-in-vivo]").hidden = !this.create || !quote;
    this.field.value = "";
    this.element.hidden = false;
    this.fill();
    placePicker(this.element, rectangle);
    // A keyboard on the glass would cover the list: it comes when the field is tapped.
    (this.lastPointer === "touch" ? this.element : this.field).focus({ preventScroll: true });
  }

  close({ refocus = true } = {}) {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.closed(refocus);
  }

  // --- What is listed -------------------------------------------------------------------------------

  // `stay`: on the row one was on, wherever it stands now.
  fill({ stay = false } = {}) {
    const before = this.list.current;
    const typed = this.field.value.trim();
    const groups = this.naming === null ? this.codeGroups(typed) : this.parentGroups(typed);
    this.field.placeholder = this.naming === null ? this.field.getAttribute("aria-label") : this.list.say("labelWhere", this.naming);
    this.list.draw(groups, { typed, marked: this.marks, isTree: !typed });
    this.move(stay ? this.list.placeOf(before) : 0);
    this.hasMoved = stay && this.hasMoved;
    this.marks.draw();
  }

  codeGroups(typed) {
    if (!typed) return this.choices.groups(this.quote, (code) => this.has(code));
    const codes = this.codes();
    const rows = ranked(codes, typed, (code) => this.choices.uses(code)).map((code) => ({ code }));
    const exact = codes.some((code) => same(code.path, typed) || same(code.name, typed));
    const make = this.create && !exact ? this.makeRows(typed) : [];
    return [{ name: "", rows }, { name: "", rows: make }];
  }

  // "Parent / Name" says where the code stands; of a bare name it can be asked.
  makeRows(typed) {
    const rows = [{ path: typed, label: this.list.say("labelCreate", typed) }];
    return typed.includes("/") || !this.codes().length ? rows : [...rows, { name: typed, label: this.list.say("labelBelow", typed) }];
  }

  parentGroups(typed) {
    const codes = typed ? ranked(this.codes(), typed) : this.codes();
    const top = { path: this.naming, label: this.element.dataset.labelTop };
    const below = codes.map((code) => ({ code, path: `${code.path}/${this.naming}` }));
    return [{ name: "where", title: this.list.say("labelWhere", this.naming), rows: typed ? below : [top, ...below] }];
  }

  move(to) {
    this.list.go(to);
    this.field.setAttribute("aria-activedescendant", this.list.current?.item.id ?? "");
  }

  // --- Taking and marking -----------------------------------------------------------------------------

  async take(option, keepOpen) {
    if (!option) return;
    if (option.name !== undefined) this.ask(option.name);
    else if (this.naming !== null) await this.makeAndChoose(option.path, keepOpen);
    else if (option.code) this.apply([option.code], keepOpen);
    else await this.makeAndChoose(option.path, keepOpen);
  }

  apply(codes, keepOpen) {
    this.together(() => codes.forEach((code, place) => this.choose(code, keepOpen || place < codes.length - 1)));
    if (!keepOpen) {
      this.close();
      return;
    }
    this.field.value = "";
    this.naming = null;
    this.marks.clear();
    this.fill();
  }

  // Enter takes what is marked, and what was typed for besides; without marks the row one is on.
  takeAll(keepOpen) {
    const { current } = this.list;
    if (!this.marks.size || current?.path || current?.name !== undefined) return this.take(current, keepOpen);
    const more = this.field.value.trim() && current?.code && !this.marks.has(current.code.id) ? [current.code] : [];
    return this.apply([...this.marks.all, ...more], keepOpen);
  }

  mark(code) {
    if (!code || !this.several) return;
    this.marks.turn(code);
    const wasTyped = this.field.value !== "";
    this.field.value = "";
    this.fill({ stay: !wasTyped });
    announce(this.marks.all.map(({ name }) => name).join(", "));
  }

  // --- Making -----------------------------------------------------------------------------------------

  // Named as typed, or as the words are; without either it has to be typed first.
  askForNew() {
    const name = this.field.value.trim() || (this.quote && inVivoName(this.quote));
    if (name) this.ask(name);
    else this.field.focus();
  }

  ask(name) {
    this.naming = name;
    this.field.value = "";
    this.fill();
  }

  back() {
    this.field.value = this.naming;
    this.naming = null;
    this.fill();
  }

  async makeAndChoose(path, keepOpen) {
    const code = await this.made(path);
    if (code) this.apply([...this.marks.all, code], keepOpen);
  }

  // A new code; pressing the key twice makes one.
  async made(path) {
    if (this.isMaking) return null;
    this.isMaking = true;
    const code = await this.create(path);
    this.isMaking = false;
    return code;
  }

  // A code in the participant's own words; where there is one of this name already, that one.
  async inVivo() {
    const name = inVivoName(this.quote);
    const known = this.codes().find((code) => same(code.path, name));
    if (known) this.apply([known], false);
    else await this.makeAndChoose(name, false);
  }

  // --- Keys and clicks ----------------------------------------------------------------------------------

  click(event) {
    const option = this.list.optionAt(event.target);
    const unmark = event.target.closest("[data-unmark]");
    if (event.target.closest("[data-favour]")) this.choices.favourites.turn(option.code);
    else if (event.target.closest("[data-mark]")) this.mark(option.code);
    else if (option) this.take(option, event.shiftKey && this.several);
    else if (unmark) this.mark(this.marks.codes.get(Number(unmark.dataset.unmark)));
    else if (event.target.closest("[data-apply]")) this.takeAll(false);
    else if (event.target.closest("[data-new]")) this.askForNew();
    else if (event.target.closest("[data-in-vivo]")) this.inVivo();
    else if (event.target.closest("[data-close]")) this.close();
  }

  key(event) {
    if (event.isComposing) return;
    const act = this.actOf(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  actOf(event) {
    const { key, altKey, shiftKey, code, target } = event;
    if (key === "Escape") return () => (this.naming === null ? this.close() : this.back());
    if (key === "Tab") return this.leavesBy(event) ? () => this.close() : null;
    if (altKey && code === "KeyI") return this.create && this.quote && (() => this.inVivo());
    if (altKey && /^Digit\d$/.test(code)) return () => this.number(Number(code.at(-1)));
    if (target.closest("button")) return null;
    const isEmpty = this.field.value === "" && this.naming === null;
    const numbered = isEmpty && !altKey && /^[1-9]$/.test(key) ? this.choices.numbered(Number(key)) : null;
    if (numbered) return () => this.apply([...this.marks.all, numbered], false);
    if (key === " " && (isEmpty || this.hasMoved) && this.naming === null) return () => this.mark(this.list.current?.code);
    if (key === "Backspace" && this.field.value === "") return this.backspace();
    return {
      ArrowDown: () => this.step(1), ArrowUp: () => this.step(-1), PageDown: () => this.step(PAGE), PageUp: () => this.step(-PAGE),
      Enter: () => this.takeAll(shiftKey && this.several),
    }[key];
  }

  step(by) {
    this.move(this.list.active + by);
    this.hasMoved = true;
  }

  backspace() {
    if (this.naming !== null) return () => this.back();
    const last = this.marks.all.at(-1);
    return last && (() => this.mark(last));
  }

  // Alt with a digit gives the code one is on that number, Alt and 0 takes its number away.
  number(digit) {
    const { code } = this.list.current ?? {};
    if (code && this.naming === null) this.choices.favourites.set(code, digit || null);
  }

  leavesBy(event) {
    const stops = [...this.element.querySelectorAll("input, button")].filter((one) => one.offsetParent);
    return event.target === stops.at(event.shiftKey ? 0 : -1) || event.target === this.element;
  }
}
