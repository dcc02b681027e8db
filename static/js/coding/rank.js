// Finding codes by what was typed: every part of it in the name or the path, the nearest first; letters may be missing.

// Letters without accents, so that "cafe" finds "Café"; Korean is found while its syllable is still being typed.
export function plain(text) {
  return text.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
}

// The codes that fit, best first; `uses(code)` decides between those that fit equally well.
export function ranked(codes, typed, uses = () => 0) {
  const parts = partsOf(typed);
  const whole = parts.join(" ");
  const known = codes.map((code, place) => ({ code, place, path: plain(code.path), name: plain(code.name) }));
  const literal = known.map((one) => ({ ...one, rank: rankOf(one, parts, whole) })).filter(({ rank }) => rank !== null);
  const found = literal.length ? literal : known.map((one) => ({ ...one, rank: looseRank(one, parts) })).filter(({ rank }) => rank !== null);
  return found.sort((a, b) => a.rank - b.rank || uses(b.code) - uses(a.code) || a.place - b.place).map(({ code }) => code);
}

export function partsOf(typed) {
  return plain(typed).split(/[\s/]+/).filter(Boolean);
}

// 0 the name itself … 5 somewhere in the path, summed up over the parts; null where a part is missing.
function rankOf({ name, path }, parts, whole) {
  if (name === whole) return 0;
  if (name.startsWith(whole)) return 1;
  let rank = 1;
  for (const part of parts) {
    if (!path.includes(part)) return null;
    if (beginsWord(name, part)) rank += 1;
    else if (name.includes(part)) rank += 2;
    else if (beginsWord(path, part)) rank += 3;
    else rank += 4;
  }
  return rank;
}

function beginsWord(text, part) {
  return text.split(/[^\p{L}\p{N}]+/u).some((word) => word.startsWith(part));
}

// Letters left out ("tsv" for "Time saved") or a slip ("chekcing"): how far it is from the nearest word.
function looseRank({ name, path }, parts) {
  let rank = 0;
  for (const part of parts) {
    const words = path.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
    const slip = Math.min(...words.map((word) => distance(part, word.slice(0, part.length + 1))));
    if (part.length > 3 && slip <= (part.length > 6 ? 2 : 1)) rank += slip;
    else if (followsIn(name, part)) rank += 3;
    else if (followsIn(path, part)) rank += 4;
    else return null;
  }
  return rank;
}

// Whether all letters come in this order, the first of them at the beginning of a word.
function followsIn(text, part) {
  const letters = [...part];
  const words = text.matchAll(/[\p{L}\p{N}]+/gu);
  for (const { index } of words) {
    let at = index - 1;
    if (text[index] === letters[0] && letters.every((letter) => (at = text.indexOf(letter, at + 1)) >= 0)) return true;
  }
  return false;
}

// How many letters have to be put in, left out, changed or swapped; the end of the word does not count.
function distance(typed, word) {
  let before = null;
  let last = [...Array(word.length + 1).keys()];
  for (let i = 1; i <= typed.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= word.length; j += 1) {
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (typed[i - 1] === word[j - 1] ? 0 : 1));
      if (before && typed[i - 1] === word[j - 2] && typed[i - 2] === word[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    [before, last] = [last, row];
  }
  return Math.min(...last.slice(-2));
}
