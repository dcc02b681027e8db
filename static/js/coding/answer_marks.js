// Answers that are read and rightly without a code: marked by the key 0 or the button, shown among the codes.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";

// Each is sent by itself.
const MOST = 200;

export class AnswerMarks {
  // rowOf(source) brings a row into the page; at() is what is meant: {source, span}; chosen() are several, if any.
  constructor({ store, marks, words, rows, rowOf, at, chosen }) {
    Object.assign(this, { store, marks, words, rows, rowOf, at, chosen });
  }

  turn() {
    const chosen = this.chosen();
    if (chosen.length) {
      this.markAll(chosen);
      return;
    }
    const { source, span } = this.at();
    if (!span) return;
    const said = this.marks.turn(source, span) ? this.words.marked : this.words.unmarked;
    announce(said.replace("{quote}", this.rows.get(source).name));
  }

  async markAll(sources) {
    if (sources.length > MOST) {
      showMessage(this.words.markFewer.replace("{n}", MOST), "warning");
      return;
    }
    const rows = [];
    for (const source of sources) if (await this.rowOf(source)) rows.push(this.rows.get(source));
    this.store.together(() => {
      for (const row of rows) if (row?.whole && !this.marks.covers(row.source, row.whole)) this.marks.mark(row.source, row.whole);
    });
    announce(this.words.markedAll.replace("{n}", rows.length));
  }
}

// The chip of a mark among those of the codes; null where nothing is marked.
export function markChip(row, marks, words) {
  if (!marks.shown(row.source).length) return null;
  const chip = document.createElement("span");
  chip.className = "code-chip is-uncoded";
  chip.textContent = words.uncodedChip;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button-link";
  button.textContent = "×";
  button.tabIndex = -1;
  button.setAttribute("aria-label", words.uncodedRemove);
  button.addEventListener("click", () => marks.unmark(row.source, row.whole));
  chip.append(button);
  return chip;
}
