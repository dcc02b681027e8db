// The text of the page: its blocks (turns, paragraphs, answers) in order, and the text between two offsets.
import { endOf, startOf, textOf, unitsOf } from "./offsets.js";

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
  const first = unitsOf(text, Math.max(0, start - startOf(block)));
  return text.slice(first, first + unitsOf(text.slice(first), Math.min(end, endOf(block)) - Math.max(start, startOf(block))));
}

// [start, end) without white space at its ends, widened to whole characters as people see them, and to whole words.
export function tidy(blocks, start, end, { wholeWords = true } = {}) {
  const first = blocks.between(start, end)[0];
  const last = blocks.between(start, end).at(-1);
  if (!first) return null;
  let from = Math.max(start, startOf(first));
  let to = Math.min(end, endOf(last));
  const opening = slice(first, from, Math.min(to, endOf(first)));
  from += [...opening].length - [...opening.trimStart()].length;
  const closing = slice(last, Math.max(from, startOf(last)), to);
  to -= [...closing].length - [...closing.trimEnd()].length;
  if (from >= to) return null;
  const granularity = wholeWords ? "word" : "grapheme";
  return { start: pieceAt(first, from, granularity).start, end: pieceAt(last, to - 1, granularity).end };
}

// The word, sentence or character of a block around an offset, without white space at its end.
export function pieceAt(block, offset, granularity) {
  const text = textOf(block);
  const segmenter = new Intl.Segmenter(undefined, { granularity });
  const piece = segmenter.segment(text).containing(Math.min(unitsOf(text, offset - startOf(block)), text.length - 1));
  if (!piece) return { start: startOf(block), end: endOf(block) };
  const before = [...text.slice(0, piece.index)].length;
  return { start: startOf(block) + before, end: startOf(block) + before + [...piece.segment.trimEnd()].length };
}
