// What one has marked as read and rightly without a code: shown at once, saved behind, taken back when refused.
import { showMessage } from "../workbench/messages.js";
import { newId } from "./store.js";

// Sorted, disjoint spans [start, end] that cover the same characters.
export function merged(spans) {
  const joined = [];
  for (const [start, end] of spans.filter(([from, to]) => from < to).sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

// What of the spans is not covered by the holes.
export function without(spans, holes) {
  const covered = merged(holes);
  const left = [];
  let first = 0;
  for (const [start, end] of merged(spans)) {
    let position = start;
    while (first < covered.length && covered[first][1] <= start) first += 1;
    for (let number = first; number < covered.length && covered[number][0] < end; number += 1) {
      if (covered[number][0] > position) left.push([position, covered[number][0]]);
      position = Math.max(position, covered[number][1]);
    }
    if (position < end) left.push([position, end]);
  }
  return left;
}

export class Marks {
  constructor(store) {
    this.store = store;
  }

  of(source) {
    return this.store.data.marks[source] ?? [];
  }

  // The stretches of one's own codings that count with the marks: those of the round that one is in.
  coded(source) {
    const { data } = this.store;
    const round = data.rounds[source];
    return this.store.all()
      .filter((one) => one.source === source && one.coder === data.me && !one.consensus && (round ?? one.round) === one.round)
      .map(({ start, end }) => [start, end]);
  }

  // The marks where no coding of one's own covers them.
  shown(source) {
    const marks = this.of(source);
    return marks.length ? without(marks, this.coded(source)) : [];
  }

  // Say whether nothing of the span is left to mark.
  covers(source, { start, end }) {
    return without([[start, end]], [...this.of(source), ...this.coded(source)]).length === 0 && this.meets(source, { start, end });
  }

  meets(source, { start, end }) {
    return this.of(source).some(([from, to]) => from < end && to > start);
  }

  // Mark a span, or take the mark away where all of it is marked. Returns whether it is marked then.
  turn(source, span) {
    const isMarked = this.covers(source, span);
    if (isMarked) this.unmark(source, span);
    else this.mark(source, span);
    return !isMarked;
  }

  mark(source, { start, end, quote = this.store.quoteOf(source, start, end) }, { remember = true } = {}) {
    const before = this.of(source);
    const added = without([[start, end]], before);
    const undo = () => added.forEach(([from, to]) => this.unmark(source, { start: from, end: to }, { remember: false }));
    const body = { id: newId(), start, end, quote, seen: this.store.data.revisions[source] };
    this.send("PUT", source, body, merged([...before, [start, end]]), remember ? undo : null);
  }

  unmark(source, { start, end }, { remember = true } = {}) {
    const before = this.of(source);
    const taken = without(before, without(before, [[start, end]]));
    const undo = () => taken.forEach(([from, to]) => this.mark(source, { start: from, end: to }, { remember: false }));
    const body = { start, end, seen: this.store.data.revisions[source] };
    this.send("DELETE", source, body, without(before, [[start, end]]), remember ? undo : null);
  }

  send(method, source, body, now, undo) {
    const before = this.of(source);
    const forget = this.store.remember(Boolean(undo), undo);
    this.set(source, now);
    this.store.line.send(method, () => this.store.data.urls.uncoded.replace("/sources/0/", `/sources/${source}/`), body).then(
      ({ marks }) => this.store.line.waiting || this.set(source, marks),
      (problem) => {
        forget();
        this.set(source, before);
        showMessage(problem.message, "error");
      },
    );
  }

  set(source, spans) {
    if (JSON.stringify(this.of(source)) === JSON.stringify(spans)) return;
    this.store.data.marks[source] = spans;
    this.store.dispatchEvent(new CustomEvent("marked", { detail: source }));
  }
}
