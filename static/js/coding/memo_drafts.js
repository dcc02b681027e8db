// Memos save themselves: what is typed is kept in this browser with every letter, and sent when one pauses. Two tabs
// never write over each other unseen: the site is told what a change was made from.
import { Kept } from "../workbench/drafts.js";
import { pageQueue } from "../workbench/queue.js";
import { newId } from "../workbench/request.js";
import { MemoConflict } from "./memo_conflict.js";

const PAUSE = 1500; // milliseconds without a key
const queue = pageQueue();
const writing = new WeakMap(); // by form

const same = (one, other) => one.title.trim() === other.title.trim() && one.body.trim() === other.body.trim();

class Draft {
  constructor(form) {
    this.form = form;
    this.state = form.querySelector("[data-memo-state]");
    this.id = Number(form.dataset.memo) || null;
    this.key = newId(); // of the act that all of this sitting is
    this.page = newId(); // what this very field has sent; another tab may have restored the same sitting
    const { title, body } = form.elements;
    this.base = { title: title?.defaultValue ?? "", body: body.defaultValue }; // what the site has
    this.was = this.base; // what it has when all that is on the way has arrived
    this.kept = new Kept(this.name);
    this.listeners = { done: (event) => this.done(event), refused: (event) => this.refused(event), progress: () => this.tell() };
    for (const [name, hear] of Object.entries(this.listeners)) queue.addEventListener(name, hear);
    form.addEventListener("input", ({ target }) => target.name === "link" || this.typed());
    form.addEventListener("change", () => this.save());
    form.addEventListener("submit", (event) => this.close(event), { capture: true });
    this.restore();
  }

  get name() {
    return this.id > 0 ? `memo.${this.id}` : `memo.${this.form.dataset.about}`;
  }

  get now() {
    const { title, body } = this.form.elements;
    return { title: title?.value ?? "", body: body.value };
  }

  // What was typed here before, and did not reach the site.
  restore() {
    const draft = this.kept.read();
    if (!draft) return;
    this.fill(draft.now);
    this.key = draft.key;
    this.form.closest("details")?.setAttribute("open", "");
    const isKnown = [draft.first, draft.was, draft.now].some((text) => same(text, this.base));
    this.built = draft.was;
    if ([...queue.pending.values()].some(({ key }) => key === draft.key)) this.was = draft.was;
    if (this.id === null || isKnown) this.save();
    else this.conflict();
  }

  fill({ title, body }) {
    if (this.form.elements.title) this.form.elements.title.value = title;
    this.form.elements.body.value = body;
  }

  typed() {
    this.keep();
    this.tell();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  keep() {
    if (same(this.now, this.base) && !this.isWaiting()) this.kept.drop();
    else this.kept.write({ first: this.base, was: this.was, now: this.now, key: this.key });
  }

  // Sends what is typed, unless the site has it or is on the way to it; a memo without words is not sent.
  save() {
    clearTimeout(this.timer);
    const { now, was } = this;
    if (this.isStopped || !now.body.trim() || same(now, was)) return;
    const { about, make, edit } = this.form.dataset;
    const isNew = this.id === null;
    this.id ??= -parseInt(newId().replaceAll("-", "").slice(0, 12), 16) - 1;
    const request = isNew
      ? { address: make, body: now }
      : { address: edit.replace("/0/", `/${this.id}/`), body: { ...now, was_title: was.title, was_body: was.body } };
    this.was = now;
    this.kept.write({ first: this.base, was: now, now, key: this.key });
    queue.add({ kind: "note", facts: { id: this.id, about, page: this.page }, key: this.key, said: this.form.dataset.said, method: "POST", ...request });
    this.tell();
  }

  isWaiting() {
    return [...queue.pending.values()].some(({ facts }) => facts?.page === this.page);
  }

  done({ detail: { act, answer } }) {
    if (act.kind !== "note" || act.facts.id !== this.id) return;
    if (act.facts.page !== this.page) {
      this.doneElsewhere(answer);
      return;
    }
    if (this.id < 0) this.numbered(answer.id);
    this.base = { title: answer.title, body: answer.body };
    if (!this.isWaiting()) this.was = this.base;
    this.keep();
    this.tell();
    if (same(answer, act.body)) return;
    // It was made by an earlier page: what was typed since follows, unless another tab has written it meanwhile.
    if (this.built && same(answer, this.built)) this.save();
    else this.conflict();
  }

  // Another tab has written this memo: a field in which nothing was typed follows; else the site refuses what was typed.
  doneElsewhere(answer) {
    const isUntouched = same(this.now, this.base);
    if (isUntouched) this.fill(answer);
    if (!isUntouched && !same(answer, this.was)) return;
    this.base = { title: answer.title, body: answer.body };
    if (isUntouched) this.was = this.base;
    this.tell();
  }

  numbered(id) {
    const draft = this.kept.read();
    this.kept.drop();
    this.id = id;
    this.form.dataset.memo = id;
    this.kept = new Kept(this.name);
    if (draft) this.kept.write(draft);
  }

  refused({ detail: { act } }) {
    if (act.facts?.page !== this.page) return;
    this.kept.write({ first: this.base, was: this.base, now: this.now, key: this.key });
    if (this.id > 0) {
      this.conflict();
      return;
    }
    Object.assign(this, { id: null, key: newId(), was: this.base });
    this.tell("refused");
  }

  // Somebody wrote it meanwhile, in another tab: nothing is sent until one has said which stays.
  async conflict() {
    this.isStopped = true;
    this.tell("changed");
    this.question ??= new MemoConflict(this.form, {
      keep: (theirs) => this.settle(theirs, this.now),
      take: (theirs) => this.settle(theirs, theirs),
    });
    this.question.ask(this.form.dataset.edit.replace("/0/edit/", `/${this.id}/`));
  }

  settle(theirs, chosen) {
    this.isStopped = false;
    this.question = null;
    this.base = this.was = theirs;
    this.fill(chosen);
    this.keep();
    this.save();
    this.tell();
  }

  tell(state = this.stateNow()) {
    if (!this.state) return;
    const text = this.state.dataset[state] ?? "";
    if (this.state.textContent !== text) this.state.textContent = text;
    this.form.classList.toggle("is-unsaved", !["saved", "fresh"].includes(state));
  }

  stateNow() {
    if (this.isStopped) return "changed";
    if (!this.now.body.trim()) return this.id > 0 ? "empty" : "fresh";
    if (queue.held.some(({ facts }) => facts?.page === this.page)) return "held";
    if (this.isWaiting()) return queue.isAway ? "offline" : "saving";
    if (!same(this.now, this.base)) return "typing";
    return this.id === null ? "fresh" : "saved";
  }

  // Done: the memo is shown as it reads, once the site has it; while it is away the field stays.
  async close(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!this.now.body.trim()) {
      this.form.elements.body.focus();
      this.tell("empty");
      return;
    }
    this.save();
    if (this.isWaiting()) await this.over();
    if (this.isStopped || this.isWaiting() || !same(this.now, this.base)) return;
    this.leave();
    const { show, target } = this.form.dataset;
    globalThis.htmx.ajax("GET", show.replace("/0/", `/${this.id}/`), { target, swap: "outerHTML" });
  }

  over() {
    return new Promise((resolve) => {
      const look = () => {
        if (this.isWaiting() && !queue.isAway && this.form.isConnected) return;
        queue.removeEventListener("progress", look);
        resolve();
      };
      queue.addEventListener("progress", look);
      look();
    });
  }

  leave() {
    this.kept.drop();
    for (const [name, hear] of Object.entries(this.listeners)) queue.removeEventListener(name, hear);
  }
}

function begin(part) {
  if (!queue) return;
  for (const form of part.querySelectorAll("form[data-memo-form]")) if (!writing.has(form)) writing.set(form, new Draft(form));
}

function saveAll() {
  for (const form of document.querySelectorAll("form[data-memo-form]")) writing.get(form)?.save();
}

addEventListener("pagehide", saveAll);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && saveAll());
document.addEventListener("htmx:load", ({ detail: { elt } }) => queue?.ready.then(() => begin(elt.parentElement ?? elt)));
