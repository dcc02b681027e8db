// The one place where the browser's UTF-16 units become code points of the source's text, and back.
// Every stretch of text on the page stands in a ".words" element; its parent says where it begins (data-start).

// How many code points the first `units` UTF-16 units of a string hold; a unit inside a pair counts as its beginning.
export function pointsOf(string, units = string.length) {
  let points = 0;
  for (let at = 0; at < units; points += 1) {
    const step = isPair(string, at) ? 2 : 1;
    if (at + step > units) break;
    at += step;
  }
  return points;
}

// How many UTF-16 units the first `points` code points of a string take.
export function unitsOf(string, points) {
  let at = 0;
  for (let left = points; left > 0 && at < string.length; left -= 1) at += isPair(string, at) ? 2 : 1;
  return at;
}

function isPair(string, at) {
  const high = string.charCodeAt(at);
  const low = string.charCodeAt(at + 1);
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

const spans = new WeakMap(); // attributes are slow to read, and these never change

function spanOf(block) {
  let span = spans.get(block);
  if (!span) spans.set(block, span = [Number(block.dataset.start), Number(block.dataset.end)]);
  return span;
}

export function startOf(block) {
  return spanOf(block)[0];
}

export function endOf(block) {
  return spanOf(block)[1];
}

// unitsOf within a block; where no character takes two units (nearly everywhere) there is nothing to count.
export function unitsIn(block, text, points) {
  return text.length === endOf(block) - startOf(block) ? Math.min(points, text.length) : unitsOf(text, points);
}

// The words of a block as one string.
export function textOf(block) {
  return block.querySelector(".words").textContent;
}

// A DOM position (as a selection gives it) as a code point offset of the source, or null outside of the text.
export function offsetAt(node, units) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const block = element.closest("[data-start] > .words")?.parentElement ?? element.closest(".turn, .turn-answer");
  if (!block?.dataset.start) return null;
  const words = block.querySelector(".words");
  if (!words.contains(node)) {
    // Between blocks, or on the speaker's name: the nearest end of the words.
    const before = node.compareDocumentPosition(words) & Node.DOCUMENT_POSITION_PRECEDING;
    return before || (node === block && units > 1) ? endOf(block) : startOf(block);
  }
  const range = document.createRange();
  range.selectNodeContents(words);
  range.setEnd(node, units);
  return startOf(block) + pointsOf(range.toString());
}

// The offset of the text under a point of the window, or null where there is none.
export function offsetAtPoint(root, x, y) {
  const position = document.caretPositionFromPoint?.(x, y);
  const range = position ? null : document.caretRangeFromPoint?.(x, y);
  const [node, units] = position ? [position.offsetNode, position.offset] : [range?.startContainer, range?.startOffset];
  return node && root.contains(node) ? offsetAt(node, units) : null;
}

// The part of [start, end) that lies in a block, as a DOM range; null where they do not meet.
export function rangeIn(block, start, end) {
  const from = Math.max(start, startOf(block));
  const to = Math.min(end, endOf(block));
  if (from >= to) return null;
  const text = textOf(block);
  const first = unitsIn(block, text, from - startOf(block));
  const last = unitsIn(block, text, to - startOf(block));
  const range = document.createRange();
  range.setStart(...positionIn(block, first));
  range.setEnd(...positionIn(block, last));
  return range;
}

function positionIn(block, units) {
  const { firstChild, childNodes } = block.querySelector(".words");
  if (childNodes.length === 1 && firstChild.nodeType === Node.TEXT_NODE) return [firstChild, units];
  const walker = document.createTreeWalker(block.querySelector(".words"), NodeFilter.SHOW_TEXT);
  let left = units;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (left <= node.length) return [node, left];
    left -= node.length;
  }
  const words = block.querySelector(".words");
  return [words, words.childNodes.length];
}
