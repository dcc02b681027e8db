// The number keys that a person has set: which code each of 1 to 9 applies, kept on the site.
import { showMessage } from "../workbench/messages.js";
import { KINDS } from "./acts.js";

export const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

KINDS.favourite = {
  show: (store, { after }) => store.setFavourites(after),
  hide: (store, { before }) => store.setFavourites(before),
};

export class Favourites extends EventTarget {
  constructor(store) {
    super();
    this.store = store;
    store.addEventListener("favourites", () => this.dispatchEvent(new Event("changed")));
  }

  get codes() {
    return new Map(this.store.data.favourites ?? []);
  }

  // The code of a number, as long as it can be applied.
  at(number) {
    const code = this.store.codes.get(this.codes.get(number));
    return this.store.isUsable(code) ? code : null;
  }

  numberOf(code) {
    const { codes } = this;
    return NUMBERS.find((number) => codes.get(number) === code.id) ?? null;
  }

  // Give a code a number, or take its number away (null); seen at once, kept behind.
  set(code, number) {
    const before = [...this.codes];
    const now = new Map(before.filter(([key, id]) => key !== number && id !== code.id));
    const old = this.numberOf(code);
    if (number === old) return;
    if (number !== null) now.set(number, code.id);
    const address = this.store.data.urls.favourite.replace(/0\/$/, `${number ?? old}/`);
    const request = number === null ? { method: "DELETE", address } : { method: "PUT", address, body: { code: code.id } };
    this.store.act("favourite", { before, after: [...now] }, this.store.words.actFavourite, request);
  }

  // On with the lowest number that is free, or off.
  turn(code) {
    if (this.numberOf(code) !== null) this.set(code, null);
    else {
      const free = NUMBERS.find((number) => !this.at(number));
      if (free) this.set(code, free);
      else showMessage(this.store.words.numbersTaken, "info");
    }
  }
}
