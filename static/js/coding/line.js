// The line to the site: one request at a time, in the order of the acts, repeated until the site has answered.
import { showMessage } from "../workbench/messages.js";
import { ask, pause } from "../workbench/request.js";

const RETRY = [1000, 2000, 5000, 10000, 30000];

export class Line {
  // progress(state, waiting): "saving", "waiting" while the site is away, "saved".
  constructor(words, progress) {
    Object.assign(this, { words, progress });
    this.waiting = 0;
    this.last = Promise.resolve();
    addEventListener("beforeunload", (event) => {
      if (this.waiting) event.preventDefault();
    });
  }

  // `address` is asked when it is its turn. Resolves with the site's answer; rejects with its reason when it refuses.
  send(method, address, body) {
    this.waiting += 1;
    this.progress("saving", this.waiting);
    const answer = this.last.then(() => this.request(method, address, body)).finally(() => {
      this.waiting -= 1;
      this.progress(this.waiting ? "saving" : "saved", this.waiting);
    });
    this.last = answer.catch(() => {});
    return answer;
  }

  // A lost line loses nothing: every request may be repeated, also after one has signed in again in another tab.
  async request(method, address, body) {
    for (let tries = 0; ; tries += 1) {
      const { state, answer, reason } = await ask(method, address(), body, { words: this.words });
      if (state === "done") return answer;
      if (state === "refused") throw new Error(reason);
      if (state === "signedOut" && tries === 0) showMessage(this.words.signedOut, "warning");
      this.progress("waiting", this.waiting);
      await pause(RETRY[Math.min(tries, RETRY.length - 1)]);
    }
  }
}
