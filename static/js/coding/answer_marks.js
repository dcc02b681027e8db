// Answers that are read and rightly without a code: marked by the key 0 or the button, shown among the codes.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { newId } from "../workbench/request.js";
import { KINDS } from "./acts.js";
import { merged, without } from "./marks.js";

const AT_ONCE = 200; // answers in one request

KINDS.markMany = {
  show: (store, { answers }) => answers.forEach(([source, length]) => store.setMarks(source, merged([...(store.data.marks[source] ?? []), [0, length]]))),
  hide: (store, { answers }) => answers.forEach(([source, length]) => store.setMarks(source, without(store.data.marks[source] ?? [], [[0, length]]))),
};

export class AnswerMarks {
  // lengthOf(source) in characters; at() is what is meant: {source, span}; chosen() are several, if any.
  constructor({ store, marks, words, rows, lengthOf, at, chosen }) {
    Object.assign(this, { store, marks, words, rows, lengthOf, at, chosen });
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

  // One act, in as many requests as it takes; those far away are marked without being fetched.
  markAll(sources) {
    const { store, marks, words } = this;
    const answers = sources.map((source) => [source, this.lengthOf(source)]).filter(([source, end]) => end && !marks.covers(source, { start: 0, end }));
    store.together(() => {
      for (let first = 0; first < answers.length; first += AT_ONCE) {
        const some = answers.slice(first, first + AT_ONCE);
        const body = { answers: some.map(([source]) => [source, newId(), store.data.revisions[source] ?? null]) };
        const request = { method: "POST", address: store.data.urls.markChosen, body };
        store.act("markMany", { answers: some }, words.actMark, request).then((answer) => settle(store, some, answer), () => {});
      }
    });
    announce(words.markedAll.replace("{n}", answers.length));
  }
}

// What the site made of them: the words that each mark covers, or why there is none.
function settle(store, answers, { marks, refused }) {
  if (!store.queue.waiting) for (const [source] of answers) store.setMarks(source, marks[source] ?? []);
  const reasons = Object.values(refused);
  for (const reason of new Set(reasons)) {
    const n = reasons.filter((one) => one === reason).length;
    showMessage(n > 1 ? `${n} × ${reason}` : reason, "error");
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
