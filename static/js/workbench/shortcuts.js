// The one registry of keys. register("n", "Next disagreement", handler) returns a function that takes it back.
// key: "n", "Shift+Enter", "Mod+k" (Ctrl, or Command on a Mac), "Alt+ArrowUp". scope: an element or selector the
// focus must be in. Keys without Ctrl, Alt or Command never act while someone types, and can be switched off.
import { openDialog } from "./dialogs.js";

const STORE = "marginalia.letters";
const NAMES = { Delete: "Del", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc", Enter: "↵", Shift: "⇧", " ": "Space" };
const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);
const registered = new Set();

export function register(key, label, handler, scope = null) {
  const shortcut = { key, label, handler, scope, parts: parse(key) };
  registered.add(shortcut);
  return () => registered.delete(shortcut);
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
  const found = [...registered].reverse().find((shortcut) => matches(shortcut, event));
  if (!found) return;
  const plain = !found.parts.mod && !found.parts.alt;
  if (plain && isTyping(event.target)) return;
  if (plain && found.parts.name.length === 1 && found.parts.name !== "?" && !lettersAllowed()) return;
  if (document.querySelector("dialog:modal") && !found.scope) return;
  if (found.handler(event) !== false) event.preventDefault();
});

// --- The dialog that lists them -------------------------------------------------------------------

function keyCaps(key) {
  const { name, mod, alt, shift } = parse(key);
  const caps = [mod && (IS_MAC ? "⌘" : "Ctrl"), alt && "Alt", shift && "⇧", NAMES[name] ?? name.toUpperCase()];
  return caps.filter(Boolean).map((cap) => Object.assign(document.createElement("kbd"), { textContent: cap }));
}

function keysByLabel() {
  const rows = new Map();
  for (const { key, label: whole } of registered) {
    // "Recent code 3" on the key 3 reads as "Recent code" on all the digits.
    const label = whole.endsWith(` ${key}`) ? whole.slice(0, -key.length - 1) : whole;
    if (!rows.has(label)) rows.set(label, []);
    if (!rows.get(label).includes(key)) rows.get(label).push(key);
  }
  return rows;
}

// Several keys for the same: side by side, a run of digits as "1 – 9".
function joined(keys) {
  const digits = keys.filter((key) => /^\d$/.test(key)).sort();
  const asRun = digits.length > 2;
  const others = asRun ? keys.filter((key) => !digits.includes(key)) : keys;
  const run = asRun ? [...keyCaps(digits[0]), " – ", ...keyCaps(digits.at(-1))] : [];
  return [...run, ...others.flatMap((key, place) => [...(place || asRun ? [" / "] : []), ...keyCaps(key)])];
}

export function showShortcuts() {
  const dialog = document.getElementById("shortcuts");
  const list = dialog?.querySelector("[data-shortcuts-list]");
  if (!list) return;
  list.replaceChildren();
  for (const [label, keys] of keysByLabel()) {
    const term = document.createElement("dt");
    term.append(...joined(keys));
    list.append(term, Object.assign(document.createElement("dd"), { textContent: label }));
  }
  dialog.querySelector("[data-shortcuts-toggle]").checked = lettersAllowed();
  openDialog(dialog);
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-shortcuts-open]")) showShortcuts();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-shortcuts-toggle]")) localStorage.setItem(STORE, event.target.checked ? "on" : "off");
});

const helpLabel = document.querySelector("[data-shortcuts-list]")?.dataset.labelHelp;
if (helpLabel) register("?", helpLabel, showShortcuts);
