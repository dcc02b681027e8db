// Coloured words: the codings of a block flattened into segments, painted with the CSS Custom Highlight API by tint.
// Only blocks near the window are painted. Where the browser lacks the API, on paper, and for whoever wants them, the
// same segments become <mark> elements, which screen readers announce.
import { tintColours, tokenColour } from "../workbench/tints.js";
import { endOf, rangeIn, startOf, textOf, unitsIn } from "./offsets.js";

const HAS_API = Boolean(globalThis.Highlight && CSS.highlights);
const DEPTHS = ["depth-2", "depth-3"];
const sheet = new CSSStyleSheet();
const forced = matchMedia("(forced-colors: active)");
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

// Universal rules with literal values: scoped ones or custom properties cost seconds in long texts.
function writeSheet() {
  const line = forced.matches ? "MarkText" : tokenColour("--ink-2");
  const paint = (tint) => (forced.matches ? "background-color: Mark; color: MarkText" : `background-color: ${tint}`);
  const rules = tintColours().map(({ tint }, index) => `::highlight(tint-${index}) { ${paint(tint)}; }`);
  rules.push(`::highlight(depth-2) { text-decoration: underline 1px ${line}; }`);
  rules.push(`::highlight(depth-3) { text-decoration: underline double 1px ${line}; }`);
  const outline = (name, style) => rules.push(`::highlight(${name}) { ${style}; }`);
  outline("uncoded", `text-decoration: underline dotted 1px ${forced.matches ? "GrayText" : tokenColour("--ink-3")}`);
  rules.push("@media screen {");
  if (forced.matches) {
    outline("pending", "background-color: Highlight; color: HighlightText");
    outline("found", "text-decoration: underline 2px Highlight");
    outline("found-current", "background-color: Highlight; color: HighlightText");
    outline("shown", "text-decoration: underline 2px Highlight");
  } else {
    outline("pending", `background-color: ${tokenColour("--selection")}; color: ${tokenColour("--ink")}`);
    outline("found", `background-color: ${tokenColour("--accent-soft")}; text-decoration: underline 2px ${tokenColour("--accent")}`);
    outline("found-current", `background-color: ${tokenColour("--accent")}; color: ${tokenColour("--paper")}`);
    outline("shown", `text-decoration: underline 2px ${tokenColour("--accent")}`);
  }
  rules.push("}");
  sheet.replaceSync(rules.join("\n"));
}
writeSheet();
document.addEventListener("themeChanged", writeSheet);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", writeSheet);
forced.addEventListener("change", writeSheet);

// Codings over [start, end) as stretches without overlap: each with the tint of the shortest coding and how many lie there.
export function segmentsOf(codings, start, end, tintOf) {
  const here = codings.filter((coding) => coding.start < end && coding.end > start);
  const edges = [...new Set(here.flatMap((coding) => [Math.max(start, coding.start), Math.min(end, coding.end)]))];
  edges.sort((a, b) => a - b);
  const segments = [];
  for (let index = 0; index + 1 < edges.length; index += 1) {
    const over = here.filter((coding) => coding.start <= edges[index] && coding.end >= edges[index + 1]);
    if (!over.length) continue;
    const shortest = over.reduce((a, b) => (b.end - b.start < a.end - a.start ? b : a));
    segments.push({ start: edges[index], end: edges[index + 1], tint: tintOf(shortest), depth: over.length, over });
  }
  return segments;
}

function runsOf(segments, nameOf) {
  const runs = [];
  for (const segment of segments) {
    const name = nameOf(segment);
    const last = runs.at(-1);
    if (last?.name === name && last.end === segment.start) last.end = segment.end;
    else runs.push({ name, start: segment.start, end: segment.end });
  }
  return runs.filter(({ name }) => name);
}

export class Highlights {
  // `spoken` gives what a mark says where codings begin and end: { open(codings), close(codings) }.
  constructor({ spoken = null } = {}) {
    this.painted = new Map();
    this.marked = new Set();
    this.names = new Map();
    this.marks = !HAS_API;
    this.spoken = spoken;
    this.outlined = new Map();
  }

  // Marks instead of highlights, or highlights again; what is painted is painted anew by whoever asks for it.
  useMarks(wanted) {
    const marks = wanted || !HAS_API;
    if (marks === this.marks) return;
    for (const block of [...this.painted.keys(), ...this.marked]) this.erase(block);
    this.marks = marks;
  }

  // Paint the segments of a block; what was painted there before goes.
  paint(block, segments) {
    if (this.marks) {
      this.mark(block, segments);
      return;
    }
    this.erase(block);
    this.painted.set(block, this.register(block, segments));
  }

  // Segments that look alike and touch are one range: what a frame costs goes by the number of ranges.
  register(block, segments) {
    const tints = runsOf(segments, ({ tint }) => `tint-${tint}`);
    const depths = runsOf(segments, ({ depth }) => (depth > 1 ? DEPTHS[Math.min(depth, 3) - 2] : null));
    const added = [];
    for (const { name, start, end } of [...tints, ...depths]) {
      const range = rangeIn(block, start, end);
      if (range) added.push([this.named(name), range]);
    }
    for (const [highlight, range] of added) highlight.add(range);
    return added;
  }

  erase(block) {
    for (const [highlight, range] of this.painted.get(block) ?? []) highlight.delete(range);
    this.painted.delete(block);
    if (this.marked.delete(block)) block.querySelector(".words").textContent = textOf(block);
  }

  named(name) {
    if (!this.names.has(name)) {
      const highlight = new Highlight();
      if (name.startsWith("depth")) highlight.priority = 1;
      if (["pending", "shown", "found", "found-current"].includes(name)) highlight.priority = name === "found-current" ? 3 : 2;
      this.names.set(name, highlight);
      CSS.highlights.set(name, highlight);
    }
    return this.names.get(name);
  }

  mark(block, segments) {
    if (!segments.length && !this.marked.has(block)) return;
    const text = textOf(block);
    const parts = [];
    let position = startOf(block);
    const piece = (from, to) => text.slice(unitsIn(block, text, from - startOf(block)), unitsIn(block, text, to - startOf(block)));
    for (const segment of segments) {
      if (segment.start > position) parts.push(piece(position, segment.start));
      parts.push(this.markOf(segment, piece(segment.start, segment.end), block));
      position = segment.end;
    }
    parts.push(piece(position, endOf(block)));
    block.querySelector(".words").replaceChildren(...parts.filter((part) => part !== ""));
    this.marked.add(block);
    this.outlineAgain();
  }

  // New marks took the place of the nodes that outlines pointed into.
  outlineAgain() {
    if (this.waits) return;
    this.waits = true;
    queueMicrotask(() => {
      this.waits = false;
      for (const [name, [blocks, span]] of [...this.outlined]) this.outline(name, blocks, span);
    });
  }

  // What it says stands in attributes, which the style sheet shows or speaks: the text keeps its very characters.
  markOf({ start, end, tint, depth, over }, words, block) {
    const mark = document.createElement("mark");
    mark.className = `tint-${tint} coded depth-${Math.min(depth, 3)}`;
    mark.textContent = words;
    const begun = over.filter((coding) => Math.max(coding.start, startOf(block)) === start);
    const ended = over.filter((coding) => coding.end === end);
    if (this.spoken && begun.length) mark.dataset.open = this.spoken.open(begun, block);
    if (this.spoken && ended.length) mark.dataset.close = this.spoken.close(ended, block);
    return mark;
  }

  // Stretches shown apart from the codings: "pending" for the selection, "shown" for the coding in the inspector,
  // "found" for what was looked for. One, several, or none.
  outline(name, blocks, spans) {
    if (!HAS_API) return;
    const highlight = this.named(name);
    highlight.clear();
    this.outlined.delete(name);
    if (!spans) return;
    this.outlined.set(name, [blocks, spans]);
    for (const { start, end } of [spans ?? []].flat()) {
      for (const block of blocks.between(start, end)) {
        const range = rangeIn(block, start, end);
        if (range) highlight.add(range);
      }
    }
  }
}
