// On every page: what an earlier page could not send is sent now, a refusal is said with its reason, and nothing that
// waits is left in the browser by signing out.
import { forget, waitingOf } from "./box.js";
import { ask } from "./confirm.js";
import { draftsOf, forgetDrafts } from "./drafts.js";
import { showMessage } from "./messages.js";
import { pageQueue } from "./queue.js";

const OLD = 10_000; // milliseconds: what is younger is being sent by the tab that it was done in
const words = document.getElementById("queue-words")?.dataset;
const queue = pageQueue();

queue?.ready.then(() => {
  const left = [...queue.pending.values()].filter(({ at }) => Date.now() - at > OLD).length;
  if (left) queue.addEventListener("progress", function told({ detail }) {
    if (detail.waiting) return;
    queue.removeEventListener("progress", told);
    if (left > detail.held) showMessage(words.sent.replace("{n}", left - detail.held), "success");
  });
});
queue?.addEventListener("refused", ({ detail: { act, reason } }) => {
  showMessage(act.said ? words.takenBack.replace("{act}", act.said).replace("{reason}", reason) : reason, "error");
});
queue?.addEventListener("progress", ({ detail: { state } }) => {
  if (state === "signedOut" && queue.isTold !== state) showMessage(words.signedOut, "warning");
  queue.isTold = state;
});

document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-sign-out]");
  const { person } = document.body.dataset;
  if (!form || !person) return;
  event.preventDefault();
  const waiting = Math.max(await waitingOf(person), draftsOf(person));
  const question = { text: words.signOut.replace("{n}", waiting), yes: words.signOutYes };
  if (waiting && !await ask(question)) return;
  await forget(person);
  forgetDrafts(person);
  queue?.forgotten();
  form.submit();
}, true);
