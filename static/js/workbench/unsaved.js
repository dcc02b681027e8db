// What the site broke down over again and again, in the open: what it was, and whether to send it once more, copy what
// was written, or give it up.
import { ask } from "./confirm.js";
import { showMessage } from "./messages.js";
import { pageQueue } from "./queue.js";

const words = document.getElementById("queue-words")?.dataset;
const queue = pageQueue();
const shown = new Map(); // the message on each act

function nameOf(act) {
  return act.said ?? words.change;
}

function show(act) {
  shown.get(act.id)?.remove();
  const message = showMessage(words.notSaved.replace("{act}", nameOf(act)).replace("{status}", act.aside), "error");
  if (!message) return;
  shown.set(act.id, message);
  const row = Object.assign(document.createElement("div"), { className: "row" });
  row.append(
    button(words.again, () => queue.again()),
    button(words.copy, () => copy(act)),
    button(words.discard, () => discard(act)),
  );
  const text = message.querySelector("p");
  const body = Object.assign(document.createElement("div"), { className: "stack stack-tight" });
  text.replaceWith(body);
  body.append(text, row);
}

function hide({ id }) {
  shown.get(id)?.remove();
  shown.delete(id);
}

function button(text, act) {
  const element = Object.assign(document.createElement("button"), { type: "button", className: "button button-small", textContent: text });
  element.addEventListener("click", act);
  return element;
}

// What a person has written or chosen, as plain words.
async function copy(act) {
  const { quote, body, title, path } = { ...act.facts?.coding, ...act.body };
  const text = [nameOf(act), title, path, quote, body].filter(Boolean).join("\n");
  try {
    await navigator.clipboard.writeText(text);
    showMessage(words.copied, "success");
  } catch {
    showMessage(text, "info");
  }
}

async function discard(act) {
  if (await ask({ text: words.discardSure.replace("{act}", nameOf(act)), yes: words.discard })) queue.discard(act, words.discarded);
}

queue?.addEventListener("aside", ({ detail: { act } }) => (act.aside ? show(act) : hide(act)));
for (const over of ["done", "refused"]) queue?.addEventListener(over, ({ detail: { act } }) => hide(act));
queue?.addEventListener("forgotten", () => [...shown.keys()].forEach((id) => hide({ id })));

// Whoever has closed the messages finds them again.
document.addEventListener("unsavedAsked", () => queue?.held.filter(({ aside }) => aside).forEach(show));
