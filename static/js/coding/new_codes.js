// Codes that were made on this page and have no number of the site yet: they go by a number below zero until it answers,
// and what was done with them is sent after them.
import { renamed } from "../workbench/held.js";
import { newId } from "../workbench/request.js";
import { KINDS } from "./acts.js";

const PLAIN = 15; // their tint, until the site gives them one of their own

KINDS.code = {
  show: (store, { code }) => store.newCodes.put(code),
  hide: (store, { code }) => store.newCodes.drop(code.id),
};

// What the picker makes a code with. It takes what stands for the code until the site has made it: whoever waited could
// have selected other words meanwhile. A refusal is said by the queue, which takes back what the code was for.
export function makerOf(store) {
  return (path) => store.newCodes.make(path).code;
}

// Where only the number that the site gives will do: null where it refuses, and what stands for the code where it is away.
export function siteMakerOf(store) {
  return (path) => {
    const { code, answer } = store.newCodes.make(path);
    return Promise.race([answer.then(({ id }) => store.codes.get(id)), store.newCodes.away().then(() => code)]).catch(() => null);
  };
}

export class NewCodes {
  constructor(store) {
    Object.assign(this, { store, waiting: new Map() });
  }

  // The codes of the site with those that wait, each behind what is below the same code.
  among(codes) {
    const all = codes.filter(({ id }) => id > 0);
    for (const code of this.waiting.values()) {
      const above = all.findIndex(({ id }) => id === code.parent);
      const next = all.findIndex(({ depth }, place) => place > above && depth <= (all[above]?.depth ?? -1));
      all.splice(above < 0 || next < 0 ? all.length : next, 0, code);
    }
    return all;
  }

  // { code, answer }: what stands for the code, and a promise of what the site says.
  make(path) {
    const { store } = this;
    const code = this.codeAt(path);
    const request = { method: "POST", address: store.data.urls.code, body: { path } };
    const answer = store.act("code", { id: code.id, code }, store.words.actCode.replace("{code}", code.name), request);
    return { code: store.codes.get(code.id), answer };
  }

  // Resolves when the site cannot be reached.
  away() {
    const { queue } = this.store;
    return new Promise((resolve) => {
      queue.addEventListener("progress", function look() {
        if (!queue.isAway) return;
        queue.removeEventListener("progress", look);
        resolve();
      });
      if (queue.isAway) resolve();
    });
  }

  codeAt(path) {
    const names = path.split("/").map((name) => name.trim());
    const isAt = (code, count) => code.path.split("/").map((name) => name.trim()).join("/").toLowerCase() === names.slice(0, count).join("/").toLowerCase();
    const codes = this.store.listed();
    const above = names.slice(1).map((_name, place) => codes.find((code) => isAt(code, place + 1))).findLast(Boolean);
    const id = -parseInt(newId().replaceAll("-", "").slice(0, 12), 16) - 1;
    const texts = { definition: "", include: "", exclude: "", example: "" };
    return { id, parent: above?.id ?? null, name: names.at(-1), path, depth: above ? above.depth + 1 : 0, tint: PLAIN, retired: false, codable: true, ...texts };
  }

  put(code) {
    this.waiting.set(code.id, code);
    this.redraw([...this.store.codes.values()]);
  }

  drop(id) {
    this.waiting.delete(id);
    this.redraw([...this.store.codes.values()].filter((code) => code.id !== id));
  }

  // The site has made it: what this page knows of it goes by its number from now on.
  numbered(from, to, codes) {
    const { store } = this;
    this.waiting.delete(from);
    for (const [key, acts] of store.stack.known) store.stack.known.set(key, acts.map((act) => renamed(act, from, to)));
    store.setFavourites((store.data.favourites ?? []).map(([number, id]) => [number, id === from ? to : id]));
    const mine = store.all().filter(({ code }) => code === from);
    for (const coding of mine) coding.code = to;
    store.dispatchEvent(new CustomEvent("numbered", { detail: { from, to } }));
    this.redraw(codes);
    for (const coding of mine) store.changed(coding);
  }

  redraw(codes) {
    this.store.setCodes(codes);
    this.store.dispatchEvent(new Event("codebook"));
  }
}
