// The text of the page: its blocks (turns, paragraphs, answers) in order, and the text between two offsets.
import { endOf, pointsOf, startOf, textOf, unitsIn } from "./offsets.js";

export class Blocks {
  constructor(root) {
    this.all = [...root.querySelectorAll(".turn, .turn-answer")];
    this.starts = this.all.map(startOf);
  }

  // The index of the block that holds an offset, or of the last one before it.
  indexAt(offset) {
    let low = 0;
    let high = this.all.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  at(offset) {
    return this.all[this.indexAt(offset)];
  }

  // The blocks that [start, end) touches.
  between(start, end) {
    const found = [];
    for (let index = this.indexAt(start); index < this.all.length && this.starts[index] < end; index += 1) {
      if (endOf(this.all[index]) > start) found.push(this.all[index]);
    }
    return found;
  }

  // The source's text between two offsets, with what lies unseen between blocks (labels, blank lines): the quote.
  words(start, end) {
    return this.between(start, end)
      .map((block, index) => (index ? block.dataset.lead ?? "" : "") + slice(block, start, end))
      .join("");
  }
}

export function slice(block, start, end) {
  const text = textOf(block);
  const units = (offset) => unitsIn(block, text, Math.max(0, Math.min(offset, endOf(block)) - startOf(block)));
  return text.slice(units(start), units(end));
}

// [start, end) without white space at its ends, widened to whole characters as people see them, and to whole words.
export function tidy(blocks, start, end, { wholeWords = true } = {}) {
  const touched = blocks.between(start, end).filter((block) => slice(block, start, end).trim());
  if (!touched.length) return null;
  const [first, last] = [touched[0], touched.at(-1)];
  const opening = slice(first, start, end);
  const closing = slice(last, start, end);
  const from = Math.max(start, startOf(first)) + pointsOf(opening) - pointsOf(opening.trimStart());
  const to = Math.min(end, endOf(last)) - pointsOf(closing) + pointsOf(closing.trimEnd());
  const granularity = wholeWords ? "word" : "grapheme";
  return { start: pieceAt(first, from, granularity).start, end: pieceAt(last, to - 1, granularity).end };
}

// The word, sentence or character of a block around an offset, without white space at its end.
export function pieceAt(block, offset, granularity) {
  const text = textOf(block);
  const units = Math.min(unitsIn(block, text, offset - startOf(block)), text.length - 1);
  const piece = segmenterFor(granularity).segment(text).containing(units);
  if (!piece) return { start: startOf(block), end: endOf(block) };
  const start = startOf(block) + pointsOf(text, piece.index);
  return { start, end: start + pointsOf(piece.segment.trimEnd()) };
}

// All words (without punctuation), sentences or characters ("grapheme") of a block in order, without white space around
// them; or the one "turn" that it is.
export function piecesOf(block, granularity) {
  if (granularity === "turn") return wholeOf(block);
  const pieces = [];
  let at = startOf(block);
  for (const { segment } of segmenterFor(granularity).segment(textOf(block))) {
    const kept = segment.trimEnd();
    if (kept && (granularity !== "word" || SPOKEN.test(kept))) pieces.push({ start: at, end: at + pointsOf(kept) });
    at += pointsOf(segment);
  }
  return pieces;
}

function wholeOf(block) {
  const text = textOf(block);
  const start = startOf(block) + pointsOf(text) - pointsOf(text.trimStart());
  const end = startOf(block) + pointsOf(text.trimEnd());
  return start < end ? [{ start, end }] : [];
}

const SPOKEN = /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}]/u;
const segmenters = new Map();

function segmenterFor(granularity) {
  if (!segmenters.has(granularity)) segmenters.set(granularity, new Intl.Segmenter(undefined, { granularity }));
  return segmenters.get(granularity);
}
