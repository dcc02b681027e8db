// The answers to a question as a list: codes as chips, coded with the keyboard or the mouse.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { register } from "../workbench/shortcuts.js";
import { Blocks, tidy } from "./blocks.js";
import { Highlights, segmentsOf } from "./highlights.js";
import { endOf, startOf } from "./offsets.js";
import { Picker } from "./picker.js";
import { Recent } from "./recent.js";
import { Selecting } from "./selection.js";
import { showProgress, showSpan } from "./status.js";
import { Store } from "./store.js";

const LIST = "#answers";
const data = JSON.parse(document.getElementById("coding-data").textContent);
const words = JSON.parse(document.getElementById("coding-words").textContent);
const list = document.querySelector(LIST);
const highlights = new Highlights();
const answers = new Map();
for (const element of list?.querySelectorAll(".answer") ?? []) {
  const blocks = new Blocks(element);
  answers.set(Number(element.dataset.source), { element, blocks, selecting: new Selecting(element, blocks, { mayTake: data.mayCode }) });
}

const store = new Store(data, words, (source, start, end) => answers.get(source).blocks.words(start, end));
const recent = new Recent(store);
const tintOf = (coding) => store.codes.get(coding.code)?.tint ?? 15;
let answer = [...answers.values()][0];
let span = null;

const picker = new Picker(document.getElementById("picker"), {
  codes: () => store.usable(), recent: () => recent.codes(), choose: apply,
  closed: (refocus) => refocus && focusAnswer(answer),
  has: (code) => ofAnswer(answer).some((one) => one.code === code.id && one.coder === data.me),
  create: data.mayCreate ? createCode : null,
});

function sourceOf({ element }) {
  return Number(element.dataset.source);
}

function ofAnswer(one) {
  return store.all().filter((coding) => coding.source === sourceOf(one));
}

function wholeOf(one) {
  const block = one.blocks.all[0];
  return tidy(one.blocks, startOf(block), endOf(block), { wholeWords: false });
}

function draw(one) {
  const codings = ofAnswer(one).sort((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  const block = one.blocks.all[0];
  const whole = wholeOf(one);
  const parts = codings.filter((coding) => !whole || coding.start > whole.start || coding.end < whole.end);
  highlights.paint(block, segmentsOf(parts, startOf(block), endOf(block), tintOf));
  one.element.classList.toggle("is-coded", codings.length > 0);
  one.element.querySelector("[data-chips]").replaceChildren(...codings.map((coding) => chip(one, coding)));
}

function chip(one, coding) {
  const code = store.codes.get(coding.code);
  const own = coding.coder === data.me && !coding.consensus;
  const element = document.createElement("span");
  element.className = `code-chip tint-${tintOf(coding)}`;
  element.title = `${code?.path ?? ""} · ${one.blocks.words(coding.start, coding.end).slice(0, 80)}`;
  element.innerHTML = '<span class="code-dot" aria-hidden="true"></span><span></span>';
  const who = coding.consensus ? words.consensus : store.coders.get(coding.coder)?.initial;
  element.lastElementChild.textContent = own ? code?.name : `${code?.name} · ${who}`;
  if (own && data.mayCode) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button-link";
    button.textContent = "×";
    button.setAttribute("aria-label", `${words.answerRemove}: ${code?.name}`);
    button.addEventListener("click", () => store.remove(coding));
    element.append(button);
  }
  return element;
}

function focusAnswer(one) {
  list.querySelector('.answer[tabindex="0"]')?.setAttribute("tabindex", "-1");
  one.element.setAttribute("tabindex", "0");
  one.element.focus();
  one.element.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = [...answers.values()];
  const next = all[all.indexOf(answer) + by];
  if (next) focusAnswer(next);
}

function choose(one, selected = null) {
  answer = one;
  span = selected ?? wholeOf(one);
  highlights.outline("pending", one.blocks, selected);
  showSpan(span, span ? one.blocks.words(span.start, span.end) : "", words);
}

function openPicker() {
  if (!data.mayCode || !span) return;
  const rectangle = answer.element.querySelector(".answer-text").getBoundingClientRect();
  picker.open(rectangle, answer.blocks.words(span.start, span.end));
}

function apply(code, keepOpen = false) {
  if (!span || !data.mayCode) return;
  store.apply({ source: sourceOf(answer), code: code.id, start: span.start, end: span.end });
  recent.use(code);
  announce(words.applied.replace("{code}", code.path).replace("{quote}", answer.element.getAttribute("aria-label")));
  if (!keepOpen) choose(answer);
}

async function createCode(path) {
  try {
    return await store.createCode(path);
  } catch (problem) {
    showMessage(problem.message, "error");
    return null;
  }
}

function removeLast() {
  const own = ofAnswer(answer).filter((coding) => coding.coder === data.me && !coding.consensus);
  if (own.length) store.remove(own.at(-1));
}

for (const one of answers.values()) {
  one.element.addEventListener("focusin", () => {
    if (answer !== one) highlights.outline("pending", answer.blocks, null);
    if (answer !== one || !span) choose(one);
  });
  one.selecting.addEventListener("select", ({ detail }) => {
    choose(one, detail.span);
    if (detail.span && detail.open) openPicker();
  });
  one.element.querySelector("[data-code-answer]")?.addEventListener("click", () => {
    choose(one);
    openPicker();
  });
  draw(one);
}
store.addEventListener("changed", ({ detail }) => draw(answers.get(detail.source)));
showProgress(store, words);

register("j", words.answerKeys, () => step(1), LIST);
register("k", words.answerKeys, () => step(-1), LIST);
register("ArrowDown", words.answerKeys, () => step(1), LIST);
register("ArrowUp", words.answerKeys, () => step(-1), LIST);
register("Enter", words.keyCode, (event) => (event.target.matches(".answer") ? openPicker() : false), LIST);
register("c", words.keyCode, openPicker, LIST);
register("x", words.answerRemove, removeLast, LIST);
register("Mod+z", words.keyUndo, (event) => (event.target.matches("textarea, input") ? false : announce(store.undo() ? words.undone : words.nothingToUndo)));
for (let number = 1; number <= 9; number += 1) {
  register(String(number), `${words.keyRecent} ${number}`, () => {
    const chosen = recent.codes()[number - 1];
    if (chosen) apply(chosen);
  }, LIST);
}

// Keys and the mouse are listened to from here on.
if (list) list.dataset.ready = "";
