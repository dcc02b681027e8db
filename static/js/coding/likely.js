// Which codes are likely for some words: those whose quotations, name or definition have the rarer of them too.
// Only one's own quotations count; what is suggested comes with the words that speak for it.
const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u9fff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const WORD = "[\\p{L}\\p{N}\\p{M}]";
const RUNS = new RegExp(`(?:(?=${WORD})[${UNSPACED}])+|(?![${UNSPACED}])[\\p{L}\\p{N}](?:(?![${UNSPACED}])${WORD})*`, "gu");
const HAS_NO_BLANKS = new RegExp(`^[${UNSPACED}]`, "u");
const TOO_COMMON = 0.1; // words in more of the turns than this tell nothing
const TURNS_ENOUGH = 10; // to say what is common
// English words that say nothing about what is meant; in other languages the text itself tells which are common.
const EMPTY = new Set(
  `a about after again all also am an and any are as at be because been before being both but by can could did do does each else
  even every few for from had has have having he her here hers him his how i if in into is it its just many may me might mine more
  most much must my no nor not of off on once only or other our ours out over own really same she should so some still such than
  that the their theirs them then there these they this those though through to too two under until up us very was we well were
  what when where which while who whom whose why will with would yes you your yours`.split(/\s+/),
);
const OF_NAME = 1;
const OF_DEFINITION = 0.5;
const SHOWN = 3;

// The words of a text, cut as likely.py cuts them.
export function wordsOf(text) {
  const found = new Set();
  for (const [run] of text.toLowerCase().matchAll(RUNS)) {
    const letters = [...run];
    if (!HAS_NO_BLANKS.test(run) || letters.length === 1) found.add(run);
    else for (let at = 0; at + 1 < letters.length; at += 1) found.add(letters[at] + letters[at + 1]);
  }
  return found;
}

export class Likely extends EventTarget {
  // texts() are the turns or answers of the page, which tell the common words from the rare ones.
  constructor(store, texts) {
    super();
    Object.assign(this, { store, texts, words: new Map() });
    this.since = Date.now();
    if (store.data.mayCode) (globalThis.requestIdleCallback ?? setTimeout)(() => this.read());
  }

  // What was coded until now; what is coded from here on is in the store.
  async read() {
    const answer = await fetch(this.store.data.urls.likely, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const { words } = await answer.json();
    this.words = new Map(Object.entries(words).map(([code, counts]) => [Number(code), new Map(Object.entries(counts))]));
    this.weights();
    this.dispatchEvent(new Event("changed"));
  }

  // The likeliest codes for a quotation with the words that speak for each, at most three.
  of(quote) {
    const words = [...wordsOf(quote)].map((word) => [word, this.weight(word)]).filter(([, weight]) => weight > 0);
    const counts = this.counts();
    const scored = this.store.usable().map((code) => ({ code, ...this.score(code, words, counts) }));
    return scored.filter(({ score }) => score > 0).sort((a, b) => b.score - a.score).slice(0, SHOWN);
  }

  // A word counts by its rarity in the text, and by how much of it was coded with this code rather than others.
  score(code, words, counts) {
    const name = wordsOf(code.name);
    const definition = wordsOf(`${code.definition} ${code.include} ${code.example}`);
    const told = [];
    for (const [word, weight] of words) {
      const here = counts.get(code.id)?.get(word) ?? 0;
      const all = here && [...counts.values()].reduce((sum, of) => sum + (of.get(word) ?? 0), 0);
      // What was seen once is half believed.
      const share = Math.max(here / (all + 1), name.has(word) ? OF_NAME : 0, definition.has(word) ? OF_DEFINITION : 0);
      if (share) told.push({ word, worth: weight * share });
    }
    told.sort((a, b) => b.worth - a.worth);
    return { score: told.reduce((sum, { worth }) => sum + worth, 0), words: told.map(({ word }) => word) };
  }

  // In how many quotations each code has each word: those that were read, and what was coded since.
  counts() {
    const counts = new Map(this.words);
    const { me } = this.store.data;
    for (const { coder, consensus, code, made, quote } of this.store.all()) {
      if (coder !== me || consensus || made < this.since || !quote) continue;
      const own = new Map(counts.get(code));
      for (const word of wordsOf(quote)) own.set(word, (own.get(word) ?? 0) + 1);
      counts.set(code, own);
    }
    return counts;
  }

  weight(word) {
    if (EMPTY.has(word)) return 0;
    const { turns, counted } = this.weights();
    const share = (counted.get(word) ?? 1) / turns;
    return turns >= TURNS_ENOUGH && share > TOO_COMMON ? 0 : Math.log(1 + 1 / share);
  }

  weights() {
    if (this.known) return this.known;
    const counted = new Map();
    const texts = this.texts();
    for (const text of texts) for (const word of wordsOf(text)) counted.set(word, (counted.get(word) ?? 0) + 1);
    this.known = { turns: Math.max(1, texts.length), counted };
    return this.known;
  }
}
