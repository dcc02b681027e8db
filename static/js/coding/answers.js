// The list of answers: walk, choose several, code, see the codes at once, saved behind.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { register } from "../workbench/shortcuts.js";
import { AnswerList } from "./answer_list.js";
import { AnswerMarks } from "./answer_marks.js";
import { AnswerRow } from "./answer_row.js";
import { Choices } from "./choices.js";
import { Choosing } from "./choosing.js";
import { Highlights } from "./highlights.js";
import { follow } from "./live.js";
import { Marks } from "./marks.js";
import { addAnswerPlaces } from "./memo_places.js";
import { makerOf } from "./new_codes.js";
import { textOf } from "./offsets.js";
import { Picker } from "./picker.js";
import { Selecting } from "./selection.js";
import { showProgress, showSpan } from "./status.js";
import { Store } from "./store.js";
import { applyToWholes } from "./wholes.js";

const LIST = "#answers";
const data = JSON.parse(document.getElementById("coding-data").textContent);
const words = JSON.parse(document.getElementById("coding-words").textContent);
const root = document.querySelector(LIST);
const highlights = new Highlights();
const rows = new Map(); // those that are in the page, by source
const store = new Store(data, words, (source, start, end) => rows.get(source).blocks.words(start, end));
const marks = new Marks(store);
const choices = new Choices(store, { texts: () => [...rows.values()].map((row) => textOf(row.blocks.all[0])) });
const tintOf = (coding) => store.codes.get(coding.code)?.tint ?? 15;
const done = new Set(data.list.ids.filter((_id, place) => data.list.done[place]));
let current = data.list.ids[data.first]; // the answer that one is at
let span = null;

const picker = new Picker(document.getElementById("picker"), {
  codes: () => store.usable(), choices, choose: apply,
  closed: (refocus) => refocus && focus(current),
  has: (code) => rows.get(current)?.codings.some((one) => one.code === code.id && one.coder === data.me),
  create: data.mayCreate ? makerOf(store) : null,
});
const choosing = new Choosing(document.getElementById("chosen"), { words, show: showChosen, code: openPicker, all: data.list.ids });

const lengthOf = (source) => data.list.lengths[list.places.get(source)];
const answerMarks = new AnswerMarks({ store, marks, words, rows, lengthOf, at: () => ({ source: current, span }), chosen: () => [...choosing.chosen] });
const list = root && new AnswerList(root, {
  list: data.list,
  fetchRows: async (ids) => {
    const answer = await fetch(`${data.urls.rows}?ids=${ids.join()}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || answer.redirected) throw new Error(words.rowsMissing);
    return answer.json();
  },
});

function came(element) {
  const row = new AnswerRow(element, { store, marks, words, highlights, tintOf });
  rows.set(row.source, row);
  if (row.source === current) element.setAttribute("tabindex", "0");
  showChosen(row.source);
  row.draw();
}

function went(element) {
  const row = rows.get(Number(element.dataset.source));
  row?.erase();
  rows.delete(row?.source);
}

// Selecting listens to the whole page: only rows that somebody has touched need it.
function selectingOf(row) {
  if (!row.selecting) {
    row.selecting = new Selecting(row.element, row.blocks, { mayTake: data.mayCode });
    row.selecting.addEventListener("select", ({ detail }) => {
      at(row.source, detail.span);
      if (detail.span && detail.open) openPicker();
    });
  }
  return row.selecting;
}

// From here on `source` is meant: the whole of it, or the span that was selected in it.
function at(source, selected = null) {
  const row = rows.get(source);
  if (current !== source) highlights.outline("pending", row.blocks, null);
  current = source;
  span = selected ?? row.whole;
  highlights.outline("pending", row.blocks, selected);
  showSpan(span, span ? row.blocks.words(span.start, span.end) : "", words);
}

async function focus(source) {
  const element = await list.rowOf(source);
  if (!element) {
    showMessage(words.rowsMissing, "warning");
    return;
  }
  root.querySelector('.answer[tabindex="0"]')?.setAttribute("tabindex", "-1");
  element.setAttribute("tabindex", "0");
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest" });
}

function step(by, { extend = false } = {}) {
  const next = list.after(current, by);
  if (next === undefined) return;
  if (extend) choosing.add([current, next]);
  focus(next);
}

function nextUndone() {
  const { ids } = list;
  const here = ids.indexOf(current);
  const next = [...ids.slice(here + 1), ...ids.slice(0, here)].find((id) => !done.has(id));
  if (next === undefined) announce(words.allDone);
  else focus(next);
}

function openPicker() {
  const row = rows.get(current);
  if (!data.mayCode || !row || (!span && !choosing.size)) return;
  const rectangle = row.element.querySelector(".answer-text").getBoundingClientRect();
  if (choosing.size) picker.open(rectangle, "", words.chosen.replace("{n}", choosing.size));
  else picker.open(rectangle, row.blocks.words(span.start, span.end));
}

function apply(code, keepOpen = false) {
  if (!data.mayCode) return;
  choices.use(code);
  if (choosing.size) {
    applyToChosen(code);
    return;
  }
  if (!span) return;
  store.apply({ source: current, code: code.id, start: span.start, end: span.end });
  announce(words.applied.replace("{code}", code.path).replace("{quote}", rows.get(current).name));
  if (!keepOpen) at(current);
}

// Each answer as a whole, all of them one act; those far away are coded without being fetched.
function applyToChosen(code) {
  const wholes = [...choosing.chosen].map((source) => [source, lengthOf(source)]);
  applyToWholes(store, code.id, wholes);
  announce(words.appliedTo.replace("{code}", code.path).replace("{n}", wholes.length));
}

function removeLast() {
  const row = rows.get(current);
  const own = row?.codings.filter((coding) => row.own(coding)) ?? [];
  if (own.length) store.remove(own.at(-1));
}

function showChosen(source) {
  const element = rows.get(source)?.element;
  const box = element?.querySelector("[data-pick]");
  if (!box) return;
  box.checked = choosing.chosen.has(source);
  element.classList.toggle("is-chosen", box.checked);
}

function count(source) {
  const isOwn = (coding) => coding.source === source && coding.coder === data.me && !coding.consensus;
  if (marks.of(source).length || store.all().some(isOwn)) done.add(source);
  else if (!data.list.done[data.list.ids.indexOf(source)]) done.delete(source);
  document.getElementById("answers-done").textContent = words.answersDone.replace("{n}", done.size.toLocaleString());
}

function sourceAt(target) {
  return Number(target.closest?.(".answer")?.dataset.source) || null;
}

if (list) {
  list.addEventListener("came", ({ detail }) => detail.forEach(came));
  list.addEventListener("went", ({ detail }) => detail.forEach(went));
  list.addEventListener("data", ({ detail }) => store.merge(detail));
  for (const group of list.groups) if (group.childElementCount) list.bring(group);
  document.getElementById("answers-pages").hidden = true;

  root.addEventListener("pointerdown", ({ target }) => {
    const row = rows.get(sourceAt(target));
    if (row) selectingOf(row);
  }, { capture: true });
  root.addEventListener("focusin", ({ target }) => {
    const source = sourceAt(target);
    if (source && rows.has(source) && (source !== current || !span)) at(source);
  });
  root.addEventListener("click", (event) => {
    const source = sourceAt(event.target);
    if (event.target.matches("[data-pick]")) {
      const range = event.shiftKey && choosing.last ? list.between(choosing.last, source) : [source];
      if (event.target.checked) choosing.add(range);
      else choosing.drop(range);
    } else if (event.target.closest("[data-uncoded-answer]")) {
      at(source);
      answerMarks.turn();
    } else if (event.target.closest("[data-code-answer]")) {
      at(source);
      openPicker();
    }
  });
  if (data.first > 0) focus(current);
  else if (document.activeElement === document.body) rows.get(current)?.element.focus({ preventScroll: true });
  // Who skips to the content is in the list.
  document.getElementById("main").addEventListener("focus", () => focus(current));
}

function drawn(source) {
  rows.get(source)?.draw();
  count(source);
}

store.addEventListener("changed", ({ detail }) => drawn(detail.source));
store.addEventListener("marked", ({ detail }) => drawn(detail));
store.addEventListener("refreshed", () => rows.forEach((row) => row.draw()));
store.addEventListener("codebook", () => rows.forEach((row) => row.draw()));
showProgress(store, words);
follow(store);
addAnswerPlaces(() => ({ row: rows.get(current), span }));

const inList = (key, label, act) => register(key, label, act, LIST);
for (const [keys, by] of [[["j", "ArrowDown"], 1], [["k", "ArrowUp"], -1]]) {
  for (const key of keys) inList(key, words.answerKeys, () => step(by));
  if (data.mayCode) for (const key of keys) inList(`Shift+${key}`, words.answerChooseOn, () => step(by, { extend: true }));
}
register("/", words.findOpenPanel, () => document.getElementById("answers-find").click());
inList("Home", words.answerEnds, () => focus(list.ids[0]));
inList("End", words.answerEnds, () => focus(list.ids.at(-1)));
inList("u", words.answerNextUndone, nextUndone);
if (data.mayCode) {
  inList(" ", words.answerChoose, (event) => (event.target.matches(".answer") ? choosing.turn(current) : false));
  inList("Mod+a", words.answerChooseAll, () => choosing.add(list.ids));
  inList("Escape", words.answerChooseNone, () => (choosing.size ? choosing.clear() : false));
  inList("Enter", words.keyCode, (event) => (event.target.matches(".answer") ? openPicker() : false));
  inList("c", words.keyCode, openPicker);
  inList("0", words.keyUncoded, () => answerMarks.turn());
  inList("x", words.answerRemove, removeLast);
  for (let number = 1; number <= 9; number += 1) {
    inList(String(number), `${words.keyNumber} ${number}`, () => {
      const chosen = choices.numbered(number);
      if (chosen) apply(chosen);
    });
  }
}

// Keys and the mouse are listened to from here on.
if (root) root.dataset.ready = "";
