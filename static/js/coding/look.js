// How a coding looks and what it is called: colour and name of its code, line and name of its coder.

const CONSENSUS_LINE = 4;
const NO_TINT = 15;

export function looksOf(store, words) {
  const coder = ({ coder: id }) => store.coders.get(id);
  const inOrder = () => [...store.coders.keys()];
  return {
    tintOf: (coding) => store.codes.get(coding.code)?.tint ?? NO_TINT,
    nameOf: (coding) => store.codes.get(coding.code)?.name ?? "",
    whoOf: (coding) => (coding.consensus ? words.agreed : coder(coding)?.initial ?? ""),
    coderOf: (coding) => (coding.consensus ? words.consensus : coder(coding)?.name ?? ""),
    lineOf: (coding) => (coding.consensus ? CONSENSUS_LINE : coder(coding)?.line ?? 0),
    placeOf: (coding) => (coding.consensus ? inOrder().length : inOrder().indexOf(coding.coder)),
  };
}

// Codings in words: "Trust (Ana, Ben); Work (Ana)".
export function namesOf(codings, { nameOf, coderOf }) {
  const byName = grouped(codings, nameOf);
  return [...byName].map(([name, ones]) => `${name} (${[...new Set(ones.map(coderOf))].join(", ")})`).join("; ");
}

export function grouped(things, keyOf) {
  const groups = new Map();
  for (const thing of things) {
    if (!groups.has(keyOf(thing))) groups.set(keyOf(thing), []);
    groups.get(keyOf(thing)).push(thing);
  }
  return groups;
}
