// Asks before a form posts. data-confirm="question" on a form or on one of its buttons, with optional
// data-confirm-title and data-confirm-yes; hx-confirm="question" asks in the same dialog.
import { openDialog } from "./dialogs.js";

const agreed = new WeakSet();

export function ask({ text, title, yes }) {
  const dialog = document.getElementById("confirm");
  if (!dialog) return Promise.resolve(globalThis.confirm(text));
  const heading = dialog.querySelector("h2");
  heading.dataset.label ??= heading.textContent;
  heading.textContent = title || heading.dataset.label;
  dialog.querySelector("[data-confirm-text]").textContent = text;
  const button = dialog.querySelector("[data-confirm-yes]");
  button.textContent = yes || button.dataset.label;
  dialog.returnValue = "";
  openDialog(dialog);
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "confirm"), { once: true });
  });
}

function questionOf(element) {
  const { confirm, confirmTitle, confirmYes } = element.dataset;
  return { text: confirm, title: confirmTitle, yes: confirmYes };
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  const submitter = event.submitter;
  const asker = submitter?.dataset.confirm ? submitter : form;
  if (!asker.dataset.confirm || agreed.has(form)) {
    agreed.delete(form);
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!await ask(questionOf(asker))) return;
  agreed.add(form);
  form.requestSubmit(submitter);
}, true);

document.addEventListener("htmx:confirm", async (event) => {
  const { question, elt, issueRequest } = event.detail;
  if (!question) return;
  event.preventDefault();
  const { title, yes } = questionOf(elt);
  if (await ask({ text: question, title, yes })) issueRequest(true);
});
