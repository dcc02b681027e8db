// New words for a coding that lost its own: selected in the text by mouse or keys, sent by a plain form.
import { register } from "../workbench/shortcuts.js";
import { Blocks } from "./blocks.js";
import { Highlights } from "./highlights.js";
import { addSelectionKeys } from "./keys.js";
import { Selecting } from "./selection.js";
import { showSpan } from "./status.js";

const words = JSON.parse(document.getElementById("coding-words").textContent);
const root = document.getElementById("text");
const form = document.querySelector("[data-settle]");
const blocks = new Blocks(root);
const highlights = new Highlights();
const selecting = new Selecting(root, blocks, { mayTake: Boolean(form) });

// The form's own fields are no selection: a click into them drops none.
selecting.addEventListener("select", ({ detail: { span } }) => {
  highlights.outline("pending", blocks, span);
  showSpan(span, span ? blocks.words(span.start, span.end) : "", words);
  if (!form || !span) return;
  form.elements.start.value = span.start;
  form.elements.end.value = span.end;
  form.elements.words.value = blocks.words(span.start, span.end);
});

// Words that are written count as written, wherever the selection was.
form?.elements.words.addEventListener("input", () => {
  form.elements.start.value = "";
  form.elements.end.value = "";
});

function focusBlock(block) {
  root.querySelector('.turn[tabindex="0"]')?.setAttribute("tabindex", "-1");
  block.setAttribute("tabindex", "0");
  block.focus({ preventScroll: true });
}

// The text opens where the words stood.
const near = blocks.at(Number(root.dataset.near ?? 0));
root.querySelector('.turn[tabindex="0"]')?.setAttribute("tabindex", "-1");
near?.setAttribute("tabindex", "0");
if (root.dataset.near) near?.scrollIntoView({ block: "center" });

const current = addSelectionKeys({ root, blocks, selecting, words, focusBlock });
register("Enter", words.keyCode, () => {
  if (!selecting.span) selecting.whole(current());
  form?.querySelector("button").focus();
}, "#text");
