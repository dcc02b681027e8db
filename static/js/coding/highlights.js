// Coloured words: the codings of a block flattened into segments, painted with the CSS Custom Highlight API by tint.
// Only blocks near the window are painted. Where the browser lacks the API the same segments become <mark> elements.
import { tintColours, tokenColour } from "../workbench/tints.js";
import { endOf, rangeIn, startOf, textOf, unitsIn } from "./offsets.js";

const HAS_API = Boolean(globalThis.Highlight && CSS.highlights);
const DEPTHS = ["depth-2", "depth-3"];
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

// Universal rules with literal values: scoped ones or custom properties cost seconds in long texts.
function writeSheet() {
  const line = tokenColour("--ink-2");
  const rules = tintColours().map(({ tint }, index) => `::highlight(tint-${index}) { background-color: ${tint}; }`);
  rules.push(`::highlight(depth-2) { text-decoration: underline 1px ${line}; }`);
  rules.push(`::highlight(depth-3) { text-decoration: underline double 1px ${line}; }`);
  rules.push(`::highlight(uncoded) { text-decoration: underline dotted 1px ${tokenColour("--ink-3")}; }`);
  rules.push(`::highlight(pending) { background-color: ${tokenColour("--selection")}; color: ${tokenColour("--ink")}; }`);
  rules.push(`::highlight(found) { background-color: ${tokenColour("--accent-soft")}; text-decoration: underline 2px ${tokenColour("--accent")}; }`);
  rules.push(`::highlight(found-current) { background-color: ${tokenColour("--accent")}; color: ${tokenColour("--paper")}; }`);
  rules.push(`::highlight(shown) { text-decoration: underline 2px ${tokenColour("--accent")}; }`);
  sheet.replaceSync(rules.join("\n"));
}
writeSheet();
document.addEventListener("themeChanged", writeSheet);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", writeSheet);

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

export class Highlights {
  constructor() {
    this.painted = new Map();
    this.names = new Map();
  }

  // Paint the segments of a block; what was painted there before goes.
  paint(block, segments) {
    this.erase(block);
    if (HAS_API) this.painted.set(block, this.register(block, segments));
    else this.mark(block, segments);
  }

  register(block, segments) {
    const added = [];
    for (const segment of segments) {
      const range = rangeIn(block, segment.start, segment.end);
      if (!range) continue;
      added.push([this.named(`tint-${segment.tint}`), range]);
      if (segment.depth > 1) added.push([this.named(DEPTHS[Math.min(segment.depth, 3) - 2]), range.cloneRange()]);
    }
    for (const [highlight, range] of added) highlight.add(range);
    return added;
  }

  erase(block) {
    for (const [highlight, range] of this.painted.get(block) ?? []) highlight.delete(range);
    this.painted.delete(block);
    if (!HAS_API && block.querySelector("mark")) block.querySelector(".words").textContent = textOf(block);
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
    const text = textOf(block);
    const parts = [];
    let position = startOf(block);
    const piece = (from, to) => text.slice(unitsIn(block, text, from - startOf(block)), unitsIn(block, text, to - startOf(block)));
    for (const segment of segments) {
      if (segment.start > position) parts.push(piece(position, segment.start));
      const mark = document.createElement("mark");
      mark.className = `tint-${segment.tint} coded depth-${Math.min(segment.depth, 3)}`;
      mark.textContent = piece(segment.start, segment.end);
      parts.push(mark);
      position = segment.end;
    }
    parts.push(piece(position, endOf(block)));
    block.querySelector(".words").replaceChildren(...parts);
  }

  // Stretches shown apart from the codings: "pending" for the selection, "shown" for the coding in the inspector,
  // "found" for what was looked for. One, several, or none.
  outline(name, blocks, spans) {
    if (!HAS_API) return;
    const highlight = this.named(name);
    highlight.clear();
    for (const { start, end } of [spans ?? []].flat()) {
      for (const block of blocks.between(start, end)) {
        const range = rangeIn(block, start, end);
        if (range) highlight.add(range);
      }
    }
  }
}
