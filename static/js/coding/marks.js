// What one has marked as read and rightly without a code: shown at once, saved behind, taken back when refused.
import { newId } from "../workbench/request.js";
import { KINDS } from "./acts.js";

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

  mark(source, { start, end, quote = this.store.quoteOf(source, start, end) }) {
    const spans = without([[start, end]], this.of(source));
    this.send("mark", "PUT", { source, spans }, { id: newId(), start, end, quote, seen: this.store.data.revisions[source] });
  }

  unmark(source, { start, end }) {
    const before = this.of(source);
    const spans = without(before, without(before, [[start, end]]));
    this.send("unmark", "DELETE", { source, spans }, { start, end, seen: this.store.data.revisions[source] });
  }

  send(kind, method, facts, body) {
    const { store } = this;
    const address = store.data.urls.uncoded.replace("/sources/0/", `/sources/${facts.source}/`);
    const said = kind === "mark" ? store.words.actMark : store.words.actUnmark;
    store.act(kind, facts, said, { method, address, body }).then(
      ({ marks }) => store.queue.waiting || store.setMarks(facts.source, marks),
      () => {}, // taken back by the store
    );
  }
}

function add(store, { source, spans }) {
  store.setMarks(source, merged([...(store.data.marks[source] ?? []), ...spans]));
}

function take(store, { source, spans }) {
  store.setMarks(source, without(store.data.marks[source] ?? [], spans));
}

KINDS.mark = { show: add, hide: take };
KINDS.unmark = { show: take, hide: add };
