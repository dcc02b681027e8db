// What is coded here: who applied which code when, and what was noted. Shown where the pointer rests, or by key; then
// it stands until the next key, or until the focus moves on.
import { whenOf } from "./inspector.js";

const REST = 220; // milliseconds
const LEAVE = 180;
const MOST = 6;
const MARGIN = 10;
const MODIFIERS = ["Alt", "Control", "Meta", "Shift"];

export class Tip {
  // under(event) gives the codings at the pointer; outline(coding) shows their exact words.
  constructor(element, area, { store, words, under, nameOf, coderOf, outline }) {
    Object.assign(this, { element, store, words, nameOf, coderOf, outline });
    this.timer = 0;
    area.addEventListener("pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.rest(under(event), event), element.hidden ? REST : LEAVE);
    });
    area.addEventListener("pointerleave", () => this.leave());
    area.addEventListener("pointerdown", () => this.hide());
    element.addEventListener("pointerenter", () => clearTimeout(this.timer));
    element.addEventListener("pointerleave", () => this.leave());
    area.closest(".pane")?.addEventListener("scroll", () => this.hide(), { passive: true });
    document.addEventListener("focusin", () => this.byKey && this.hide());
    document.addEventListener("keydown", (event) => {
      if (element.hidden || MODIFIERS.includes(event.key)) return;
      if (event.key !== "Escape" && !this.byKey) return;
      this.hide();
      if (event.key === "Escape" && this.byKey) event.stopPropagation();
    }, { capture: true });
  }

  rest(codings, { clientX, clientY, target }) {
    // While a code is chosen, or a menu is open, the pointer only passes by.
    if (!codings.length || document.querySelector(".picker:not([hidden]), [popover]:popover-open")) {
      this.hide();
      return;
    }
    const isMargin = Boolean(target.closest?.(".gutter"));
    if (isMargin) this.outline(codings.length === 1 ? codings[0] : null);
    this.isMargin = isMargin;
    this.show(codings, { left: clientX, top: clientY, bottom: clientY });
  }

  leave() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.hide(), LEAVE);
  }

  hide() {
    clearTimeout(this.timer);
    if (this.element.hidden) return;
    this.element.hidden = true;
    if (this.isMargin) this.outline(null);
  }

  // Beside a place of the window, below it where there is room. Returns what it says, for those who hear it.
  show(codings, { left, top, bottom }, { byKey = false } = {}) {
    this.byKey = byKey;
    const key = codings.map(({ id }) => id).join(" ");
    if (!this.element.hidden && key === this.key) return "";
    this.key = key;
    const parts = codings.slice(0, MOST).map((coding) => this.part(coding));
    if (codings.length > MOST) parts.push(paragraph(this.words.more.replace("{n}", codings.length - MOST), "muted"));
    this.element.replaceChildren(...parts);
    this.element.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const below = bottom + MARGIN + height < innerHeight;
    this.element.style.insetBlockStart = `${below ? bottom + MARGIN : Math.max(MARGIN, top - height - MARGIN)}px`;
    this.element.style.left = `${Math.max(MARGIN, Math.min(left, innerWidth - width - MARGIN))}px`;
    return parts.map((part) => part.textContent).join(". ");
  }

  part(coding) {
    const code = this.store.codes.get(coding.code);
    const part = document.createElement("div");
    part.className = `tip-coding tint-${code?.tint ?? 15}`;
    part.append(Object.assign(document.createElement("i"), { className: "code-dot" }), paragraph(code?.path ?? "", "tip-code"));
    part.append(paragraph([this.coderOf(coding), whenOf(coding, this.words)].filter(Boolean).join(" · "), "muted"));
    for (const [author, body] of this.store.memos.get(coding.id) ?? []) {
      part.append(paragraph(`${this.store.coders.get(author)?.name ?? ""}: ${body.length > 160 ? `${body.slice(0, 160)}…` : body}`, "tip-memo"));
    }
    return part;
  }
}

function paragraph(text, className) {
  return Object.assign(document.createElement("p"), { textContent: text, className });
}
