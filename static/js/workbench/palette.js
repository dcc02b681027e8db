// The command palette, Ctrl+K or Command+K: go to anything of the study by its name, or do what the page can do.
import { openDialog } from "./dialogs.js";
import { joined, register, registeredActs } from "./shortcuts.js";

const MOST = 60;
const AWAIT = 200; // milliseconds without a key before the site is asked again
const dialog = document.getElementById("palette");

class Palette {
  constructor() {
    this.field = dialog.querySelector("input");
    this.list = dialog.querySelector("ul");
    this.none = dialog.querySelector("[data-none]");
    this.places = null;
    this.options = [];
    this.field.addEventListener("input", () => this.typed());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index), event.ctrlKey || event.metaKey);
    });
    dialog.addEventListener("keydown", (event) => this.key(event));
  }

  open() {
    if (document.querySelector("dialog:modal")) return;
    const acts = registeredActs().map(({ label, keys, run }) => ({ name: label, note: dialog.dataset.labelAct, keys, run }));
    this.acts = [...acts, ...buttons(acts)];
    this.field.value = "";
    openDialog(dialog);
    this.fill();
    if (!this.places) this.ask("");
  }

  // Names come once; only where there are too many the site is asked again with what was typed.
  async ask(wanted) {
    const answer = await fetch(`${dialog.dataset.places}?q=${encodeURIComponent(wanted)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { places, more } = await answer.json();
    if (wanted && wanted !== this.field.value.trim()) return;
    this.places = places.map(([name, url, icon, note]) => ({ name, url, icon, note }));
    this.isMore ||= more;
    this.fill();
  }

  typed() {
    this.fill();
    clearTimeout(this.timer);
    if (this.isMore) this.timer = setTimeout(() => this.ask(this.field.value.trim()), AWAIT);
  }

  fill() {
    const wanted = this.field.value.trim();
    const all = [...(this.places ?? []), ...pages(), ...this.acts];
    const found = wanted
      ? all.map((item) => ({ item, score: scoreOf(item.name, wanted) })).filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).map(({ item }) => item)
      : [...this.acts, ...pages(), ...(this.places ?? [])];
    this.options = found.slice(0, MOST);
    this.list.replaceChildren(...this.options.map(optionOf));
    this.none.hidden = Boolean(this.options.length);
    this.move(0);
  }

  move(to) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = Math.max(0, Math.min(to, this.options.length - 1));
    const current = this.list.children[this.active];
    current?.setAttribute("aria-selected", "true");
    current?.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", current?.id ?? "");
  }

  take(index, apart = false) {
    const chosen = this.options[index];
    if (!chosen) return;
    dialog.close("done");
    if (chosen.run) chosen.run();
    else if (apart) open(chosen.url, "_blank", "noopener");
    else location.assign(chosen.url);
  }

  key(event) {
    const acts = {
      ArrowDown: () => this.move(this.active + 1),
      ArrowUp: () => this.move(this.active - 1),
      PageDown: () => this.move(this.active + 10),
      PageUp: () => this.move(this.active - 10),
      Enter: () => this.take(this.active, event.ctrlKey || event.metaKey),
    };
    if (!acts[event.key] || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }
}

// The main buttons of the page that no key has.
function buttons(acts) {
  const known = new Set(acts.map(({ name }) => name));
  const found = [...document.querySelectorAll("main .button-primary, .page-actions :is(a, button).button")];
  return found
    .filter((button) => button.checkVisibility() && !button.matches(":disabled, [aria-disabled=true]"))
    .map((button) => ({ name: button.innerText.trim(), note: dialog.dataset.labelAct, run: () => button.click() }))
    .filter(({ name }) => name && !known.has(name) && known.add(name));
}

// The sections of the study as the rail has them.
function pages() {
  return [...document.querySelectorAll(".rail a[href]")].map((link) => ({ name: link.textContent.trim(), url: link.href, icon: iconIn(link), note: dialog.dataset.labelPage }));
}

function iconIn(link) {
  return link.querySelector("use")?.getAttribute("href").split("#")[1] ?? "file-text";
}

function optionOf({ name, icon, note, keys }, index) {
  const item = document.createElement("li");
  item.id = `palette-option-${index}`;
  item.className = "tree-row";
  item.dataset.index = index;
  item.setAttribute("role", "option");
  item.innerHTML = '<svg class="icon" aria-hidden="true"><use></use></svg><span class="name"></span><span class="muted small path"></span>';
  item.querySelector("use").setAttribute("href", `${dialog.dataset.sprite}#${icon ?? "chevron-right"}`);
  item.querySelector(".name").textContent = name;
  item.querySelector(".path").textContent = note;
  if (keys) {
    const caps = document.createElement("span");
    caps.append(...joined(keys.slice(0, 2)));
    item.append(caps);
  }
  return item;
}

// How well a name fits what was typed, 0 for not at all: whole words before beginnings of words before letters in order.
export function scoreOf(name, wanted) {
  const text = folded(name);
  let score = 0;
  for (const part of folded(wanted).split(/\s+/).filter(Boolean)) {
    const fit = fitOf(text, part);
    if (!fit) return 0;
    score += fit;
  }
  return score - text.length / 1000;
}

function fitOf(text, part) {
  const at = text.indexOf(part);
  if (at === 0) return 100;
  if (at > 0) return /[\p{L}\p{N}]/u.test(text[at - 1]) ? 40 : 80;
  let from = 0;
  let gaps = 0;
  for (const letter of part) {
    const next = text.indexOf(letter, from);
    if (next < 0) return 0;
    if (next > from) gaps += 1;
    from = next + 1;
  }
  // Letters strewn all over a long name are no match.
  return gaps <= 1 + part.length / 4 ? Math.max(1, 20 - 4 * gaps) : 0;
}

function folded(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

if (dialog) {
  const palette = new Palette();
  register("Mod+k", dialog.dataset.labelOpen, () => palette.open());
  document.addEventListener("click", (event) => event.target.closest("[data-palette-open]") && palette.open());
  const cap = document.querySelector("[data-palette-key]");
  if (cap && /Mac|iPhone|iPad/.test(navigator.platform)) cap.textContent = "⌘ K";
}
