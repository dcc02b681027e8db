// Finding in the text that is shown: places outlined, next and previous, and codes for one or all of them.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { register } from "../workbench/shortcuts.js";
import { pieceAt } from "./blocks.js";
import { sendFound } from "./find_sending.js";
import { endOf, rangeIn, startOf } from "./offsets.js";

const PAUSE = 250; // milliseconds after the last letter
const LONGEST_WORDS = 100; // of a selection that is looked for
const CHOICES = ["q", "how", "other_forms", "whole", "case", "who"];

export class FindInText {
  constructor(form, { data, words, store, blocks, highlights, selecting, picker, choices, focusBlock }) {
    Object.assign(this, { form, data, words, store, blocks, highlights, selecting, picker, choices, focusBlock });
    this.field = form.elements.q;
    this.forget();
    form.addEventListener("submit", (event) => this.submitted(event));
    form.addEventListener("keydown", (event) => this.key(event));
    this.field.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.search(), PAUSE);
    });
    form.addEventListener("change", ({ target }) => target.name !== "extent" && target !== this.field && this.search());
    this.on("next", () => this.step(1));
    this.on("previous", () => this.step(-1));
    this.on("close", () => this.close());
    this.on("code-this", () => this.code([this.hits[this.at]]));
    this.on("code-all", () => this.code(this.hits));
    for (const link of document.querySelectorAll("[data-find-open]")) link.addEventListener("click", (event) => {
      event.preventDefault();
      this.open();
    });
    register("/", words.findOpenPanel, () => this.open());
    register("Mod+Shift+f", words.findOpenPanel, () => this.open());
    register("Alt+n", words.findStep, () => this.isOpen && this.step(1));
    register("Alt+p", words.findStep, () => this.isOpen && this.step(-1));
    register("Alt+c", words.findCodeThis, () => this.isOpen && this.code([this.hits[this.at]]));
    this.on("meaning", () => this.byMeaning(this.field.value.trim()));
    if (form.dataset.meaningUrl) register("Alt+m", words.findMeaning, () => this.byMeaning(this.isOpen && this.form.contains(document.activeElement) ? this.field.value.trim() : ""));
    this.fromAddress();
  }

  // To the passages that mean the same as the words looked for, else as what is selected or the turn in focus.
  byMeaning(words) {
    const block = document.querySelector(".turn:focus") ?? document.querySelector('.turn[tabindex="0"]') ?? this.blocks.all[0];
    const { start, end } = this.selecting.span ?? { start: block.dataset.start, end: block.dataset.end };
    const place = [this.data.source, this.data.revisions[this.data.source], start, end].join(".");
    location.assign(`${this.form.dataset.meaningUrl}?${new URLSearchParams(words ? { q: words } : { of: place })}`);
  }

  on(name, act) {
    this.form.querySelector(`[data-${name}]`)?.addEventListener("click", act);
  }

  forget() {
    Object.assign(this, { hits: [], at: -1, asked: "", digest: "" });
  }

  get isOpen() {
    return !this.form.hidden;
  }

  open() {
    const { span } = this.selecting;
    const selected = span ? this.blocks.words(span.start, span.end) : "";
    if (selected && selected.length <= LONGEST_WORDS && !selected.includes("\n")) {
      this.field.value = selected;
      this.form.elements.how.value = "phrase";
    }
    this.form.hidden = false;
    this.field.focus();
    this.field.select();
    if (this.field.value) this.search();
  }

  // The place stays selected, so that the keys of the text go on from there.
  close() {
    const hit = this.hits[this.at];
    this.form.hidden = true;
    this.forget();
    this.outline();
    if (hit) this.selecting.set({ start: hit[0], end: hit[1] });
    this.focusBlock(hit ? this.blocks.at(hit[0]) : this.blocks.all[0]);
  }

  // A link from the results of the whole study brings its search along.
  fromAddress() {
    const query = new URLSearchParams(location.search);
    if (!query.get("q")) return;
    for (const name of CHOICES) {
      const field = this.form.elements[name];
      if (field.type === "checkbox") field.checked = query.has(name);
      else field.value = query.get(name) ?? field.value;
    }
    this.form.hidden = false;
    this.search(Number(query.get("at") ?? 0));
  }

  query() {
    const query = new URLSearchParams();
    for (const name of CHOICES) {
      const { type, checked, value } = this.form.elements[name];
      if (type === "checkbox" ? checked : value) query.set(name, type === "checkbox" ? "on" : value);
    }
    return query;
  }

  // `from`: the first place at or after it becomes the current one.
  async search(from = this.from()) {
    clearTimeout(this.timer);
    const asked = this.query().toString();
    const number = this.number = (this.number ?? 0) + 1;
    let found = { hits: [], notes: [] };
    if (this.field.value.trim()) {
      this.form.querySelector("[data-count]").textContent = this.form.dataset.labelSearching;
      const answer = await fetch(`${this.form.dataset.url}?${asked}`, { headers: { Accept: "application/json" } }).catch(() => null);
      if (number !== this.number || !this.isOpen) return;
      found = (await answer?.json().catch(() => null)) ?? { error: this.words.findAway };
    }
    this.forget();
    Object.assign(this, { hits: found.hits ?? [], asked: found.asked ?? "", digest: found.digest ?? "", query_: asked });
    this.tell(found);
    const next = this.hits.findIndex(([start]) => start >= from);
    if (this.hits.length) this.go(Math.max(0, next));
    else this.outline();
  }

  from() {
    const hit = this.hits[this.at];
    return hit ? hit[0] : Number(document.querySelector('.turn[tabindex="0"]')?.dataset.start ?? 0);
  }

  tell({ error, notes = [] }) {
    const problem = this.form.querySelector("[data-problem]");
    problem.textContent = error ?? notes.join(" ");
    problem.hidden = !problem.textContent;
    this.field.setAttribute("aria-invalid", String(Boolean(error)));
    const coding = this.form.querySelector("[data-coding]");
    if (coding) coding.hidden = !this.hits.length;
    const count = this.form.querySelector("[data-count]");
    count.textContent = this.hits.length || error || !this.field.value.trim() ? "" : this.form.dataset.labelNone;
  }

  step(by) {
    if (this.hits.length) this.go((this.at + by + this.hits.length) % this.hits.length);
  }

  go(at) {
    this.at = at;
    const [start, end] = this.hits[at];
    this.outline();
    const told = { n: at + 1, all: this.hits.length, words: this.blocks.words(start, end) };
    const fill = (text) => text.replace(/\{(\w+)\}/g, (_whole, name) => told[name]);
    this.form.querySelector("[data-count]").textContent = fill(this.form.dataset.labelCount);
    announce(fill(this.form.dataset.labelHit));
    this.blocks.at(start).scrollIntoView({ block: "center" });
  }

  outline() {
    const spans = this.hits.map(([start, end]) => ({ start, end }));
    this.highlights.outline("found", this.blocks, spans);
    this.highlights.outline("found-current", this.blocks, spans[this.at]);
  }

  // Enter goes on to the next place, Shift+Enter back; of other words it looks for them first.
  submitted(event) {
    if (event.submitter?.matches("[data-everywhere]")) return;
    event.preventDefault();
  }

  key(event) {
    if (event.isComposing) return;
    const acts = { Escape: () => this.close() };
    if (event.target === this.field) acts.Enter = () => (this.query().toString() === this.query_ && this.hits.length ? this.step(event.shiftKey ? -1 : 1) : this.search());
    if (!acts[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }

  // The picker of the page, for what was found instead of what is selected.
  code(hits) {
    if (!hits[0] || !this.form.elements.extent) return;
    const { choose, closed, has } = this.picker;
    const focus = document.activeElement;
    Object.assign(this.picker, {
      choose: (code) => this.apply(code, hits),
      has: () => false,
      closed: (refocus) => {
        Object.assign(this.picker, { choose, closed, has });
        if (refocus) (this.form.contains(focus) ? focus : this.field).focus();
      },
    });
    if (hits.length > 1) {
      this.picker.open(this.form.getBoundingClientRect(), "", this.words.findAll.replace("{n}", hits.length));
      return;
    }
    const [start, end] = hits[0];
    const place = rangeIn(this.blocks.at(start), start, end) ?? this.form;
    this.picker.open(place.getBoundingClientRect(), this.blocks.words(start, end));
  }

  async apply(code, hits) {
    this.choices.use(code);
    const all = hits.length > 1;
    const { source } = this.data;
    const places = all ? [] : hits.map(([start, end, revision]) => [source, revision, start, end].join("."));
    const extent = this.form.elements.extent.value;
    const body = { extent, asked: this.asked, digest: this.digest, ...(all ? { everything: "1" } : { place: places }) };
    const spans = [...new Map(hits.map((hit) => this.extended(hit, extent)).map((span) => [span.join(), span])).values()];
    const sending = sendFound(this.store, { code, source, spans, address: this.form.dataset.codeUrl, body });
    if (this.store.queue.isAway) showMessage(this.words.findWaits, "info");
    const answer = await sending.catch(() => null); // a refusal is said by the queue
    if (answer?.url) location.assign(answer.url);
    if (answer) showMessage(answer.said, answer.refused ? "warning" : "success");
  }

  // What a code will cover, as the site reckons it too.
  extended([start, end], extent) {
    const block = this.blocks.at(start);
    if (extent === "turn") return [startOf(block), endOf(block)];
    if (extent === "match") return [start, end];
    const [first, last] = [pieceAt(block, start, "sentence"), pieceAt(block, end - 1, "sentence")];
    return [Math.min(start, first?.start ?? start), Math.max(end, last?.end ?? end)];
  }
}
