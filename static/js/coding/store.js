// The codings of the page: shown at once, saved behind; a refusal takes the change back with its reason.
import { showMessage } from "../workbench/messages.js";
import { Line } from "./line.js";

const AT_ONCE = 200; // sources coded whole in one request
const NOTHING = "00000000-0000-0000-0000-000000000000";

export class Store extends EventTarget {
  // quoteOf(source, start, end) gives the source's own words: every write is compared with the text.
  constructor(data, words, quoteOf) {
    super();
    this.quoteOf = quoteOf;
    this.data = data;
    this.words = words;
    this.setCodes(data.codes);
    this.coders = new Map(data.coders.map((coder) => [coder.id, coder]));
    this.codings = new Map(data.codings.map((row) => [row[0], fromRow(row)]));
    this.memos = new Map(Object.entries(data.memos));
    this.done = [];
    this.line = new Line(words, (state, waiting) => {
      this.dispatchEvent(new CustomEvent("progress", { detail: { state, waiting } }));
    });
  }

  setCodes(codes) {
    this.codes = new Map(codes.map((code) => [code.id, code]));
  }

  // The codes that may be applied, in the order of the tree.
  usable() {
    return [...this.codes.values()].filter(({ retired }) => !retired);
  }

  all() {
    return [...this.codings.values()];
  }

  // Codings that overlap a span, the shortest first.
  over(source, start, end) {
    return this.all()
      .filter((coding) => coding.source === source && coding.start < end && coding.end > start)
      .sort((a, b) => a.end - a.start - (b.end - b.start));
  }

  apply({ source, code, start, end, quote = this.quoteOf(source, start, end) }, { remember = true, id = newId() } = {}) {
    const round = this.data.rounds[source] ?? null;
    const same = this.all().find((one) => one.source === source && one.code === code && one.coder === this.data.me
      && one.start === start && one.end === end && one.round === round && !one.consensus);
    if (same) return same;
    const coding = { id, source, code, coder: this.data.me, start, end, round, consensus: false, quote, made: Date.now(), origin: 0 };
    this.put(coding);
    const forget = this.remember(remember, () => this.remove(coding, { remember: false }));
    this.save("PUT", coding, { source, code, start, end, quote, seen: this.data.revisions[source] }, () => {
      forget();
      this.drop(coding);
    });
    return coding;
  }

  // The site knew this coding already, under another key (made in another tab).
  rename(coding, id) {
    if (!id || id === coding.id) return;
    const isShown = this.codings.delete(coding.id);
    coding.id = id;
    if (isShown) this.put(coding);
  }

  remove(coding, { remember = true } = {}) {
    const memos = this.memos.get(coding.id);
    this.drop(coding);
    const forget = this.remember(remember, () => this.bringBack(coding, memos));
    this.save("DELETE", coding, null, () => {
      forget();
      if (memos) this.memos.set(coding.id, memos);
      this.put(coding);
    });
  }

  // Give a coding another extent.
  move(moved, { start, end }, { remember = true } = {}) {
    const coding = this.codings.get(moved.id) ?? moved;
    const before = { start: coding.start, end: coding.end };
    if (before.start === start && before.end === end) return;
    this.place(coding, { start, end });
    const forget = this.remember(remember, () => this.move(coding, before, { remember: false }));
    this.save("PATCH", coding, { start, end, quote: coding.quote, seen: this.data.revisions[coding.source] }, () => {
      forget();
      this.place(coding, before);
    });
  }

  // Put a coding elsewhere; who hears of it also hears where it was `before`.
  place(coding, { start, end }) {
    const before = { start: coding.start, end: coding.end };
    Object.assign(coding, { start, end, quote: this.quoteOf(coding.source, start, end) });
    this.changed(coding, before);
  }

  // A removed coding again, under its key, so that earlier acts still know it; with the memos on it, which the site
  // brings back too.
  bringBack(coding, memos) {
    const again = this.apply(coding, { remember: false, id: coding.id });
    if (!memos || again.id !== coding.id) return;
    this.memos.set(again.id, memos);
    this.changed(again);
  }

  // Keep what undoes an act; returns what forgets it again, for an act that was refused.
  remember(wanted, inverse) {
    if (wanted) this.done.push(inverse);
    return () => { this.done = this.done.filter((one) => one !== inverse); };
  }

  undo() {
    const last = this.done.pop();
    last?.();
    return Boolean(last);
  }

  // Acts that are undone as one.
  together(acts) {
    const before = this.done;
    this.done = [];
    acts();
    const inverses = this.done.reverse();
    this.done = [...before, () => inverses.forEach((inverse) => inverse())];
  }

  // A code for whole sources, [source, length] each, whose text need not be on the page; one act in one or more requests.
  applyToWholes(code, wholes) {
    const fresh = wholes.map(([source, end]) => {
      const round = this.data.rounds[source] ?? null;
      return { id: newId(), source, code, coder: this.data.me, start: 0, end, round, consensus: false, made: Date.now(), origin: 0 };
    });
    for (const coding of fresh) this.put(coding);
    this.remember(true, () => fresh.forEach((coding) => this.codings.has(coding.id) && this.remove(coding, { remember: false })));
    for (let first = 0; first < fresh.length; first += AT_ONCE) this.sendWholes(code, fresh.slice(first, first + AT_ONCE));
  }

  async sendWholes(code, codings) {
    const answers = codings.map(({ id, source }) => [source, id, this.data.revisions[source] ?? null]);
    const answer = await this.line.send("POST", () => this.data.urls.chosen, { code, answers }).catch((problem) => ({ problem }));
    const reasons = new Map();
    for (const coding of codings) {
      const [id, start, end] = answer.coded?.[coding.source] ?? [];
      if (id) {
        Object.assign(coding, { start, end });
        this.rename(coding, id);
        this.changed(coding);
      } else {
        this.drop(coding);
        const reason = answer.problem?.message ?? answer.refused[coding.source] ?? this.words.refused.replace("{status}", "404");
        reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
      }
    }
    for (const [reason, n] of reasons) showMessage(n > 1 ? `${n} × ${reason}` : reason, "error");
  }

  // What is known about further sources of the page, which came later.
  merge({ codings, memos, rounds, marks, revisions, coders }) {
    for (const row of codings) if (!this.codings.has(row[0])) this.codings.set(row[0], fromRow(row));
    for (const [id, notes] of Object.entries(memos)) this.memos.set(id, notes);
    Object.assign(this.data.rounds, rounds);
    Object.assign(this.data.marks, marks);
    Object.assign(this.data.revisions, revisions);
    for (const coder of coders) if (!this.coders.has(coder.id)) this.coders.set(coder.id, coder);
  }

  async saveMemo(coding, body) {
    const saved = await this.line.send("POST", () => this.data.urls.memo.replace(NOTHING, coding.id), { body });
    const others = (this.memos.get(coding.id) ?? []).filter(([author]) => author !== this.data.me);
    this.memos.set(coding.id, saved.body ? [...others, [this.data.me, saved.body]] : others);
    this.changed(coding);
  }

  async createCode(path) {
    const made = await this.line.send("POST", () => this.data.urls.code, { path });
    this.setCodes(made.codes);
    this.dispatchEvent(new Event("codebook"));
    return this.codes.get(made.id);
  }

  // What others have done since: takes over the site's state, unless changes of one's own are on the way.
  async refresh() {
    if (this.line.waiting || !this.data.urls.codings || this.isStale) return;
    const headers = { Accept: "application/json", "If-None-Match": this.version ?? "" };
    const answer = await fetch(this.data.urls.codings, { headers, cache: "no-store" }).catch(() => null);
    if (!answer?.ok || answer.redirected || this.line.waiting) return;
    const now = await answer.json();
    if (this.line.waiting) return;
    // The codings lie in another text than the one on the page: nothing is painted on wrong words.
    this.isStale = JSON.stringify(now.revisions) !== JSON.stringify(this.data.revisions);
    if (this.isStale) {
      this.dispatchEvent(new Event("stale"));
      return;
    }
    const isFirst = !this.version;
    this.version = answer.headers.get("ETag");
    const before = isFirst ? this.fingerprint() : "";
    this.setCodes(now.codes);
    this.data.rounds = now.rounds;
    this.data.marks = now.marks;
    this.coders = new Map(now.coders.map((coder) => [coder.id, coder]));
    this.codings = new Map(now.codings.map((row) => [row[0], fromRow(row)]));
    this.memos = new Map(Object.entries(now.memos));
    if (before !== this.fingerprint()) this.dispatchEvent(new Event("refreshed"));
  }

  fingerprint() {
    return JSON.stringify([[...this.codings.keys()].sort(), [...this.memos].sort(), this.data.marks]);
  }

  put(coding) {
    this.codings.set(coding.id, coding);
    this.changed(coding);
  }

  drop(coding) {
    this.codings.delete(coding.id);
    this.memos.delete(coding.id);
    this.changed(coding);
  }

  changed(coding, before = coding) {
    this.dispatchEvent(Object.assign(new CustomEvent("changed", { detail: coding }), { before }));
  }

  save(method, coding, body, takeBack) {
    this.line.send(method, () => this.data.urls.coding.replace(NOTHING, coding.id), body).then(
      ({ id }) => this.rename(coding, id),
      (problem) => {
        takeBack();
        showMessage(problem.message, "error");
      },
    );
  }
}

function fromRow([id, code, coder, start, end, consensus, source, round, made, origin]) {
  return { id, code, coder, start, end, consensus: Boolean(consensus), source, round, made: made * 60_000, origin };
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Only pages on HTTPS or this machine have randomUUID; the same bits, written out.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
