// Writing in a cell: what is typed is saved by itself, kept in the browser while the site is away, and never put over
// what somebody else has written meanwhile.
import { showMessage } from "../workbench/messages.js";
import { pageQueue } from "../workbench/queue.js";
import { newId } from "../workbench/request.js";

const PAUSE = 700; // milliseconds without typing
const STATES = { saving: "running", saved: "done", offline: "warn" };
const queue = pageQueue();
let sitting = null;

// One sitting is one act: however often it is saved, it is one version of the text.
class Sitting {
  constructor(form) {
    this.form = form;
    this.field = form.elements.body;
    this.act = newId();
    this.sent = this.field.value;
    this.waiting = 0;
    this.timer = 0;
  }

  get isDirty() { return this.field.value !== this.sent; }

  typed() {
    clearTimeout(this.timer);
    this.show("saving");
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  async save({ anyway = false } = {}) {
    clearTimeout(this.timer);
    if (!anyway && !this.isDirty) {
      if (!this.waiting) this.show(this.state === "saving" ? "saved" : this.state);
      return;
    }
    const { row, column, seen, passages } = this.form.elements;
    this.sent = this.field.value;
    this.waiting += 1;
    this.show("saving");
    const body = { row: row.value, column: column.value, body: this.sent, seen: seen.value, passages: passages.value };
    try {
      const answer = await queue.add({ kind: "summary", facts: {}, key: this.act, method: "POST", address: this.form.getAttribute("action"), body, said: this.form.dataset.said });
      this.answered(answer);
    } catch {
      this.show("");  // the reason is said by the queue; the words stay in the field
    } finally {
      this.waiting -= 1;
      if (!this.waiting && !this.isDirty && this.state) this.show("saved");
    }
  }

  answered({ revision, conflict, cell }) {
    const place = this.form.querySelector("[data-conflict]");
    if (conflict) {
      this.theirs = revision;
      if (!this.form.isConnected) showMessage(this.form.dataset.kept, "warning");
      if (!place.hasChildNodes()) place.replaceChildren(document.createRange().createContextualFragment(conflict));
      return;
    }
    this.form.elements.seen.value = revision;
    document.querySelector("form[data-turn=undo] button")?.removeAttribute("aria-disabled");
    place.replaceChildren();
    const { row, column } = this.form.elements;
    document.dispatchEvent(new CustomEvent("summarySaved", { detail: { html: cell, row: row.value, column: column.value } }));
  }

  // Deliberately, having read what stands there.
  putMine() {
    this.act = newId();
    this.form.elements.seen.value = this.theirs;
    this.field.focus();
    this.save({ anyway: true });
  }

  show(state) {
    const place = this.form.querySelector("[data-summary-state]");
    const shown = state === "saving" && queue?.isAway ? "offline" : state;
    this.state = state;
    place.textContent = this.form.dataset[shown] ?? "";
    place.className = `state state-${STATES[shown] ?? "failed"}`;
  }
}

function sittingOf(form) {
  if (sitting?.form !== form) {
    sitting?.save();
    sitting = new Sitting(form);
  }
  return sitting;
}

document.addEventListener("focusin", ({ target }) => {
  const form = target.closest?.("form[data-summary]");
  if (form && target.matches("textarea")) sittingOf(form);
});
document.addEventListener("input", ({ target }) => {
  if (target.matches("form[data-summary] textarea")) sittingOf(target.form).typed();
});
document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-summary]")) return;
  event.preventDefault();
  sittingOf(event.target).save();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !event.target.matches("form[data-summary] textarea")) return;
  event.preventDefault();
  sittingOf(event.target.form).save();
});
document.addEventListener("cellClosing", () => { sitting?.save(); });
for (const name of ["pagehide", "blur"]) addEventListener(name, () => { if (sitting?.isDirty) sitting.save(); });
document.addEventListener("visibilitychange", () => { if (document.hidden && sitting?.isDirty) sitting.save(); });
queue?.addEventListener("progress", () => { if (sitting?.waiting) sitting.show("saving"); });

document.addEventListener("click", ({ target }) => {
  const form = target.closest("[data-conflict]")?.closest("form");
  if (form && target.closest("[data-put-mine]")) sittingOf(form).putMine();
  if (form && target.closest("[data-keep-theirs]")) leaveTheirs(form);
  const cite = target.closest("[data-cite]");
  if (cite) citeInto(document.querySelector("form[data-summary] textarea"), cite.dataset);
});

// Mine is kept in the history of the cell; the cell is read anew.
function leaveTheirs(form) {
  const page = form.closest("[data-cell-page]");
  sitting = null;
  if (page.closest("#cell-drawer")) htmx.ajax("GET", form.getAttribute("action"), { target: "#cell-drawer", swap: "innerHTML" });
  else location.reload();
}

// A quotation goes into the text with a link to its coding or place.
function citeInto(field, { cite, words }) {
  if (!field) return;
  const said = words.replace(/\s+/g, " ").replace(/[\\[\]`*_<>&!]/g, "\\$&");
  field.setRangeText(`[“${said}”](${cite})`, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
