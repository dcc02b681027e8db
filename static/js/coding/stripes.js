// The margin of a chunk: bars with names, drawn when the chunk comes near the window and dropped when it goes.
import { depthsOf } from "./bars.js";
import { endOf, rangeIn, startOf } from "./offsets.js";

export const LANE_WIDTH = 9;
const LABEL_HEIGHT = 15;
const DEEPEST = 5;
const MANY = 200; // beyond the lanes of one chunk: counted together, without looking for room for each
const behind = new WeakMap();

// The codings that a stripe, a name or a "+n" of the margin stands for.
export function codingsBehind(element) {
  const part = element?.closest?.(".stripe, .stripe-label, .stripe-more");
  return part ? behind.get(part) ?? [] : [];
}

// Draw the bars that touch a chunk. Those beyond the lanes are counted where they lie, never left out in silence.
// All reading of places comes before any writing.
export function drawStripes(chunk, bars, { blocks, lanes, limit, names, labelOf, tintOf, lineOf }) {
  const origin = chunk.getBoundingClientRect().top;
  const place = (bar) => ({ bar, lane: lanes.get(bar), ...extentOf(chunk, blocks, bar, origin) });
  const isPlaced = ({ bottom }) => bottom > 0;
  const drawn = bars.filter((bar) => lanes.get(bar) < limit).map(place).filter(isPlaced);
  const beyond = bars.filter((bar) => lanes.get(bar) >= limit);
  const left = beyond.length > MANY ? joinedInText(beyond).map(place) : beyond.map(place).filter((one) => !fits(one, drawn, limit));
  const heaps = heapsOf(left.filter(isPlaced));
  const gutter = newGutter();
  for (const one of drawn) gutter.append(stripe(one, tintOf(one.bar), lineOf(one.bar)));
  for (const heap of heaps) gutter.append(more(heap, limit));
  if (names) gutter.append(...labels([...drawn, ...heaps.map((heap) => ({ ...heap, lane: limit + 1, isHeap: true }))], labelOf, tintOf));
  eraseStripes(chunk);
  chunk.append(gutter);
}

// How many codings lie at each place, in five steps, without saying which.
export function drawDensity(chunk, codings, { blocks }) {
  const origin = chunk.getBoundingClientRect().top;
  const inside = { start: startOf(chunk), end: endOf(chunk) };
  const placed = depthsOf(codings)
    .filter(({ start, end }) => start < inside.end && end > inside.start)
    .map((part) => ({ ...part, ...extentOf(chunk, blocks, part, origin) }))
    .filter(({ bottom }) => bottom > 0);
  const gutter = newGutter();
  for (const { start, end, depth, top, bottom } of placed) {
    const bar = part("i", `stripe density density-${Math.min(depth, DEEPEST)}`, codings.filter((one) => one.start < end && one.end > start));
    bar.style.insetBlockStart = `${top}px`;
    bar.style.blockSize = `${bottom - top}px`;
    gutter.append(bar);
  }
  eraseStripes(chunk);
  chunk.append(gutter);
}

export function eraseStripes(chunk) {
  chunk.querySelector(":scope > .gutter")?.remove();
}

function newGutter() {
  const gutter = document.createElement("div");
  gutter.className = "gutter";
  gutter.setAttribute("aria-hidden", "true");
  return gutter;
}

function part(tag, className, codings) {
  const element = document.createElement(tag);
  element.className = className;
  element.dataset.coding = codings[0].id;
  behind.set(element, codings);
  return element;
}

// From the line of its first character to that of its last, as far as they lie in the chunk.
export function extentOf(chunk, blocks, { start, end }, origin) {
  const from = Math.max(start, startOf(chunk));
  const to = Math.min(end, endOf(chunk));
  const own = blocks.between(from, to);
  if (!own.length) return { top: 0, bottom: 0 };
  const first = rectOf(own[0], Math.max(from, startOf(own[0])), 1) ?? rectsOf(own[0], from, to)[0];
  const last = rectOf(own.at(-1), Math.min(to, endOf(own.at(-1))), -1) ?? rectsOf(own.at(-1), from, to).at(-1);
  return first && last ? { top: first.top - origin, bottom: last.bottom - origin } : { top: 0, bottom: 0 };
}

// The place of the one character after (1) or before (-1) an offset; null where it takes no room.
function rectOf(block, offset, step) {
  const [rect] = step > 0 ? rectsOf(block, offset, offset + 1) : rectsOf(block, offset - 1, offset);
  return rect?.height ? rect : null;
}

function rectsOf(block, start, end) {
  return [...(rangeIn(block, start, end)?.getClientRects() ?? [])];
}

function stripe({ bar, lane, top, bottom }, tint, line) {
  const element = part("i", `stripe stripe-${line} ${tint === null ? "is-neutral" : `tint-${tint}`}`, bar.codings);
  element.style.insetBlockStart = `${top + 2}px`;
  element.style.blockSize = `${Math.max(6, bottom - top - 4)}px`;
  element.style.insetInlineStart = `${lane * LANE_WIDTH}px`;
  return element;
}

// Lanes keep a line between bars; one that stands alone on its lines all the same is drawn there.
function fits(one, drawn, limit) {
  const beside = new Set(drawn.filter(({ top, bottom }) => top < one.bottom && bottom > one.top).map(({ lane }) => lane));
  for (let lane = 0; lane < limit; lane += 1) {
    if (!beside.has(lane)) return drawn.push(Object.assign(one, { lane }));
  }
  return false;
}

// Bars in the order of the text as one bar where they overlap: however many there are, few places are to be read.
function joinedInText(bars) {
  const joined = [];
  for (const { start, end, codings } of bars) {
    const last = joined.at(-1);
    if (last && start < last.end) {
      last.end = Math.max(last.end, end);
      last.codings.push(...codings);
    } else joined.push({ start, end, codings: [...codings] });
  }
  return joined;
}

// What found no lane, put together where it stands on the same lines.
function heapsOf(placed) {
  const heaps = [];
  for (const { bar, top, bottom } of [...placed].sort((a, b) => a.top - b.top)) {
    const last = heaps.at(-1);
    if (last && top <= last.bottom) {
      last.bottom = Math.max(last.bottom, bottom);
      last.bar.codings.push(...bar.codings);
    } else heaps.push({ bar: { codings: [...bar.codings] }, top, bottom });
  }
  return heaps;
}

function more({ bar, top, bottom }, limit) {
  const element = part("span", "stripe-more", bar.codings);
  element.textContent = `+${bar.codings.length}`;
  element.style.insetBlockStart = `${top + 2}px`;
  element.style.blockSize = `${Math.max(LABEL_HEIGHT, bottom - top - 4)}px`;
  element.style.insetInlineStart = `${limit * LANE_WIDTH}px`;
  return element;
}

// Names beside their stripes, pushed down where they would cover each other; what finds no room is "+n" on the last.
function labels(placed, labelOf, tintOf) {
  const drawn = [];
  let free = -Infinity;
  for (const { bars, name, who, top, bottom } of together(placed.filter(({ isHeap }) => !isHeap), labelOf)) {
    const at = Math.max(top, free);
    const codings = bars.flatMap((bar) => bar.codings);
    if (at > bottom + LABEL_HEIGHT && drawn.length) {
      const { element } = drawn.at(-1);
      behind.get(element).push(...codings);
      element.dataset.more = `+${Number(element.dataset.more ?? 0) + 1}`;
      continue;
    }
    const tint = tintOf(bars[0]);
    const element = part("span", `stripe-label ${tint === null ? "is-neutral" : `tint-${tint}`}`, codings);
    element.textContent = [name, [...who].join(", ")].filter(Boolean).join(" · ");
    const widest = Math.max(-1, ...placed.filter((one) => one.top < at + LABEL_HEIGHT && one.bottom > at).map(({ lane, isHeap }) => lane + (isHeap ? 1 : 0)));
    const inset = (widest + 1) * LANE_WIDTH + 6;
    element.style.insetBlockStart = `${at}px`;
    element.style.insetInlineStart = `${inset}px`;
    element.style.maxInlineSize = `calc(100% - ${inset}px)`;
    drawn.push({ element });
    free = at + LABEL_HEIGHT;
  }
  return drawn.map(({ element }) => element);
}

// The same name at the same place stands once, with all who applied it.
function together(placed, labelOf) {
  const groups = [];
  for (const { bar, top, bottom } of [...placed].sort((a, b) => a.top - b.top)) {
    const { name, who } = labelOf(bar);
    const same = groups.find((one) => one.name === name && Math.abs(one.top - top) < LABEL_HEIGHT);
    if (same) {
      for (const one of who) same.who.add(one);
      same.bars.push(bar);
      same.bottom = Math.max(same.bottom, bottom);
    } else groups.push({ bars: [bar], name, who: new Set(who), top, bottom });
  }
  return groups;
}
