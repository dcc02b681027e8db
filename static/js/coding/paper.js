// The text on paper: every coded stretch has a number, stands in numbered brackets, and is named in the margin of the
// turn where it begins, with all codes on it. Readable in black and white; the filters hold.
import { grouped, namesOf } from "./look.js";
import { endOf, startOf } from "./offsets.js";

export class Paper {
  constructor(seeing) {
    this.seeing = seeing;
    this.lists = [];
    addEventListener("beforeprint", () => this.lay());
    addEventListener("afterprint", () => this.lift());
  }

  lay() {
    if (this.spoken) return;
    const { highlights, painter, shown } = this.seeing;
    this.number(shown.all());
    this.spoken = highlights.spoken;
    const numbers = (codings, write) => [...new Set(codings.map((coding) => this.numbers.get(coding)))].map(write).join("");
    highlights.spoken = {
      open: (codings, block) => numbers(codings, (number) => `[${this.starts[number] < startOf(block) ? "…" : ""}${number} `),
      close: (codings) => numbers(codings, (number) => ` ${number}]`),
    };
    highlights.useMarks(true);
    for (const chunk of painter.chunks) {
      painter.paintWords(chunk);
      for (const block of painter.blocksOf.get(chunk)) this.list(block);
    }
  }

  // Codings of the very same words share a number.
  number(codings) {
    this.numbers = new Map();
    this.starts = [];
    const known = new Map();
    for (const coding of codings) {
      const place = `${coding.start} ${coding.end}`;
      if (!known.has(place)) known.set(place, known.size + 1);
      this.numbers.set(coding, known.get(place));
      this.starts[known.get(place)] = coding.start;
    }
  }

  list(block) {
    const begun = this.seeing.shown.over(startOf(block), endOf(block)).filter(({ start }) => start >= startOf(block));
    if (!begun.length) return;
    const list = Object.assign(document.createElement("span"), { className: "paper-codes" });
    for (const [number, codings] of grouped(begun, (coding) => this.numbers.get(coding))) {
      const line = document.createElement("span");
      line.append(Object.assign(document.createElement("b"), { textContent: number }), ` ${namesOf(codings, this.seeing.look)}`);
      list.append(line);
    }
    block.prepend(list);
    this.lists.push(list);
  }

  lift() {
    if (!this.spoken) return;
    const { highlights, painter, view } = this.seeing;
    for (const list of this.lists.splice(0)) list.remove();
    highlights.spoken = this.spoken;
    this.spoken = null;
    highlights.useMarks(view.marks);
    painter.recompute();
  }
}
