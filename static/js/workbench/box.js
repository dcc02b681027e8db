// What waits to be sent, kept by the browser so that it outlives the tab: each person's and study's by itself, in order.
// An act is deleted as soon as the site has it, and all of a person's when they sign out.

const NAME = "marginalia";
const ACTS = "acts";

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ACTS, { keyPath: "n", autoIncrement: true }).createIndex("owner", "owner");
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// Does something with the stored acts; resolves with its result when it is safely written.
async function within(mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(ACTS, mode);
    const request = work(transaction.objectStore(ACTS));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

const allOf = (person) => IDBKeyRange.bound(`${person}:`, `${person}:\uffff`);

export class Box {
  constructor(person, project) {
    this.owner = `${person}:${project}`;
    this.memory = null; // in place of the store, where the browser has none
  }

  // Does it in the store; in a list of this page where there is no store. The order is kept either way.
  async either(inStore, inMemory) {
    if (!this.memory) {
      try {
        return await inStore();
      } catch {
        this.memory = [];
      }
    }
    return inMemory(this.memory);
  }

  // Resolves when the act is kept.
  add(act) {
    const kept = { ...act, owner: this.owner };
    return this.either(() => within("readwrite", (acts) => acts.add(kept)), (memory) => memory.push(kept));
  }

  all() {
    return this.either(() => within("readonly", (acts) => acts.index("owner").getAll(this.owner)), (memory) => [...memory]);
  }

  first() {
    return this.either(() => within("readonly", (acts) => acts.index("owner").get(this.owner)), (memory) => memory[0]);
  }

  put(act) {
    const inMemory = (memory) => memory.splice(memory.findIndex(({ id }) => id === act.id), 1, act);
    return this.either(() => within("readwrite", (acts) => acts.put(act)), inMemory);
  }

  remove(act) {
    const inMemory = (memory) => memory.splice(memory.findIndex(({ id }) => id === act.id), 1);
    return this.either(() => within("readwrite", (acts) => acts.delete(act.n)), inMemory);
  }
}

// How much of a person's work waits in this browser, in all studies.
export function waitingOf(person) {
  return within("readonly", (acts) => acts.index("owner").count(allOf(person))).catch(() => 0);
}

export function forget(person) {
  return within("readwrite", (acts) => {
    acts.index("owner").openCursor(allOf(person)).onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      cursor.delete();
      cursor.continue();
    };
  }).catch(() => {});
}
