// What a memo can be tied to on the coding page: the place that one is at, and the coding whose card is shown.
import { showMessage } from "../workbench/messages.js";
import { endOf, startOf } from "./offsets.js";

const LONGEST = 160;

// Words as they may stand in a link of Markdown.
export function escaped(words) {
  return words.replace(/\s+/g, " ").trim().replace(/([\\[\]`*_<>&!])/g, "\\$1");
}

// The answer that one is at, or what is selected in it.
export function addAnswerPlaces(at) {
  document.addEventListener("placeAsked", ({ detail }) => {
    const { row, span } = at();
    if (!row || !span) return;
    const quote = row.blocks.words(span.start, span.end).slice(0, LONGEST);
    Object.assign(detail, { source: row.source, start: span.start, end: span.end, words: `${row.name}: “${quote}”` });
  });
}

export function addMemoPlaces({ source, root, blocks, selecting, inspector, store, words }) {
  document.addEventListener("placeAsked", ({ detail }) => {
    const coding = inspector.current;
    const block = root.querySelector(".turn:focus") ?? root.querySelector('.turn[tabindex="0"]');
    const span = selecting.span ?? coding ?? (block && { start: startOf(block), end: endOf(block) });
    if (!span) return;
    const name = coding && !selecting.span ? `${store.codes.get(coding.code)?.name ?? ""}: ` : "";
    const quote = blocks.words(span.start, span.end).slice(0, LONGEST);
    Object.assign(detail, { source, start: span.start, end: span.end, words: `${name}“${quote}”` });
    if (name) detail.coding = coding.id;
  });

  inspector.element.addEventListener("click", ({ target }) => {
    const id = target.closest("[data-link-coding]")?.closest("[data-coding]").dataset.coding;
    const coding = id && store.codings.get(id);
    if (coding) give(`[${escaped(blocks.words(coding.start, coding.end).slice(0, LONGEST))}](coding:${coding.id})`, words);
  });
}

// Into the memo that is being written on the page; else to the clipboard.
async function give(link, words) {
  const field = document.querySelector(".pane [data-memo-editor] textarea");
  if (field?.checkVisibility()) {
    field.setRangeText(link, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    showMessage(words.linkPut, "success");
    return;
  }
  try {
    await navigator.clipboard.writeText(link);
    showMessage(words.linkCopied, "success");
  } catch {
    showMessage(link, "info");
  }
}
