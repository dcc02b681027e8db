// The coding page: wires text, highlights, stripes, picker, inspector and codebook together.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { inGroup } from "../workbench/shortcuts.js";
import { Blocks } from "./blocks.js";
import { Choices } from "./choices.js";
import { listenToClicks } from "./clicks.js";
import { Dragging } from "./drag.js";
import { Extent } from "./extent.js";
import { FindInText } from "./find_in_text.js";
import { Highlights } from "./highlights.js";
import { Inspector } from "./inspector.js";
import { addKeys } from "./keys.js";
import { follow } from "./live.js";
import { followCodebook } from "./codebook_live.js";
import { Marks } from "./marks.js";
import { addMemoPlaces } from "./memo_places.js";
import { makerOf } from "./new_codes.js";
import { rangeIn, textOf } from "./offsets.js";
import { Panel } from "./panel.js";
import { Picker } from "./picker.js";
import { ReadThrough } from "./read_through.js";
import { Seeing } from "./seeing.js";
import { Selecting } from "./selection.js";
import { showProgress, showSpan } from "./status.js";
import { Store } from "./store.js";
import { addTreeActs } from "./tree_acts.js";
import { TurnButton } from "./turn_button.js";

const data = JSON.parse(document.getElementById("coding-data").textContent);
const words = JSON.parse(document.getElementById("coding-words").textContent);
const root = document.getElementById("text");
const blocks = new Blocks(root);
const store = new Store(data, words, (_source, start, end) => blocks.words(start, end));
const choices = new Choices(store, { texts: () => blocks.all.map(textOf) });
const highlights = new Highlights();
const mayCode = data.mayCode && !data.locked;
const selecting = new Selecting(root, blocks, { mayTake: mayCode });

const seeing = new Seeing({ root, blocks, store, words, highlights });
const { filters, look, shown } = seeing;
const quoteOf = (coding) => blocks.words(coding.start, coding.end);

const panel = inGroup(words.groupTree, () => new Panel({ store, filters, pick: applyToSelection }));
const inspector = new Inspector(document.getElementById("inspector"), document.getElementById("coding-template"), {
  store, words, quoteOf, remove, add, turnOf: (coding) => blocks.at(coding.start).dataset.n,
  changeExtent: (coding) => extent.begin(coding),
  show: (coding) => {
    highlights.outline("shown", blocks, coding);
    extent.draw();
  },
});
const isMine = (coding) => coding.coder === data.me && !coding.consensus && mayCode;
const extent = new Extent(document.getElementById("selection-bar"), {
  store, selecting, highlights, words, may: isMine, detail, tintOf: look.tintOf, shown: () => inspector.current, go: (offset) => focusBlock(blocks.at(offset)),
});
const picker = new Picker(document.getElementById("picker"), {
  codes: () => store.usable(), choices, choose: apply, closed: pickerClosed,
  has: (code) => selecting.span && store.over(data.source, selecting.span.start, selecting.span.end).some((one) => one.code === code.id && one.coder === data.me),
  create: data.mayCreate ? makerOf(store) : null, together: (acts) => store.together(acts),
});

showProgress(store, words);
store.addEventListener("changed", ({ detail }) => {
  seeing.changed(detail);
  numbersLater();
  extent.draw();
});
store.addEventListener("refreshed", () => {
  panel.redraw();
  seeing.again();
  numbersLater();
});
store.addEventListener("codebook", () => {
  panel.redraw();
  seeing.again();
});
filters.addEventListener("filtered", numbersLater);
selecting.addEventListener("select", ({ detail: { span, open } }) => {
  highlights.outline("pending", blocks, span);
  showSpan(span, span ? blocks.words(span.start, span.end) : "", words);
  if (span && open && !extent.coding) openPicker();
});

// Counts, overview and details follow once a frame, however many codings came.
let frame = 0;
function numbersLater() {
  frame ||= requestAnimationFrame(() => {
    frame = 0;
    panel.count();
    panel.drawCoders();
    seeing.ruler.show(shown.unordered());
    inspector.refresh();
    showCount();
  });
}

function showCount() {
  const all = store.codings.size;
  document.getElementById("count").textContent = filters.isOn
    ? words.countShown.replace("{n}", shown.size).replace("{all}", all)
    : (all === 1 ? words.countOne : words.count).replace("{n}", all);
}

function openPicker() {
  if (!mayCode) {
    showMessage(data.mayCode ? words.locked : words.readOnly, "warning");
    return;
  }
  picker.open(selecting.rectangle(), blocks.words(selecting.span.start, selecting.span.end));
}

function pickerClosed(refocus) {
  if (selecting.isApplied) highlights.outline("pending", blocks, null);
  const block = selecting.span && blocks.at(selecting.span.start);
  if (refocus) focusBlock(block ?? blocks.all[0]);
}

// The words stay selected after a code was applied, so that a number applies a second one; they show its colour.
function apply(code, keepOpen = false) {
  const { span } = selecting;
  if (!span || !mayCode) return;
  if (!store.isUsable(code)) {
    showMessage(words.onlyGroups.replace("{code}", code.name), "warning");
    return;
  }
  const coding = store.apply({ source: data.source, code: code.id, start: span.start, end: span.end });
  selecting.isApplied = true;
  if (!keepOpen) highlights.outline("pending", blocks, null);
  choices.use(code);
  announce(words.applied.replace("{code}", code.path).replace("{quote}", quoteOf(coding).slice(0, 60)));
  detail(coding);
}

// A coding in the details, with the others that touch it.
function detail(coding) {
  inspector.fill([coding, ...store.over(data.source, coding.start, coding.end).filter(({ id }) => id !== coding.id)]);
}

// A click on a code in the tree: applies it where words are selected, else filters.
function applyToSelection(code) {
  if (!selecting.span || selecting.isApplied || !mayCode) return false;
  apply(code);
  return true;
}

function applyTo(code, span) {
  selecting.set(span);
  apply(code);
}

function add(coding) {
  selecting.set({ start: coding.start, end: coding.end });
  openPicker();
}

function remove(coding) {
  if (!isMine(coding)) {
    showMessage(data.locked ? words.locked : words.notYours, "warning");
    return;
  }
  const inDetails = inspector.element.contains(document.activeElement);
  store.remove(coding);
  if (inDetails) focusBlock(blocks.at(coding.start));
  showMessage(words.removed.replace("{code}", store.codes.get(coding.code)?.name ?? ""), "info");
}

// Scroll to an offset and put the focus on its block; of a long block the line of the offset comes to the middle.
function go(offset) {
  const block = blocks.at(offset);
  focusBlock(block);
  block.scrollIntoView({ block: "center" });
  const line = rangeIn(block, offset, offset + 1)?.getBoundingClientRect();
  const pane = root.closest(".pane");
  if (line && block.offsetHeight > pane.clientHeight / 2) pane.scrollBy({ top: line.top - pane.getBoundingClientRect().top - pane.clientHeight / 2 });
}

function focusBlock(block) {
  root.querySelector('.turn[tabindex="0"]')?.setAttribute("tabindex", "-1");
  block.setAttribute("tabindex", "0");
  block.focus({ preventScroll: true });
}

// A stretch that was looked for is selected, so that it can be coded at once.
function showStretch(span) {
  go(span.start);
  selecting.set(span);
}

function codeTurn(block) {
  if (!selecting.span || !blocks.between(selecting.span.start, selecting.span.end).includes(block)) selecting.whole(block);
  if (selecting.span) openPicker();
}

function showCoding(coding, { scroll = true } = {}) {
  if (scroll) go(coding.start);
  else focusBlock(blocks.at(coding.start));
  detail(coding);
}

document.addEventListener("memoSaved", () => announce(words.memoSaved) ?? showMessage(words.memoSaved, "success"));
document.addEventListener("memoRefused", ({ detail }) => showMessage(detail, "error"));

if (panel.rows) {
  inGroup(words.groupTree, () => addTreeActs(panel.rows, store));
  followCodebook(store, panel.rows);
}
if (panel.rows && mayCode) new Dragging(document.getElementById("surface"), panel.rows, { selecting, highlights, store, pending: () => extent.pending, apply: applyTo });
const current = inGroup(words.groupText, () => addKeys({ root, blocks, selecting, words, focusBlock, openPicker, apply, choices, remove, inspector, extent }));
seeing.addKeys({ inspector, show: showCoding, select: showStretch, current });
listenToClicks(root, { seeing, inspector, showCoding });
new TurnButton(root, { current, code: codeTurn });
addMemoPlaces({ source: data.source, root, blocks, selecting, inspector, store, words });
if (blocks.all.length) inGroup(words.groupRead, () => new ReadThrough({ root, blocks, store, marks: new Marks(store), highlights, words, selecting, go, mayCode }));
new FindInText(document.getElementById("find-panel"), { data, words, store, blocks, highlights, selecting, picker, choices, focusBlock });
numbersLater();

follow(store);

const asked = new URLSearchParams(location.search).get("at");
const named = store.codings.get(location.hash.replace("#coding-", ""));
if (named) showCoding(named);
else if (asked !== null && blocks.all.length) go(Number(asked));
else if (document.activeElement === document.body && blocks.all.length) focusBlock(blocks.all[0]);

// Who skips to the content is in the text.
document.getElementById("main")?.addEventListener("focus", () => blocks.all.length && focusBlock(root.querySelector('.turn[tabindex="0"]') ?? blocks.all[0]));

// Keys and the mouse are listened to from here on.
root.dataset.ready = "";
