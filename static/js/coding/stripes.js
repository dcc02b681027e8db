// Stripes in the margin of a chunk, with names: drawn when the chunk comes near the window, dropped when it goes.
import { rangeIn } from "./offsets.js";
import { LANES } from "./lanes.js";

const LANE_WIDTH = 9;
const LABEL_HEIGHT = 15;

// Draw the stripes of the codings that touch a chunk; all reading of places comes before any writing.
export function drawStripes(chunk, codings, { blocks, lanes, nameOf, whoOf, tintOf, lineOf }) {
  eraseStripes(chunk);
  const origin = chunk.getBoundingClientRect().top;
  const shown = codings.filter((coding) => lanes.get(coding.id) < LANES);
  const placed = shown.map((coding) => ({ coding, ...extentOf(chunk, blocks, coding, origin) })).filter(({ bottom }) => bottom > 0);
  const gutter = document.createElement("div");
  gutter.className = "gutter";
  gutter.setAttribute("aria-hidden", "true");
  for (const { coding, top, bottom } of placed) gutter.append(stripe(coding, top, bottom, lanes, tintOf, lineOf));
  gutter.append(...labels(placed, lanes, { nameOf, whoOf, tintOf }));
  chunk.append(gutter);
}

export function eraseStripes(chunk) {
  chunk.querySelector(":scope > .gutter")?.remove();
}

function extentOf(chunk, blocks, coding, origin) {
  const own = blocks.between(coding.start, coding.end).filter((block) => chunk.contains(block));
  if (!own.length) return { top: 0, bottom: 0 };
  const first = rangeIn(own[0], coding.start, coding.end)?.getClientRects()[0];
  const last = [...(rangeIn(own.at(-1), coding.start, coding.end)?.getClientRects() ?? [])].at(-1);
  return first && last ? { top: first.top - origin, bottom: last.bottom - origin } : { top: 0, bottom: 0 };
}

function stripe(coding, top, bottom, lanes, tintOf, lineOf) {
  const line = document.createElement("i");
  line.className = `stripe tint-${tintOf(coding)} stripe-${lineOf(coding)}`;
  line.dataset.coding = coding.id;
  line.style.insetBlockStart = `${top + 2}px`;
  line.style.blockSize = `${Math.max(6, bottom - top - 4)}px`;
  line.style.insetInlineStart = `${lanes.get(coding.id) * LANE_WIDTH}px`;
  return line;
}

// Names beside their stripes, pushed down where they would cover each other; what finds no room is "+n" on the last.
// The same code at the same place has one name, with all who applied it.
function labels(placed, lanes, { nameOf, whoOf, tintOf }) {
  const drawn = [];
  let free = -Infinity;
  for (const { coding, who, top, bottom } of together(placed, whoOf)) {
    const at = Math.max(top, free);
    if (at > bottom + LABEL_HEIGHT && drawn.length) {
      const last = drawn.at(-1);
      last.more = (last.more ?? 0) + 1;
      last.element.dataset.more = `+${last.more}`;
      continue;
    }
    const element = document.createElement("span");
    element.className = `stripe-label tint-${tintOf(coding)}`;
    element.dataset.coding = coding.id;
    element.textContent = `${nameOf(coding)} · ${[...who].join(", ")}`;
    element.title = element.textContent;
    const beside = placed.filter((one) => one.top < at + LABEL_HEIGHT && one.bottom > at);
    const widest = Math.max(-1, ...beside.map((one) => lanes.get(one.coding.id)));
    element.style.insetBlockStart = `${at}px`;
    element.style.insetInlineStart = `${(widest + 1) * LANE_WIDTH + 6}px`;
    element.style.maxInlineSize = `calc(100% - ${(widest + 1) * LANE_WIDTH + 6}px)`;
    drawn.push({ element });
    free = at + LABEL_HEIGHT;
  }
  return drawn.map(({ element }) => element);
}

function together(placed, whoOf) {
  const groups = [];
  for (const { coding, top, bottom } of [...placed].sort((a, b) => a.top - b.top)) {
    const same = groups.find((one) => one.coding.code === coding.code && Math.abs(one.top - top) < LABEL_HEIGHT);
    if (same) {
      same.who.add(whoOf(coding));
      same.bottom = Math.max(same.bottom, bottom);
    } else groups.push({ coding, who: new Set([whoOf(coding)]), top, bottom });
  }
  return groups;
}
