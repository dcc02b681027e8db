// The acts of this page, and of the other tabs of the study, on their way to the site: kept until it has answered, sent
// one at a time in their order. Every act has a key, so that sending it again never does it twice.
import { Box } from "./box.js";
import { heldOf, renamed, withItsFollowers } from "./held.js";
import { ask, newId, pause } from "./request.js";

const AWAY = ["waiting", "signedOut"];
const RETRY = [1000, 2000, 5000, 10000, 30000];
const MOST_TRIES = 4; // of an act that the site breaks down over

export class Queue extends EventTarget {
  // Events: "progress" { state, waiting, held }; "added" { act } by another tab; "done" { act, answer }, "refused"
  // { act, reason }, with isHere where this page sent it; "aside" { act } where it is set aside, or sent again;
  // "forgotten" when the person signs out.
  constructor(person, project, words) {
    super();
    Object.assign(this, { person, words, state: "saved" });
    this.box = new Box(person, project);
    this.lock = `marginalia ${this.box.owner}`;
    this.pending = new Map();
    this.turns = 0; // how often anything was added or answered: who read the site's state before, reads it again
    this.callers = new Map();
    this.names = new Map(); // of things that the site has another name for
    this.channel = new BroadcastChannel(this.lock);
    this.channel.onmessage = ({ data }) => this.hear(data, false);
    this.ready = this.load().then(() => this.again());
    addEventListener("online", () => this.drain());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.load());
  }

  get waiting() {
    return this.pending.size - this.held.length;
  }

  get isAway() {
    return AWAY.includes(this.state);
  }

  // What is not sent until the person says so.
  get held() {
    return heldOf([...this.pending.values()]);
  }

  // What earlier pages left, or tabs did while this one slept.
  async load() {
    const known = new Set(this.pending.keys());
    const kept = await this.box.all();
    for (const act of kept) if (!known.has(act.id) && !this.pending.has(act.id)) this.hear({ name: "added", act }, false);
    if (kept.length) this.drain();
  }

  // Send what was set aside once more; broken down over once more, it is set aside again.
  async again() {
    for (const act of this.held) if (act.aside) await this.mark({ ...act, aside: 0 });
    this.drain();
  }

  // Give up what was set aside, with what cannot be done without it.
  async discard(act, reason) {
    for (const one of withItsFollowers([...this.pending.values()], act).reverse()) {
      const kept = await this.kept(one);
      if (kept) await this.box.remove(kept);
      this.tellAll({ name: "refused", act: one, reason });
    }
    this.drain();
  }

  async mark(act) {
    const kept = await this.kept(act);
    if (!kept) return;
    await this.box.put({ ...kept, aside: act.aside, tries: act.tries });
    this.tellAll({ name: "aside", act });
  }

  // As it lies in the store, with its number there.
  async kept({ id }) {
    return (await this.box.all()).find((one) => one.id === id);
  }

  // Keep an act { kind, facts, key, method, address, body } and send it when it is its turn. Resolves with the answer.
  add(act) {
    const kept = { id: newId(), at: Date.now(), ...act };
    this.pending.set(kept.id, kept);
    this.turns += 1;
    this.tell(this.isAway ? this.state : "saving");
    const answer = new Promise((resolve, reject) => this.callers.set(kept.id, { resolve, reject }));
    answer.catch(() => {}); // who does not ask hears of a refusal all the same, by the event
    this.box.add(kept).then(() => {
      this.channel.postMessage({ name: "added", act: kept });
      this.drain();
    });
    return answer;
  }

  // Send what waits until nothing does; while the site is away, again and again.
  async drain() {
    this.isAsked = true;
    if (this.isDraining) return;
    this.isDraining = true;
    for (let tries = 0; this.isAsked; ) {
      this.isAsked = false;
      const state = await alone(this.lock, () => this.step());
      if (state === "done") tries = 0;
      if (state !== "empty") this.isAsked = true;
      if (AWAY.includes(state)) {
        this.tell(state);
        await pause(RETRY[Math.min(tries, RETRY.length - 1)]);
        tries += 1;
      }
    }
    this.isDraining = false;
    this.tell();
  }

  async step() {
    const found = await this.next();
    if (!found) return "empty";
    const act = this.named(found);
    const headers = { "X-Act": act.key, "X-Person": this.person };
    const { state, answer, reason, status } = await ask(act.method, act.address, act.body, { headers, words: this.words });
    if (state === "failed") return this.failed(act, status);
    if (state !== "done" && state !== "refused") return state;
    if (state === "refused" && act.facts?.id < 0) {
      await this.discard(act, reason);
      return "done";
    }
    if (answer?.id && act.facts?.id && answer.id !== act.facts.id) await this.rename(act.facts.id, answer.id);
    await this.box.remove(act);
    this.tellAll({ name: state, act, answer, reason });
    return "done";
  }

  // The first that can be sent.
  async next() {
    const first = await this.box.first();
    if (first && !first.aside) return first;
    const all = await this.box.all();
    const there = new Set(all.map(({ id }) => id));
    for (const id of this.pending.keys()) if (!there.has(id) && !this.callers.has(id)) this.pending.delete(id);
    const held = new Set(heldOf(all));
    return all.find((act) => !held.has(act));
  }

  // After some tries it makes room for those behind it.
  async failed(act, status) {
    const tries = (act.tries ?? 0) + 1;
    if (tries < MOST_TRIES) {
      await this.box.put({ ...act, tries });
      return "waiting";
    }
    await this.mark({ ...act, tries, aside: status });
    return "done";
  }

  // The site gave a thing its number, or knew it under another key (made in another tab): what waits means that one.
  async rename(from, to) {
    this.names.set(from, to);
    for (const act of await this.box.all()) await this.box.put({ ...renamed(act, from, to), id: act.id, n: act.n });
    for (const act of this.pending.values()) this.pending.set(act.id, { ...renamed(act, from, to), id: act.id });
  }

  // What was added while things were being renamed.
  named(act) {
    let now = act;
    for (const [from, to] of this.names) now = { ...renamed(now, from, to), id: act.id, n: act.n };
    return now;
  }

  tellAll(outcome) {
    this.channel.postMessage(outcome);
    this.hear(outcome, true);
  }

  hear({ name, act, answer, reason }, isHere) {
    this.turns += 1;
    if (name === "forgotten") this.pending.clear();
    else if (name === "added" || name === "aside") this.pending.set(act.id, act);
    else this.pending.delete(act.id);
    const isOver = name === "done" || name === "refused";
    const caller = this.callers.get(act?.id);
    if (isOver) this.callers.delete(act.id);
    if (name === "done") caller?.resolve(answer);
    else if (name === "refused") caller?.reject(new Error(reason));
    this.dispatchEvent(new CustomEvent(name, { detail: { act, answer, reason, isHere } }));
    this.tell(name === "added" ? this.state : undefined);
  }

  forgotten() {
    this.tellAll({ name: "forgotten" });
  }

  tell(state = this.waiting ? "saving" : "saved") {
    this.state = this.waiting && state === "saved" ? "saving" : state;
    this.dispatchEvent(new CustomEvent("progress", { detail: { state: this.state, waiting: this.waiting, held: this.held.length } }));
  }
}

// One tab at a time; where the browser has no locks, what is sent twice is still done once.
function alone(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}

let queue = null;

// The one queue of the page; null where nobody is signed in or no study is open.
export function pageQueue() {
  const { person, project } = document.body.dataset;
  if (person && project) queue ??= new Queue(person, project, document.getElementById("queue-words").dataset);
  return queue;
}
