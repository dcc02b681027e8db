// Where the picker stands: below the words, or above them where there is more room, never beyond what is seen.

const MARGIN = 8;
const LEAST = 320; // pixels in which it can be used

// Its head stays where it is while the list shrinks: above the words its height is kept.
export function placePicker(element, rectangle) {
  const { style } = element;
  style.blockSize = "";
  style.maxBlockSize = "";
  // What is left of the window beside a keyboard on the glass.
  const { offsetTop: from = 0, height: seen = innerHeight } = globalThis.visualViewport ?? {};
  const { offsetWidth: width, offsetHeight: height } = element;
  const top = Math.max(from, Math.min(rectangle.top, from + seen - LEAST));
  const bottom = Math.max(from + LEAST / 4, Math.min(rectangle.bottom, from + seen - LEAST / 4));
  const roomBelow = from + seen - bottom - 2 * MARGIN;
  const roomAbove = top - from - 2 * MARGIN;
  const isBelow = roomBelow >= Math.min(height, LEAST) || roomBelow >= roomAbove;
  const room = isBelow ? roomBelow : roomAbove;
  style.maxBlockSize = `${room}px`;
  if (!isBelow) style.blockSize = `${Math.min(height, room)}px`;
  style.top = `${isBelow ? bottom + MARGIN : top - MARGIN - Math.min(height, room)}px`;
  style.left = `${Math.max(MARGIN, Math.min(rectangle.left, innerWidth - width - MARGIN))}px`;
}
