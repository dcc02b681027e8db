// What stands in the margin: a bar for each coding, for each code, for each coder, or how many lie at a place.

export const ARRANGEMENTS = ["each", "code", "coder", "density", "off"];
const KEYS = {
  code: ({ code, consensus }) => `${code} ${consensus}`,
  coder: ({ coder, consensus }) => (consensus ? "consensus" : coder),
  density: () => "",
};

// Codings in the order of the text as bars { id, start, end, codings }; those of a key that touch become one.
export function barsOf(codings, arrangement) {
  if (arrangement === "off") return [];
  if (arrangement === "each") return codings.map(barOf);
  const keyOf = KEYS[arrangement];
  const open = new Map();
  const bars = [];
  for (const coding of codings) {
    const last = open.get(keyOf(coding));
    if (last && last.end >= coding.start) {
      last.end = Math.max(last.end, coding.end);
      last.codings.push(coding);
    } else {
      const bar = barOf(coding);
      open.set(keyOf(coding), bar);
      bars.push(bar);
    }
  }
  return bars;
}

export function barOf(coding) {
  return { id: coding.id, start: coding.start, end: coding.end, codings: [coding] };
}

// A stretch of codings cut where their number changes: { start, end, depth }.
export function depthsOf(codings) {
  const steps = new Map();
  for (const { start, end } of codings) {
    steps.set(start, (steps.get(start) ?? 0) + 1);
    steps.set(end, (steps.get(end) ?? 0) - 1);
  }
  const edges = [...steps.keys()].sort((a, b) => a - b);
  let depth = 0;
  return edges.flatMap((start, place) => {
    depth += steps.get(start);
    return depth && place + 1 < edges.length ? [{ start, end: edges[place + 1], depth }] : [];
  });
}
