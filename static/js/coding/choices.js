// Which codes are offered before anything is typed: likely ones, one's number keys, those used last.
import { Favourites, NUMBERS } from "./favourites.js";
import { Likely } from "./likely.js";
import { Recent } from "./recent.js";

export class Choices {
  // texts() are the turns or answers of the page.
  constructor(store, { texts = () => [] } = {}) {
    this.store = store;
    this.recent = new Recent(store);
    this.favourites = new Favourites(store);
    this.likely = new Likely(store, texts);
  }

  // A code was applied.
  use(code) {
    this.recent.use(code);
  }

  // The code that was applied last in this sitting.
  last() {
    const code = this.store.codes.get(this.recent.ids[0]);
    return this.store.isUsable(code) ? code : null;
  }

  // What a number key applies: the code that was given it, else of those used last the next that has none.
  numbered(number) {
    return this.favourites.at(number) ?? this.fillers().get(number) ?? null;
  }

  fillers() {
    const free = NUMBERS.filter((number) => !this.favourites.at(number));
    const codes = this.recent.codes().filter((code) => this.favourites.numberOf(code) === null);
    return new Map(codes.slice(0, free.length).map((code, place) => [free[place], code]));
  }

  // The groups of the picker as { name, rows: [{ code, number, why }] }.
  groups(quote, isThere) {
    const fixed = NUMBERS.map((number) => ({ code: this.favourites.at(number), number })).filter(({ code }) => code);
    const likely = this.likely.of(quote).filter(({ code }) => !isThere(code));
    const recent = [...this.fillers()].map(([number, code]) => ({ code, number }));
    return [
      { name: "likely", rows: likely.map(({ code, words }) => ({ code, number: null, why: words })) },
      { name: "favourites", rows: fixed },
      { name: "recent", rows: recent },
      { name: "all", rows: this.store.usable().map((code) => ({ code, number: null })) },
    ];
  }

  uses(code) {
    const place = this.recent.ids.indexOf(code.id);
    return place < 0 ? 0 : this.recent.ids.length - place;
  }
}
