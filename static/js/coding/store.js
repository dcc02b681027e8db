// The codings of the page: shown at once, saved behind; a refusal takes the change back with its reason.
import { showMessage } from "../workbench/messages.js";

const RETRY = [1000, 2000, 5000, 10000, 30000];

export class Store extends EventTarget {
  // quoteOf(source, start, end) gives the source's own words: every write is compared with the text.
  constructor(data, words, quoteOf) {
    super();
    this.quoteOf = quoteOf;
    this.data = data;
    this.words = words;
    this.codes = new Map(data.codes.map((code) => [code.id, code]));
    this.coders = new Map(data.coders.map((coder) => [coder.id, coder]));
    this.codings = new Map(data.codings.map((row) => [row[0], fromRow(row)]));
    this.memos = new Map(Object.entries(data.memos));
    this.done = [];
    this.waiting = 0;
    // One request at a time, in the order of the acts: an undo never overtakes what it undoes.
    this.queue = Promise.resolve();
    addEventListener("beforeunload", (event) => {
      if (this.waiting) event.preventDefault();
    });
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
    const same = this.all().find((one) => one.source === source && one.code === code && one.coder === this.data.me
      && one.start === start && one.end === end && !one.consensus);
    if (same) return same;
    const coding = { id, source, code, coder: this.data.me, start, end, consensus: false, quote };
    this.codings.set(id, coding);
    this.changed(coding);
    if (remember) this.done.push(() => this.remove(coding, { remember: false }));
    this.send("PUT", this.address(id), { source, code, start, end, quote }, () => {
      this.codings.delete(id);
      this.changed(coding);
    });
    return coding;
  }

  remove(coding, { remember = true } = {}) {
    const memos = this.memos.get(coding.id);
    this.codings.delete(coding.id);
    this.changed(coding);
    if (remember) this.done.push(() => this.bringBack(coding, memos));
    this.send("DELETE", this.address(coding.id), null, () => {
      this.codings.set(coding.id, coding);
      if (memos) this.memos.set(coding.id, memos);
      this.changed(coding);
    });
  }

  // A removed coding again, under a new key, with one's own memo on it.
  bringBack(coding, memos) {
    const again = this.apply(coding, { remember: false });
    const own = memos?.find(([author]) => author === this.data.me);
    if (own) this.queue = this.queue.then(() => this.saveMemo(again, own[1])).catch(() => {});
  }

  undo() {
    const last = this.done.pop();
    last?.();
    return Boolean(last);
  }

  async saveMemo(coding, body) {
    const saved = await this.request("POST", this.data.urls.memo.replace(NOTHING, coding.id), { body });
    const others = (this.memos.get(coding.id) ?? []).filter(([author]) => author !== this.data.me);
    this.memos.set(coding.id, saved.body ? [...others, [this.data.me, saved.body]] : others);
    this.changed(coding);
  }

  async createCode(path) {
    const made = await this.request("POST", this.data.urls.code, { path });
    this.codes = new Map(made.codes.map((code) => [code.id, code]));
    this.dispatchEvent(new Event("codebook"));
    return this.codes.get(made.id);
  }

  address(id) {
    return this.data.urls.coding.replace(NOTHING, id);
  }

  changed(coding) {
    this.dispatchEvent(new CustomEvent("changed", { detail: coding }));
  }

  send(method, address, body, takeBack) {
    this.waiting += 1;
    this.progress("saving");
    this.queue = this.queue.then(async () => {
      try {
        await this.request(method, address, body);
      } catch (problem) {
        takeBack();
        showMessage(problem.message, "error");
      }
      this.waiting -= 1;
      this.progress(this.waiting ? "saving" : "saved");
    });
  }

  progress(state) {
    this.dispatchEvent(new CustomEvent("progress", { detail: { state, waiting: this.waiting } }));
  }

  // Send until the site has answered: a lost line loses nothing, since the request may be repeated.
  async request(method, address, body) {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(address, {
        method,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
        body: body === null ? undefined : JSON.stringify(body),
      }).catch(() => null);
      if (answer?.redirected) throw new Error(this.words.signedOut);
      if (answer?.ok) return answer.status === 204 ? {} : answer.json();
      if (answer && answer.status < 500) throw new Error(await reasonOf(answer, this.words));
      this.progress("waiting");
      await new Promise((resolve) => { setTimeout(resolve, RETRY[Math.min(tries, RETRY.length - 1)]); });
    }
  }
}

const NOTHING = "00000000-0000-0000-0000-000000000000";

function fromRow([id, code, coder, start, end, consensus, source]) {
  return { id, code, coder, start, end, consensus: Boolean(consensus), source };
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  // Only pages on HTTPS or this machine have randomUUID; the same bits, written out.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function token() {
  return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

async function reasonOf(answer, words) {
  const said = await answer.json().catch(() => null);
  return said?.error ?? words.refused.replace("{status}", answer.status);
}
