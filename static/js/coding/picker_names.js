// Names of codes: what a passage would be called, and when two paths are the same.

const LONGEST_NAME = 80;

// The words themselves; a slash would put the code below another.
export function inVivoName(quote) {
  return quote.replaceAll("/", "∕").replaceAll(/\s+/g, " ").slice(0, LONGEST_NAME).trim();
}

// Blanks around the slash and capitals make no difference.
export function same(a, b) {
  const path = (text) => text.replaceAll(/\s*\/\s*/g, "/").toLowerCase();
  return path(a) === path(b);
}
