// The line to the site: one request at a time, in the order of the acts, repeated until the site has answered.
import { showMessage } from "../workbench/messages.js";

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
      const answer = await fetch(address(), {
        method,
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
        body: body === null ? undefined : JSON.stringify(body),
      }).catch(() => null);
      if (answer?.redirected) {
        if (tries === 0) showMessage(this.words.signedOut, "warning");
      } else if (answer?.ok) return answer.status === 204 ? {} : answer.json();
      else if (answer && answer.status < 500) throw new Error(await reasonOf(answer, this.words));
      this.progress("waiting", this.waiting);
      await pause(RETRY[Math.min(tries, RETRY.length - 1)]);
    }
  }
}

// Until the time is over, the line is back, or the page is looked at again.
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
    document.addEventListener("visibilitychange", resolve, { once: true });
  });
}

// Of the cookie first: it is the one that changes when somebody signs in anew.
function token() {
  const cookie = document.cookie.split("; ").find((one) => one.startsWith("csrftoken="));
  return cookie?.slice("csrftoken=".length) ?? JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

async function reasonOf(answer, words) {
  const said = await answer.json().catch(() => null);
  return said?.error ?? words.refused.replace("{status}", answer.status);
}
