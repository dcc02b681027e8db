// The picker at the selection: type to find a code, numbers for recent ones, or make a new one in place.

const RECENT = 9;
const MARGIN = 8;
const LEAST = 320; // pixels in which the picker can be used

export class Picker {
  // choose(code, keepOpen) applies; create(path) returns a new code; close() tells where the focus goes.
  constructor(element, { codes, recent, has, choose, create, closed }) {
    Object.assign(this, { element, codes, recent, has, choose, create, closed });
    this.field = element.querySelector("input");
    this.list = element.querySelector("ul");
    this.options = [];
    this.active = 0;
    this.quote = "";
    this.field.addEventListener("input", () => this.fill());
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index), event.shiftKey);
    });
    document.addEventListener("pointerdown", (event) => {
      if (!this.element.hidden && !this.element.contains(event.target)) this.close({ refocus: false });
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open(rectangle, quote) {
    this.quote = quote;
    this.element.querySelector("[data-quote]").textContent = quote.length > 140 ? `${quote.slice(0, 140)}…` : quote;
    this.field.value = "";
    this.element.hidden = false;
    this.element.style.maxBlockSize = "";
    this.fill();
    this.place(rectangle);
    this.field.focus({ preventScroll: true });
  }

  // Below the words, or above them where there is more room; never beyond the window. Above, its foot stays put.
  place(rectangle) {
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const top = Math.max(0, Math.min(rectangle.top, innerHeight - LEAST));
    const bottom = Math.max(LEAST / 4, Math.min(rectangle.bottom, innerHeight - LEAST / 4));
    const roomBelow = innerHeight - bottom - 2 * MARGIN;
    const roomAbove = top - 2 * MARGIN;
    const below = roomBelow >= height || roomBelow >= roomAbove;
    const { style } = this.element;
    style.insetBlockStart = below ? `${bottom + MARGIN}px` : "auto";
    style.insetBlockEnd = below ? "auto" : `${innerHeight - top + MARGIN}px`;
    style.maxBlockSize = `${below ? roomBelow : roomAbove}px`;
    style.left = `${Math.max(MARGIN, Math.min(rectangle.left, innerWidth - width - MARGIN))}px`;
  }

  close({ refocus = true } = {}) {
    if (this.element.hidden) return;
    this.element.hidden = true;
    this.closed(refocus);
  }

  fill() {
    const wanted = this.field.value.trim();
    const { labelRecent, labelAll } = this.element.dataset;
    const groups = wanted
      ? [["", found(this.codes(), wanted)]]
      : [[labelRecent, this.recent().slice(0, RECENT)], [labelAll, this.codes()]];
    this.options = [];
    this.list.replaceChildren();
    groups.forEach(([name, codes], group) => {
      if (codes.length && name) this.list.append(heading(name));
      codes.forEach((code, index) => this.add(code, !wanted && group === 0 ? index + 1 : null));
    });
    const exact = this.codes().some((code) => same(code.path, wanted) || same(code.name, wanted));
    if (wanted && this.create && !exact) this.addCreate(wanted);
    if (!this.options.length) this.list.append(heading(this.element.dataset.labelNone));
    this.move(0);
  }

  add(code, number) {
    const item = option(this.options.length);
    item.classList.add(`tint-${code.tint}`);
    const parent = code.path.slice(0, Math.max(0, code.path.length - code.name.length - 1));
    item.innerHTML = '<span class="code-dot" aria-hidden="true"></span><span class="name"></span><span class="muted small path"></span>';
    item.querySelector(".name").textContent = code.name;
    item.querySelector(".path").textContent = parent;
    if (this.has(code)) item.append(note("✓", this.element.dataset.labelHere));
    if (number) item.append(Object.assign(document.createElement("kbd"), { textContent: number }));
    this.options.push({ code, item });
    this.list.append(item);
  }

  addCreate(path) {
    const item = option(this.options.length);
    item.textContent = `${this.element.dataset.labelCreate} “${path}”`;
    this.options.push({ path, item });
    this.list.append(item);
  }

  move(to) {
    this.options[this.active]?.item.setAttribute("aria-selected", "false");
    this.active = Math.max(0, Math.min(to, this.options.length - 1));
    const current = this.options[this.active];
    current?.item.setAttribute("aria-selected", "true");
    current?.item.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", current?.item.id ?? "");
    const { definition = "", include = "" } = current?.code ?? {};
    this.element.querySelector("[data-definition]").textContent = [definition, include].filter(Boolean).join(" · ");
  }

  async take(index, keepOpen) {
    const chosen = this.options[index];
    if (!chosen) return;
    const code = chosen.code ?? (await this.made(chosen.path));
    if (!code) return;
    this.choose(code, keepOpen);
    if (!keepOpen) {
      this.close();
      return;
    }
    this.field.value = "";
    this.fill();
  }

  // A new code; pressing the key twice makes one.
  async made(path) {
    if (this.isMaking) return null;
    this.isMaking = true;
    const code = await this.create(path);
    this.isMaking = false;
    return code;
  }

  async key(event) {
    const number = this.field.value === "" && /^[1-9]$/.test(event.key) ? Number(event.key) : 0;
    const acts = {
      ArrowDown: () => this.move(this.active + 1),
      ArrowUp: () => this.move(this.active - 1),
      Enter: () => this.take(this.active, event.shiftKey),
      Escape: () => this.close(),
      Tab: () => this.close(),
    };
    if (event.altKey && event.code === "KeyI" && this.create) acts.run = () => this.inVivo();
    const act = acts.run ?? acts[event.key] ?? (number && number <= Math.min(RECENT, this.recent().length) ? () => this.take(number - 1) : null);
    if (!act || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    await act();
  }

  // A code in the participant's own words.
  async inVivo() {
    const code = await this.made(this.quote.replaceAll("/", "∕").replaceAll(/\s+/g, " ").slice(0, 80).trim());
    if (code) {
      this.choose(code, false);
      this.close();
    }
  }
}

function same(a, b) {
  return a.replaceAll(/\s*\/\s*/g, "/").toLowerCase() === b.replaceAll(/\s*\/\s*/g, "/").toLowerCase();
}

// Codes whose path holds every typed word; those whose name begins with the first word come first.
export function found(codes, wanted) {
  const parts = wanted.toLowerCase().split(/[\s/]+/).filter(Boolean);
  return codes
    .filter((code) => parts.every((part) => code.path.toLowerCase().includes(part)))
    .map((code, index) => ({ code, rank: (code.name.toLowerCase().startsWith(parts[0]) ? 0 : 1000) + index }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ code }) => code);
}

function heading(text) {
  return Object.assign(document.createElement("li"), { className: "tree-group", role: "presentation", textContent: text });
}

function option(index) {
  const item = document.createElement("li");
  item.id = `picker-option-${index}`;
  item.className = "tree-row";
  item.dataset.index = index;
  item.setAttribute("role", "option");
  return item;
}

function note(sign, meaning) {
  const element = Object.assign(document.createElement("span"), { className: "small", textContent: sign, title: meaning });
  element.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` ${meaning}` }));
  return element;
}
