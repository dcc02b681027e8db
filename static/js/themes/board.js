// The board of themes: cards go elsewhere by dragging them or by the arrows, and the site hears where they were put.
import { announce } from "../workbench/announce.js";
import { inGroup, register } from "../workbench/shortcuts.js";
import { Carrying, scrollerOf } from "./board_carrying.js";
import { follow } from "./board_pointer.js";
import { steps } from "./board_steps.js";

const board = () => document.querySelector("[data-board]");
const itemOf = (element) => element?.closest?.("[data-board] [data-item]") ?? null;
const gripOf = (item) => [...item.querySelectorAll("[data-grip]")].find((one) => itemOf(one) === item);
let carried = null; // what the keys have picked up
let wanted = null; // what gets the focus when the board has been drawn anew
let left = 0; // how far the board was scrolled

// --- What the site hears ---------------------------------------------------------------------------

function send(carrying) {
  const { item } = carrying;
  if (!carrying.isElsewhere) return;
  const values = carrying.values();
  wanted = { kind: values.kind, pk: values.item, from: values.into };
  htmx.ajax("POST", board().dataset.move, { values, source: document.getElementById("themes"), swap: "none" });
  item.setAttribute("aria-busy", "true");
}

function ask(item) {
  wanted = { kind: item.dataset.kind, pk: item.dataset.pk, from: item.dataset.from };
  htmx.ajax("GET", gripOf(item).getAttribute("href"), { target: "body", swap: "beforeend" });
}

// --- By pointer --------------------------------------------------------------------------------------

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  const item = itemOf(event.target);
  if (!item || !board().dataset.move || event.button !== 0) return;
  // Fingers scroll the board, but from the handle; what can be pressed or selected is left alone.
  if (!grip && (event.pointerType !== "mouse" || event.target.closest("a, button, input, textarea, blockquote, p"))) return;
  if (carried) letGo(false);
  event.preventDefault();
  follow(event, new Carrying(item, board()), { dropped: send, pressed: () => grip && ask(item) });
});
document.addEventListener("click", (event) => {
  // Enter on the handle is a click, too: without the pointer it picks the card up.
  const grip = event.target.closest("[data-grip]");
  if (!grip || !board()?.dataset.move || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (event.detail === 0) toggle(grip);
});
document.addEventListener("dragstart", (event) => {
  if (event.target.closest?.("[data-grip]")) event.preventDefault();
});

// --- By keys -----------------------------------------------------------------------------------------

function toggle(grip) {
  if (carried) {
    letGo(true);
    return;
  }
  carried = new Carrying(itemOf(grip), board());
  carried.begin();
  say("grabbed");
}

function letGo(isKept) {
  const one = carried;
  carried = null;
  if (!isKept) one.back();
  one.end();
  const grip = gripOf(one.item);
  grip.focus();
  if (isKept) send(one);
  else say("back", one);
}

function say(what, one = carried) {
  const { dataset } = board();
  const { name, theme, place, of, where } = one.told();
  const words = { grabbed: dataset.grabbed, back: dataset.back, at: dataset[where] }[what];
  announce(words.replace("{name}", name).replace("{theme}", theme).replace("{n}", place).replace("{of}", of));
}

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (grip && event.key === " " && board()) {
    event.preventDefault();
    toggle(grip);
    return;
  }
  if (!carried) return;
  if (event.key === "Escape") {
    event.preventDefault();
    letGo(false);
  } else if (steps(carried, event.key)) {
    event.preventDefault();
    event.stopPropagation();
    gripOf(carried.item).focus();
    carried.item.scrollIntoView({ block: "nearest", inline: "nearest" });
    say("at");
  }
}, true);
document.addEventListener("focusout", (event) => {
  // Moving the card takes the focus from it for a moment: only who goes elsewhere lets it go.
  if (!carried || !event.relatedTarget || carried.item.contains(event.relatedTarget)) return;
  letGo(false);
  event.relatedTarget.focus();
});
document.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-grip]")) target.setAttribute("role", "button");
});

const words = board()?.dataset;
if (words?.move) {
  inGroup(words.group, () => {
    register("s", words.keyStance, () => {
      const item = itemOf(document.activeElement);
      const turn = item?.querySelector("[data-stance-turn]");
      if (!turn) return false;
      const isAgainst = turn.value === "against";
      wanted = { kind: "quotation", pk: item.dataset.pk, from: item.dataset.from, isAgainst };
      turn.click();
      return true;
    }, "[data-item]");
    register("m", words.keyMove, () => {
      const item = itemOf(document.activeElement);
      if (item) ask(item);
      return Boolean(item);
    }, "[data-item]");
  });
}

// --- The board drawn anew ------------------------------------------------------------------------------

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.target.id === "themes" && board()) left = scrollerOf(board()).scrollLeft;
});
document.addEventListener("htmx:afterSettle", () => {
  const here = board();
  if (!here || here.dataset.seen) return;
  here.dataset.seen = "yes";
  carried = null;
  scrollerOf(here).scrollLeft = left;
  if (!wanted) return;
  const { kind, pk, from } = wanted;
  const item = here.querySelector(`[data-item][data-kind="${kind}"][data-pk="${pk}"][data-from="${from}"]`);
  wanted = null;
  if (item && [document.body, null].includes(document.activeElement)) gripOf(item)?.focus({ preventScroll: true });
});
// Undo draws the whole page anew: the board is seen where it was.
const PLACE = "marginalia.board-left";
addEventListener("pagehide", () => { if (board()) sessionStorage.setItem(PLACE, String(scrollerOf(board()).scrollLeft)); });
if (board()) {
  board().dataset.seen = "yes";
  scrollerOf(board()).scrollLeft = Number(sessionStorage.getItem(PLACE) ?? 0);
}
