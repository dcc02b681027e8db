// The comparing page by keys and without leaving the text: the part beside it comes anew, the text stays.
import "./compare_filter.js";
import { announce } from "../workbench/announce.js";
import { register } from "../workbench/shortcuts.js";
import { ComparedText } from "./compare_text.js";

// The names come with the page, in the reader's language.
const names = document.querySelector("[data-key-names]")?.dataset ?? {};
const root = document.getElementById("text");
const text = root && new ComparedText(root, JSON.parse(document.getElementById("compare-data").textContent), names);
const hand = () => document.getElementById("hand");
const form = () => document.querySelector("[data-settle]");
const reason = () => document.querySelector("[data-reason]");

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return Boolean(link);
}

function choose(number) {
  const choice = form()?.querySelectorAll("input[name=option]")[number - 1];
  if (!choice) return false;
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}

function focus(element) {
  if (!element) return false;
  element.closest("details")?.setAttribute("open", "");
  element.focus();
  return true;
}

// Without a reason there is no decision: the field for it comes first.
function decide() {
  if (!form()) return false;
  if (form().querySelector("input[name=option]:checked") && !reason().value.trim()) return focus(reason());
  form().requestSubmit();
  return true;
}

register("n", names.next, () => follow("[data-next]"));
register("p", names.previous, () => follow("[data-previous]"));
register("r", names.reason, () => focus(reason()));
register("d", names.ask, () => focus(document.querySelector("#answer, #person")));
register("c", names.note, () => focus(document.getElementById("note")));
register("m", names.majority, () => follow("[data-rule=majority]"));
register("u", names.union, () => follow("[data-rule=everything]"));
register("h", names.names, () => follow("[data-names]:not([aria-current])"));
for (let number = 1; number <= 9; number += 1) {
  register(String(number), `${names.choose} ${number}`, () => choose(number));
}
register("Mod+Enter", names.decide, decide);
register("Enter", names.decide, ({ target }) => !target.closest?.("a, button, summary, select, details, input") && decide());

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-use-reason]");
  if (button && reason()) {
    reason().value = button.dataset.useReason;
    reason().focus();
    return;
  }
  const link = event.target.closest("a[data-place-link]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || !globalThis.htmx) return;
  const wanted = new URL(link.href);
  if (wanted.searchParams.get("source") !== hand()?.dataset.source) return;
  event.preventDefault();
  globalThis.htmx.ajax("GET", wanted.pathname + wanted.search, { target: "#hand", swap: "outerHTML" });
});

// Choosing a code means choosing "another code".
document.addEventListener("change", (event) => {
  if (event.target.name !== "code") return;
  const other = form()?.querySelector("input[name=option][value=other]");
  if (other && event.target.value) other.checked = true;
});

// The next place may be in another text: then the whole page comes.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, xhr, serverResponse } = event.detail;
  if (target?.id !== "hand") return;
  const source = /<div id="hand" data-source="(\d*)"/.exec(serverResponse)?.[1];
  if (source === hand().dataset.source) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});

// What was decided a moment ago, to be shown so in the text.
let before = null;
document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  before = detail.target?.id === "hand" && detail.requestConfig?.verb === "post" ? hand().dataset.place : null;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id !== "hand") return;
  const { place, state } = hand().dataset;
  if (before && before !== place) text?.settle(before, "settled");
  text?.take(place, state);
  for (const link of document.querySelectorAll("a[data-names]")) {
    const address = new URL(link.href);
    address.searchParams.set("place", place);
    link.href = address.search;
  }
  const title = document.getElementById("in-hand");
  title?.focus({ preventScroll: true });
  announce(title?.textContent.trim().replace(/\s+/g, " ") ?? "");
});

// The place in hand is brought into view in its own pane, also without a fragment in the address.
if (hand()?.dataset.place) text?.take(hand().dataset.place, "");
// Keys and the mouse are listened to from here on.
if (root) root.dataset.ready = "";
