// Which character of the text lies under the pointer.
import { offsetAtPoint, rangeIn } from "./offsets.js";

const NEAR = 4; // pixels

export function offsetUnder(root, blocks, { clientX, clientY }) {
  const caret = offsetAtPoint(root, clientX, clientY);
  if (caret === null) return null;
  // The caret stands before or behind the character; beside a line, or between two turns, there is none.
  return [caret, caret - 1].find((offset) => isUnder(blocks, offset, clientX, clientY)) ?? null;
}

function isUnder(blocks, offset, x, y) {
  const block = blocks.at(Math.max(0, offset));
  const rects = (block && rangeIn(block, offset, offset + 1)?.getClientRects()) || [];
  return [...rects].some(({ left, right, top, bottom }) => x >= left - NEAR && x <= right + NEAR && y >= top - NEAR && y <= bottom + NEAR);
}
