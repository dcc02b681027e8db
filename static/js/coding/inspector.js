// The pane that says which codings lie at a place: code, coder, words, memos; one's own can be changed.
import { ORIGINS } from "./origins.js";
import { showMemos } from "./others_memos.js";

const NOTHING = "00000000-0000-0000-0000-000000000000";
const LONGEST = 400;
const PAUSE = 1500; // milliseconds without a key, after which a memo that is being written is kept
const AT_FIRST = 40; // cards; the rest follows when it is asked for
const CONTROLS = ["[data-save-memo]", "[data-add]", "[data-extent]", "[data-remove]"];

export class Inspector {
  constructor(element, template, { store, words, quoteOf, turnOf, remove, add, changeExtent, show }) {
    Object.assign(this, { element, template, store, words, quoteOf, turnOf, remove, add, changeExtent, show });
    this.empty = element.querySelector("[data-empty]");
    this.shown = [];
    element.addEventListener("click", (event) => this.click(event));
    // A memo is kept when one pauses, or goes elsewhere, with or without the button.
    element.addEventListener("change", (event) => this.keepMemo(event.target, { isQuiet: false }));
    element.addEventListener("input", ({ target }) => {
      clearTimeout(this.pause);
      this.pause = setTimeout(() => this.keepMemo(target), PAUSE);
    });
    addEventListener("pagehide", () => this.keepMemo(document.activeElement));
    document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && this.keepMemo(document.activeElement));
    element.addEventListener("focusin", (event) => this.point(event.target.closest("[data-coding]")?.dataset.coding));
  }

  fill(codings) {
    this.shown = codings;
    this.sign = this.signOf(codings);
    const cards = codings.slice(0, AT_FIRST).map((coding) => this.card(coding));
    if (codings.length > AT_FIRST) cards.push(this.moreButton(codings.slice(AT_FIRST)));
    this.element.replaceChildren(...(cards.length ? cards : [this.empty]));
    this.point(codings[0]?.id);
  }

  moreButton(rest) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: this.words.more.replace("{n}", rest.length) });
    button.addEventListener("click", () => {
      button.replaceWith(...rest.map((coding) => this.card(coding)));
      this.element.querySelector(`[data-coding="${rest[0].id}"]`).focus();
    });
    return button;
  }

  // What the cards say, in short: where it is the same as before, they stay as they are.
  signOf(codings) {
    const { codes, coders, memos } = this.store;
    return JSON.stringify(codings.map(({ id, code, coder, start, end }) => [id, start, end, codes.get(code)?.path, codes.get(code)?.tint, coders.get(coder)?.name, memos.get(id)]));
  }

  // The same codings again, at another click: the next of them.
  cycle(codings) {
    const isSame = codings.length > 1 && codings.length === this.shown.length && codings.every(({ id }, place) => this.shown[place].id === id);
    if (!isSame) {
      this.fill(codings);
      return;
    }
    const place = codings.findIndex(({ id }) => id === this.currentId);
    const next = codings[(place + 1) % codings.length];
    this.element.querySelector(`[data-coding="${next.id}"]`) ?? this.element.querySelector(":scope > button")?.click();
    this.point(next.id);
    this.element.querySelector(".is-current").scrollIntoView({ block: "nearest" });
  }

  // The codings may have changed while they are shown; a memo that is being written stays, and so does the focus.
  refresh() {
    const held = this.element.contains(document.activeElement) ? document.activeElement : null;
    if (held?.matches("textarea")) return;
    const { currentId } = this;
    const still = this.shown.map(({ id }) => this.store.codings.get(id)).filter(Boolean);
    if (this.signOf(still) === this.sign) return;
    this.fill(still);
    const card = currentId && this.element.querySelector(`[data-coding="${currentId}"]`);
    if (card) this.point(currentId);
    const control = held && CONTROLS.find((one) => held.matches(one));
    if (control) card?.querySelector(control)?.focus({ preventScroll: true });
  }

  get current() {
    return this.store.codings.get(this.currentId);
  }

  point(id) {
    this.currentId = id;
    for (const card of this.element.querySelectorAll("[data-coding]")) card.classList.toggle("is-current", card.dataset.coding === id);
    this.show(this.current ?? null);
  }

  card(coding) {
    const card = this.template.content.firstElementChild.cloneNode(true);
    const code = this.store.codes.get(coding.code);
    const coder = this.store.coders.get(coding.coder);
    const put = (name, text) => { card.querySelector(`[data-${name}]`).textContent = text; };
    card.dataset.coding = coding.id;
    card.classList.add(`tint-${code?.tint ?? 15}`);
    put("name", code?.path ?? "");
    put("coder", coding.consensus ? this.words.consensus : coder?.name ?? "");
    card.querySelector("[data-line]").classList.add(`coder-line-${coding.consensus ? 4 : coder?.line ?? 0}`);
    const turn = this.turnOf(coding);
    put("place", (turn ? this.words.place : this.words.placeless).replace("{turn}", turn).replace("{start}", coding.start).replace("{end}", coding.end));
    put("when", whenOf(coding, this.words));
    put("quote", this.quoteOf(coding).slice(0, LONGEST));
    this.addMemos(card, coding);
    const own = coding.coder === this.store.data.me && !coding.consensus && this.store.data.mayCode;
    if (!own || this.store.data.locked) for (const control of card.querySelectorAll("[data-remove], [data-extent]")) control.remove();
    if (!this.store.data.mayCode || this.store.data.locked) card.querySelector("[data-add]")?.remove();
    if (!this.store.data.mayCode) card.querySelector("[data-save-memo]").remove();
    return card;
  }

  addMemos(card, coding) {
    const mine = this.store.data.me;
    const memos = this.store.memos.get(coding.id) ?? [];
    const field = card.querySelector("[data-memo]");
    field.value = memos.find(([author]) => author === mine)?.[1] ?? "";
    if (!this.store.data.mayCode) field.parentElement.remove();
    const others = memos.filter(([author]) => author !== mine);
    if (others.length) showMemos(card.querySelector("[data-memos]"), others, this.store, this.store.data.urls.memos.replace(NOTHING, coding.id));
  }

  click(event) {
    const card = event.target.closest("[data-coding]");
    const coding = card && this.store.codings.get(card.dataset.coding);
    if (!coding) return;
    if (event.target.closest("[data-remove]")) this.remove(coding);
    else if (event.target.closest("[data-add]")) this.add(coding);
    else if (event.target.closest("[data-extent]")) this.changeExtent(coding);
    else if (!event.target.closest("[data-save-memo]")) this.point(coding.id);
  }

  keepMemo(field, { isQuiet = true } = {}) {
    const coding = field?.matches?.("[data-memo]") && this.store.codings.get(field.closest("[data-coding]")?.dataset.coding);
    if (!coding || !this.element.contains(field)) return;
    clearTimeout(this.pause);
    if (isQuiet) this.store.saveMemo(coding, field.value).catch((problem) => this.tellRefused(problem.message));
    else this.saveMemo(coding, field.value);
  }

  saveMemo(coding, body) {
    this.store.saveMemo(coding, body).then(
      () => this.element.dispatchEvent(new CustomEvent("memoSaved", { bubbles: true })),
      (problem) => this.tellRefused(problem.message),
    );
  }

  tellRefused(reason) {
    this.element.dispatchEvent(new CustomEvent("memoRefused", { bubbles: true, detail: reason }));
  }
}

const moment = new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "medium", timeStyle: "short" });

// When a coding was made, and how, where not by hand.
export function whenOf({ made, origin }, words) {
  return [made ? moment.format(made) : "", words[ORIGINS[origin]]].filter(Boolean).join(" · ");
}
