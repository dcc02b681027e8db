// The one registry of keys. register("n", "Next disagreement", handler) returns a function that takes it back.
// key: "n", "Shift+Enter", "Mod+k" (Ctrl, or Command on a Mac), "Alt+ArrowUp". scope: an element or selector the
// focus must be in. group: the heading under which help lists it. Keys without Ctrl, Alt or Command never act while
// someone types, and can be switched off. tellOf() lists a key that a part of the page hears by itself.
import { openDialog } from "./dialogs.js";

const STORE = "marginalia.letters";
const NAMES = { Delete: "Del", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Enter: "↵", Shift: "⇧", " ": "Space" };
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const registered = new Set();
let currentGroup = "";

export function register(key, label, handler, scope = null, group = currentGroup) {
  const shortcut = { key, label, handler, scope, group, parts: parse(key) };
  registered.add(shortcut);
  return () => registered.delete(shortcut);
}

export function tellOf(key, label, group = currentGroup) {
  return register(key, label, null, null, group);
}

// What is registered meanwhile belongs to a group of the help.
export function inGroup(group, act) {
  currentGroup = group;
  const made = act();
  currentGroup = "";
  return made;
}

function parse(key) {
  const pieces = key === "+" ? ["+"] : key.split("+");
  const name = pieces.pop();
  return {
    name: name.length === 1 ? name.toLowerCase() : name,
    mod: pieces.includes("Mod"), alt: pieces.includes("Alt"), shift: pieces.includes("Shift"),
  };
}

function matches({ parts, scope }, event) {
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // With Alt some layouts type another character; the physical key still says which letter was meant.
  const same = name === parts.name || (parts.alt && event.code === `Key${parts.name.toUpperCase()}`);
  if (!same || parts.alt !== event.altKey || parts.mod !== (IS_MAC ? event.metaKey : event.ctrlKey)) return false;
  const isSymbol = parts.name.length === 1 && !/[a-z]/.test(parts.name);
  if (!isSymbol && parts.shift !== event.shiftKey) return false;
  if (!scope) return true;
  const area = typeof scope === "string" ? event.target.closest?.(scope) : scope.contains(event.target) && scope;
  return Boolean(area);
}

function isTyping(target) {
  return Boolean(target.closest?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable]"));
}

export function lettersAllowed() {
  return localStorage.getItem(STORE) !== "off";
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing) return;
  const found = [...registered].reverse().find((shortcut) => shortcut.handler && matches(shortcut, event));
  if (!found) return;
  const plain = !found.parts.mod && !found.parts.alt;
  if (plain && isTyping(event.target)) return;
  if (plain && found.parts.name.length === 1 && found.parts.name !== "?" && !lettersAllowed()) return;
  if (document.querySelector("dialog:modal") && !found.scope) return;
  if (found.handler(event) !== false) event.preventDefault();
});

function keyCaps(key) {
  const { name, mod, alt, shift } = parse(key);
  const caps = [mod && (IS_MAC ? "⌘" : "Ctrl"), alt && "Alt", shift && "⇧", NAMES[name] ?? name.toUpperCase()];
  return caps.filter(Boolean).map((cap) => Object.assign(document.createElement("kbd"), { textContent: cap }));
}

// "Recent code 3" on the key 3 reads as "Recent code" on all the digits.
function labelOf({ key, label }) {
  return label.endsWith(` ${key}`) ? label.slice(0, -key.length - 1) : label;
}

function keysByLabel(shortcuts) {
  const rows = new Map();
  for (const shortcut of shortcuts) {
    const label = labelOf(shortcut);
    if (!rows.has(label)) rows.set(label, []);
    if (!rows.get(label).includes(shortcut.key)) rows.get(label).push(shortcut.key);
  }
  return rows;
}

// Several keys for the same: side by side, a run of digits as "1 – 9".
export function joined(keys) {
  const digits = keys.filter((key) => /^\d$/.test(key)).sort();
  const asRun = digits.length > 2;
  const others = asRun ? keys.filter((key) => !digits.includes(key)) : keys;
  const run = asRun ? [...keyCaps(digits[0]), " – ", ...keyCaps(digits.at(-1))] : [];
  return [...run, ...others.flatMap((key, place) => [...(place || asRun ? [" / "] : []), ...keyCaps(key)])];
}

// What can be done on this page, each once: { label, keys, run }. run() acts as if its key were pressed where the
// focus is, or in the part of the page that the key belongs to.
export function registeredActs() {
  const acts = new Map();
  for (const { key, label, handler, scope, parts } of registered) {
    if (!handler || /^\d$/.test(parts.name)) continue;
    if (acts.has(label)) acts.get(label).keys.push(key);
    else acts.set(label, { label, keys: [key], run: () => handler(pressed(parts, targetIn(scope))) });
  }
  return [...acts.values()];
}

function targetIn(scope) {
  const { activeElement } = document;
  if (!scope || (typeof scope === "string" ? activeElement.closest(scope) : scope.contains(activeElement))) return activeElement;
  const area = typeof scope === "string" ? document.querySelector(scope) : scope;
  const within = area?.querySelector('[tabindex="0"]') ?? area;
  within?.focus({ preventScroll: true });
  return within ?? activeElement;
}

function pressed({ name, mod, alt, shift }, target) {
  return { key: name, ctrlKey: mod, metaKey: mod, altKey: alt, shiftKey: shift, target, preventDefault() {}, stopPropagation() {} };
}

// --- The dialog that lists them -------------------------------------------------------------------

export function showShortcuts() {
  const dialog = document.getElementById("shortcuts");
  const list = dialog?.querySelector("[data-shortcuts-list]");
  if (!list) return;
  list.replaceChildren();
  const { labelHere, labelEverywhere } = list.dataset;
  const groups = new Map();
  for (const shortcut of registered) {
    const group = shortcut.group || (shortcut.scope ? labelHere : labelEverywhere);
    groups.set(group, [...(groups.get(group) ?? []), shortcut]);
  }
  for (const [name, shortcuts] of groups) list.append(section(name, shortcuts));
  dialog.querySelector("[data-shortcuts-toggle]").checked = lettersAllowed();
  openDialog(dialog);
}

function section(name, shortcuts) {
  const part = document.createElement("section");
  const rows = document.createElement("dl");
  rows.className = "details-list";
  for (const [label, keys] of keysByLabel(shortcuts)) {
    const term = document.createElement("dt");
    term.append(...joined(keys));
    rows.append(term, Object.assign(document.createElement("dd"), { textContent: label }));
  }
  part.append(Object.assign(document.createElement("h3"), { textContent: name }), rows);
  return part;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts-open]")) showShortcuts();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-shortcuts-toggle]")) localStorage.setItem(STORE, event.target.checked ? "on" : "off");
});

const helpLabel = document.querySelector("[data-shortcuts-list]")?.dataset.labelHelp;
if (helpLabel) register("?", helpLabel, showShortcuts);
