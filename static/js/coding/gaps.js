// Stretches of the text on which no coding lies that is shown.
import { tidy } from "./blocks.js";
import { endOf, startOf } from "./offsets.js";

const WORDS = 3; // fewer between two codings are no stretch to stop at

// The next (step 1) or previous (step -1) uncoded stretch of what participants say, after or before an offset.
export function nextGap(blocks, shown, offset, step) {
  const { all } = blocks;
  for (let index = blocks.indexAt(Math.max(0, offset)); index >= 0 && index < all.length; index += step) {
    if (all[index].classList.contains("is-interviewer")) continue;
    const gaps = gapsIn(blocks, all[index], shown);
    const found = step > 0 ? gaps.find(({ start }) => start > offset) : gaps.findLast(({ end }) => end <= offset);
    if (found) return found;
  }
  return null;
}

function gapsIn(blocks, block, shown) {
  const gaps = [];
  let free = startOf(block);
  for (const { start, end } of shown.over(startOf(block), endOf(block))) {
    if (start > free) gaps.push([free, start]);
    free = Math.max(free, end);
  }
  if (free < endOf(block)) gaps.push([free, endOf(block)]);
  return gaps
    .filter(([start, end]) => blocks.words(start, end).split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length >= WORDS)
    .map(([start, end]) => tidy(blocks, start, end, { wholeWords: false }))
    .filter(Boolean);
}
