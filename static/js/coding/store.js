// The codings of the page: each act shows at once and is saved behind; a refusal takes it back with its reason.
import { pageQueue } from "../workbench/queue.js";
import { newId } from "../workbench/request.js";
import { hide, KINDS, show } from "./acts.js";
import { NewCodes } from "./new_codes.js";
import { fromRow, refresh, take } from "./refreshing.js";
import { Stack } from "./stack.js";

const NOTHING = "00000000-0000-0000-0000-000000000000";
const FEW = 20; // changes that are drawn one by one

export class Store extends EventTarget {
  // quoteOf(source, start, end) gives the source's own words: every write is compared with the text.
  constructor(data, words, quoteOf) {
    super();
    Object.assign(this, { data, words, quoteOf, cursor: data.cursor });
    this.newCodes = new NewCodes(this);
    this.setCodes(data.codes);
    take(this, data);
    this.refusals = new Set();
    this.stack = new Stack(data.acts ?? { undo: [], redo: [] });
    this.queue = pageQueue();
    this.queue.addEventListener("progress", ({ detail }) => this.dispatchEvent(new CustomEvent("progress", { detail })));
    this.queue.addEventListener("added", ({ detail: { act } }) => this.showAdded(act));
    this.queue.addEventListener("refused", ({ detail: { act } }) => this.refused(act));
    this.queue.addEventListener("done", ({ detail: { act, answer } }) => this.renamed(act, answer));
    for (const act of this.queue.pending.values()) this.showAdded(act);
  }

  // --- Reading ----------------------------------------------------------------------------------

  setCodes(codes) {
    this.codes = new Map(this.newCodes.among(codes).map((code) => [code.id, code]));
  }

  // The codes of the codebook, in the order of the tree.
  listed() {
    return [...this.codes.values()].filter(({ retired }) => !retired);
  }

  // Of these, the codes that may be applied: the others only group theirs.
  usable() {
    return this.listed().filter((code) => this.isUsable(code));
  }

  isUsable(code) {
    return Boolean(code) && !code.retired && code.codable !== false;
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

  // --- Acts -------------------------------------------------------------------------------------

  apply({ source, code, start, end, quote = this.quoteOf(source, start, end) }) {
    const round = this.data.rounds[source] ?? null;
    const same = this.all().find((one) => one.source === source && one.code === code && one.coder === this.data.me
      && one.start === start && one.end === end && one.round === round && !one.consensus);
    if (same) return same;
    const id = newId();
    const coding = { id, source, code, coder: this.data.me, start, end, round, consensus: false, quote, made: Date.now(), origin: 0 };
    this.act("apply", { id, source, coding }, this.words.actApply, {
      method: "PUT", address: this.addressOf(id), body: { source, code, start, end, quote, seen: this.data.revisions[source] },
    });
    return this.codings.get(id);
  }

  remove({ id }) {
    const coding = { ...this.codings.get(id) };
    const facts = { id, source: coding.source, coding, memos: this.memos.get(id) };
    return this.act("remove", facts, this.words.actRemove, { method: "DELETE", address: this.addressOf(id) });
  }

  // Give a coding another extent.
  move({ id }, { start, end }) {
    const coding = this.codings.get(id);
    const { source } = coding;
    if (coding.start === start && coding.end === end) return;
    const facts = { id, source, before: { start: coding.start, end: coding.end }, after: { start, end } };
    const body = { start, end, quote: this.quoteOf(source, start, end), seen: this.data.revisions[source] };
    this.act("move", facts, this.words.actMove, { method: "PATCH", address: this.addressOf(id), body });
  }

  // Resolves when the site has it.
  async saveMemo({ id, source }, body) {
    const facts = { id, source, before: this.ownMemo(id), after: body.trim() };
    if (facts.before === facts.after) return;
    const address = this.data.urls.memo.replace(NOTHING, id);
    await this.act("memo", facts, this.words.actMemo, { method: "POST", address, body: { body: facts.after } });
  }

  // Does an act: `said` names it in words, `request` is how the site is told. Resolves with the site's answer.
  act(kind, facts, said, request) {
    const key = this.key ?? newId();
    const act = { kind, facts, key, said: said.replace("{code}", this.nameOf(facts)), ...request };
    this.stack.add(act);
    show(this, act);
    return this.queue.add(act);
  }

  // Acts that are undone as one.
  together(acts) {
    this.key = newId();
    acts();
    this.key = null;
  }

  // Take the latest act back, or do the last one that was undone again: resolves with { said, where }, nothing if there
  // is none. What this page has not seen itself shows when the site has answered.
  async turn(side) {
    const act = this.stack.turn(side);
    if (!act) return null;
    const acts = this.stack.factsOf(act.key);
    const turned = { kind: side, facts: { acts, of: act.key }, key: newId(), method: "POST", address: `${this.data.urls[side]}?act=${act.key}` };
    show(this, turned);
    const answer = this.queue.add(turned);
    if (acts.length) return { said: act.said, where: "" };
    const { where } = await answer.catch(() => ({}));
    await this.refresh();
    return where === undefined ? null : { said: act.said, where };
  }

  // --- What became of acts ------------------------------------------------------------------------

  // An act of another tab, or of an earlier page, that the site has not answered yet.
  showAdded(act) {
    if (!(act.kind in KINDS)) return;
    show(this, act);
    if (act.kind === "undo" || act.kind === "redo") this.stack.forget(act.facts.of);
    else this.stack.add(act);
  }

  // What waits until the person sends it again stays in sight.
  showHeld() {
    for (const act of this.queue.held) show(this, act);
  }

  // Whether what it undid was refused before it, or anything else stands otherwise on the site: all is read anew.
  refused(act) {
    if (!this.refusals.has(act.facts.of)) hide(this, act);
    this.refusals.add(act.key);
    this.stack.forget(act.key);
    // What cannot be undone or redone steps aside for what is behind it.
    this.stack.forget(act.facts.of);
    this.cursor = "";
  }

  // The site knew the coding already, under another key (made in another tab).
  renamed({ kind, key, facts }, { id, codes } = {}) {
    if (kind === "code") this.newCodes.numbered(facts.id, id, codes);
    const coding = id && id !== facts.id && this.codings.get(facts.id);
    if (!coding) return;
    this.stack.forget(key);
    this.codings.delete(coding.id);
    coding.id = id;
    this.put(coding);
  }

  // What others have done since. Resolves with false where the site is away.
  refresh() {
    return refresh(this);
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

  // --- Single changes -------------------------------------------------------------------------------

  // The same coding stays the same object: who holds it sees it change.
  put(coding, isQuiet = false) {
    const known = this.codings.get(coding.id);
    const before = known && { ...known };
    const now = known ? Object.assign(known, coding) : coding;
    this.codings.set(now.id, now);
    if (!isQuiet) this.changed(now, before);
  }

  drop(id, isQuiet = false) {
    const coding = this.codings.get(id);
    this.codings.delete(id);
    this.memos.delete(id);
    if (coding && !isQuiet) this.changed(coding);
  }

  // Put a coding elsewhere; who hears of it also hears where it was `before`.
  place(id, { start, end }) {
    const coding = this.codings.get(id);
    if (!coding) return;
    const before = { start: coding.start, end: coding.end };
    Object.assign(coding, { start, end, quote: this.quoteOf(coding.source, start, end) });
    this.changed(coding, before);
  }

  ownMemo(id) {
    return this.memos.get(id)?.find(([author]) => author === this.data.me)?.[1] ?? "";
  }

  setMemo(id, body) {
    const others = (this.memos.get(id) ?? []).filter(([author]) => author !== this.data.me);
    this.memos.set(id, body ? [...others, [this.data.me, body]] : others);
    if (this.codings.has(id)) this.changed(this.codings.get(id));
  }

  // What one has left without a code in a source: sorted spans [start, end].
  setMarks(source, spans) {
    if (JSON.stringify(this.data.marks[source] ?? []) === JSON.stringify(spans)) return;
    this.data.marks[source] = spans;
    this.dispatchEvent(new CustomEvent("marked", { detail: source }));
  }

  // Which code each number key applies: [number, code] pairs.
  setFavourites(pairs) {
    this.data.favourites = pairs;
    this.dispatchEvent(new Event("favourites"));
  }

  changed(coding, before = coding) {
    this.dispatchEvent(Object.assign(new CustomEvent("changed", { detail: coding }), { before }));
  }

  addressOf(id) {
    return this.data.urls.coding.replace(NOTHING, id);
  }

  nameOf({ id, coding = this.codings.get(id) }) {
    return this.codes.get(coding?.code)?.name ?? "";
  }
}
