// Another extent for a coding that exists: by its handles at once, or by the keys that select, kept with Enter.
import { announce } from "../workbench/announce.js";

export class Extent {
  // may(coding) tells whether its extent is one's own to change; go(offset) puts the focus there.
  constructor(bar, { store, selecting, words, may, go, changed }) {
    Object.assign(this, { bar, store, selecting, words, may, go, changed, coding: null });
    bar.querySelector("[data-keep-extent]").addEventListener("click", () => this.keep());
    bar.querySelector("[data-leave-extent]").addEventListener("click", () => selecting.set(null));
    selecting.addEventListener("select", ({ detail: { span } }) => {
      if (span || !this.coding) return;
      this.end();
      announce(words.extentLeft);
    });
  }

  begin(coding) {
    if (!this.may(coding)) return;
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
    if (coding && span) this.move(coding, span);
    this.go(span.end - 1);
  }

  end() {
    this.coding = null;
    this.bar.hidden = true;
  }

  move(coding, span) {
    this.store.move(coding, span);
    this.changed(coding);
    announce(this.say(this.words.extentKept, coding).replace("{quote}", coding.quote.slice(0, 200)));
  }

  say(sentence, coding) {
    return sentence.replace("{code}", this.store.codes.get(coding.code)?.name ?? "");
  }
}
