// The codes used last, in this browser and project; the numbers 1 to 9 apply them.

const KEPT = 9;

export class Recent {
  constructor(store) {
    this.store = store;
    this.key = `marginalia.recent.${location.pathname.split("/")[2]}`;
    this.ids = JSON.parse(sessionStorage.getItem(this.key) ?? "[]");
    store.addEventListener("numbered", ({ detail: { from, to } }) => {
      this.ids = this.ids.map((id) => (id === from ? to : id));
    });
  }

  use(code) {
    this.ids = [code.id, ...this.ids.filter((id) => id !== code.id)].slice(0, KEPT);
    sessionStorage.setItem(this.key, JSON.stringify(this.ids));
  }

  // Those used in this sitting, then the commonest of the page, as far as they still exist.
  codes() {
    const counts = new Map();
    for (const { code, coder } of this.store.all()) if (coder === this.store.data.me) counts.set(code, (counts.get(code) ?? 0) + 1);
    const common = [...counts].sort((a, b) => b[1] - a[1]).map(([id]) => id);
    return [...new Set([...this.ids, ...common])].map((id) => this.store.codes.get(id)).filter((code) => this.store.isUsable(code)).slice(0, KEPT);
  }
}
