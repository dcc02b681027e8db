// The quick note is sent like an act of the page: kept in this browser while it is typed, and until the site has it.
import { Kept } from "../workbench/drafts.js";
import { showMessage } from "../workbench/messages.js";
import { pageQueue } from "../workbench/queue.js";
import { newId } from "../workbench/request.js";

const FIELDS = ["source", "start", "end", "coding"];

export function keepNotes(dialog) {
  const form = dialog.querySelector("form");
  const queue = pageQueue();
  const { body } = form.elements;
  const kept = new Kept("note");
  body.value = kept.read() ?? "";
  body.addEventListener("input", () => (body.value.trim() ? kept.write(body.value) : kept.drop()));

  // In the place of what htmx would send.
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = body.value.trim();
    if (!text) {
      body.focus();
      return;
    }
    const place = Object.fromEntries(FIELDS.map((name) => [name, form.elements[name].value]).filter(([, value]) => value));
    const answer = queue.add({
      kind: "quickNote", facts: {}, key: newId(), said: dialog.dataset.said, method: "POST", address: form.action, body: { body: text, ...place },
    });
    kept.drop();
    form.reset();
    dialog.close("done");
    tellOf(queue, answer, dialog.dataset);
  }, { capture: true });
}

// What became of it; who waits for a site that is away hears that it is kept meanwhile.
function tellOf(queue, answer, { kept, waits }) {
  const look = () => {
    if (!queue.isAway) return;
    queue.removeEventListener("progress", look);
    showMessage(waits, "warning");
  };
  queue.addEventListener("progress", look);
  look();
  answer.then(() => showMessage(kept, "success"), () => {}).finally(() => queue.removeEventListener("progress", look));
}
