// Another extent for a coding that exists: by its ends at once, or with the keys that select and Enter.
import { announce } from "../workbench/announce.js";
import { Edges } from "./edges.js";

export class Extent {
  // shown() is the coding in the details, may(coding) whether it is one's own to change; go(offset) puts the focus there.
  constructor(bar, { store, selecting, highlights, words, shown, may, go, detail, tintOf }) {
    Object.assign(this, { bar, store, selecting, highlights, words, shown, may, go, detail, tintOf, coding: null });
    bar.querySelector("[data-keep-extent]").addEventListener("click", () => this.keep());
    bar.querySelector("[data-leave-extent]").addEventListener("click", () => selecting.set(null));
    this.edges = new Edges(document.getElementById("surface"), selecting.root, selecting.blocks, {
      moving: (span) => highlights.outline("pending", selecting.blocks, span ?? this.pending),
      moved: (span, byTouch) => this.moved(span, byTouch),
    });
    selecting.addEventListener("select", ({ detail: { span } }) => {
      if (!span && this.coding) {
        this.end();
        announce(words.extentLeft);
      }
      this.draw();
    });
  }

  // What is selected and not coded yet.
  get pending() {
    return this.selecting.isApplied ? null : this.selecting.span;
  }

  // The coding whose ends can be dragged: the one in the details, unless words are being selected.
  get shaped() {
    const coding = this.pending ? null : this.shown();
    return coding && this.may(coding) ? coding : null;
  }

  draw() {
    const coding = this.shaped;
    this.edges.show(coding ?? this.pending, coding && this.tintOf(coding));
  }

  moved(span, byTouch) {
    const coding = this.shaped;
    if (!coding) {
      this.selecting.set(span, { open: !byTouch, byTouch });
      return;
    }
    this.selecting.set(null);
    this.move(coding, span);
  }

  begin(coding) {
    if (!coding || !this.may(coding)) return;
    this.coding = coding;
    this.bar.querySelector("[data-extent-of]").textContent = this.say(this.words.extentBegun, coding);
    this.bar.hidden = false;
    this.selecting.set({ start: coding.start, end: coding.end });
    this.go(coding.end - 1);
    announce(this.bar.querySelector("[data-extent-of]").textContent);
  }

  keep() {
    const { coding, selecting: { span } } = this;
    this.end();
    this.selecting.set(null);
    this.move(coding, span);
    this.go(span.end - 1);
  }

  end() {
    this.coding = null;
    this.bar.hidden = true;
  }

  move(coding, span) {
    this.store.move(coding, span);
    this.detail(coding);
    announce(this.say(this.words.extentKept, coding).replace("{quote}", this.selecting.blocks.words(span.start, span.end).slice(0, 200)));
  }

  say(sentence, coding) {
    return sentence.replace("{code}", this.store.codes.get(coding.code)?.name ?? "");
  }
}
