// Memos on every page of a study: links put into the text, and the quick note for the journal (key M).
import { openDialog } from "../workbench/dialogs.js";
import { register } from "../workbench/shortcuts.js";
import "./memo_drafts.js";
import { keepNotes } from "./quick_note.js";

// A link from the list goes to where the cursor is in the memo.
document.addEventListener("click", ({ target }) => {
  const choice = target.closest("[data-insert]");
  if (!choice) return;
  const editor = choice.closest("[data-memo-editor]");
  const field = editor.querySelector("textarea");
  field.setRangeText(choice.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
  editor.querySelector(".memo-links").replaceChildren();
  editor.querySelector("[name=link]").value = "";
});

// Ctrl+Enter saves; Enter in the search for links sends nothing.
document.addEventListener("keydown", (event) => {
  const { target, key } = event;
  if (key !== "Enter") return;
  if (target.matches("[data-memo-editor] [name=link]")) {
    event.preventDefault();
    target.closest("[data-memo-editor]").querySelector("[data-insert]")?.click();
  } else if ((event.ctrlKey || event.metaKey) && target.matches("[data-memo-editor] textarea, #quick-note textarea")) {
    event.preventDefault();
    target.form.requestSubmit();
  }
});

// What is unfolded to be written in gets the cursor.
document.addEventListener("toggle", ({ target }) => {
  if (target.matches?.(".memo-new") && target.open) target.querySelector("textarea").focus();
}, true);

const dialog = document.getElementById("quick-note");

// The page says where one is, if it knows: {source, start, end, coding, words}.
function placeNow() {
  const place = {};
  document.dispatchEvent(new CustomEvent("placeAsked", { detail: place }));
  return place;
}

function openNote() {
  if (dialog.open) return;
  const form = dialog.querySelector("form");
  const place = placeNow();
  for (const name of ["source", "start", "end", "coding"]) form.elements[name].value = place[name] ?? "";
  dialog.querySelector("[data-note-place]").hidden = !place.words;
  dialog.querySelector("[data-note-words]").textContent = place.words ?? "";
  openDialog(dialog);
  form.elements.body.focus();
}

if (dialog) {
  register("m", dialog.dataset.labelKey, openNote);
  document.addEventListener("click", ({ target }) => target.closest("[data-quick-note]") && openNote());
  keepNotes(dialog);
}

