// A card that follows the pointer: mouse, pen or finger.
import { scrollerOf } from "./board_carrying.js";

const A_DRAG = 5; // pixels
const EDGE = 48; // pixels from where the board begins to scroll
const SPEED = 14; // pixels a frame
const EDGE_OF_HEAD = 0.5; // of a column's width: before it, or behind it

// hears: dropped(carrying) where it was let go, pressed() where it was never dragged.
export function follow(start, carrying, hears) {
  const { board, item } = carrying;
  const listening = new AbortController();
  const { signal } = listening;
  const scroller = scrollerOf(board);
  let ghost = null;
  let spot = null;
  let last = start;
  let frame = 0;

  function move(event) {
    if (event.pointerId !== start.pointerId) return;
    last = event;
    if (!ghost) {
      if (Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) <= A_DRAG) return;
      ghost = lift();
    }
    event.preventDefault();
    ghost.style.translate = `${event.clientX + 12}px ${event.clientY + 8}px`;
    place(event.clientX, event.clientY);
  }

  function lift() {
    carrying.begin();
    document.body.classList.add("is-carrying");
    const made = Object.assign(document.createElement("div"), { className: "board-ghost", textContent: item.dataset.name });
    document.body.append(made);
    frame = requestAnimationFrame(scroll);
    return made;
  }

  function place(x, y) {
    spot = spotAt(carrying, x, y);
    mark(board, spot);
  }

  function scroll() {
    const box = scroller.getBoundingClientRect();
    const { clientX: x, clientY: y } = last;
    if (x > box.right - EDGE && x < box.right) scroller.scrollLeft += SPEED;
    else if (x < box.left + EDGE && x > box.left) scroller.scrollLeft -= SPEED;
    if (y > innerHeight - EDGE) scrollBy(0, SPEED);
    else if (y < EDGE) scrollBy(0, -SPEED);
    frame = requestAnimationFrame(scroll);
  }

  function finish(isKept) {
    listening.abort();
    cancelAnimationFrame(frame);
    ghost?.remove();
    document.body.classList.remove("is-carrying");
    mark(board, null);
    if (isKept && spot) carrying.put(spot.list, spot.before);
    carrying.end();
  }

  document.addEventListener("pointermove", move, { signal, passive: false });
  document.addEventListener("pointerup", (event) => {
    if (event.pointerId !== start.pointerId) return;
    finish(true);
    if (ghost) hears.dropped(carrying);
    else hears.pressed();
  }, { signal });
  document.addEventListener("pointercancel", () => finish(false), { signal });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !ghost) return;
    event.stopPropagation();
    finish(false);
  }, { signal, capture: true });
}

// Nothing moves before it is let go, so that what one aims at stays where it is.
function mark(board, spot) {
  for (const one of board.querySelectorAll(".drop-before, .drop-last")) one.classList.remove("drop-before", "drop-last");
  if (spot?.before) spot.before.classList.add("drop-before");
  else spot?.list.classList.add("drop-last");
}

// The list under the pointer, and the card that it would stand before.
function spotAt(carrying, x, y) {
  const under = document.elementFromPoint(x, y);
  const box = under?.closest("[data-theme-box]");
  const isBoard = carrying.board.dataset.board === "board";
  if (carrying.kind === "theme") {
    const top = carrying.board.querySelector('[data-list="theme"][data-theme=""]');
    const column = [...top.children].find((one) => one.contains(box));
    const isHead = column && under.closest(".theme-head")?.parentElement === column;
    if (isBoard && column && isHead) return beside(column, x, carrying);
    if (!column) return under && top.contains(under) ? { list: top, before: nearest(carrying, top, x, y, isBoard) } : null;
  }
  if (!box || carrying.item.contains(box)) return null;
  const own = [...box.querySelectorAll(`[data-list="${carrying.kind}"]`)].filter((list) => list.closest("[data-theme-box]") === box);
  const list = own.find((one) => one.contains(under)) ?? own.find((one) => one.parentElement.contains(under) && one.parentElement !== box) ?? own[0];
  return list ? { list, before: nearest(carrying, list, x, y, false) } : null;
}

function beside(column, x, carrying) {
  const { left, width } = column.getBoundingClientRect();
  const isRtl = getComputedStyle(carrying.board).direction === "rtl";
  const isFirst = (x - left) / width < EDGE_OF_HEAD !== isRtl;
  if (column === carrying.item) return null;
  return { list: column.parentElement, before: isFirst ? column : column.nextElementSibling };
}

function nearest(carrying, list, x, y, isAcross) {
  return carrying.others(list).find((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return isAcross ? x < left + width / 2 : y < top + height / 2;
  }) ?? null;
}
