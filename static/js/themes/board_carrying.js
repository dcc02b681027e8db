// A card that has been picked up: where it came from, where it lies, and what the site is told of that.

// On a wide page the columns scroll, on a narrow one the whole board.
export function scrollerOf(board) {
  const columns = board.querySelector(".board-columns");
  return columns.scrollWidth > columns.clientWidth ? columns : board;
}

export class Carrying {
  constructor(item, board) {
    Object.assign(this, { item, board, kind: item.dataset.kind, list: item.parentElement, next: item.nextElementSibling });
  }

  begin() {
    this.item.classList.add("is-carried");
    this.board.classList.add(`is-carrying-${this.kind}`);
  }

  end() {
    this.item.classList.remove("is-carried");
    this.board.classList.remove(`is-carrying-${this.kind}`);
  }

  back() {
    this.put(this.list, this.next);
  }

  // Lays the card into a list, before another or last.
  put(list, before) {
    if (before === this.item || (list === this.item.parentElement && before === this.item.nextElementSibling)) return;
    list.insertBefore(this.item, before);
  }

  get isElsewhere() {
    return this.item.parentElement !== this.list || this.item.nextElementSibling !== this.next;
  }

  // Lists that take such a card, but those within itself.
  lists() {
    return [...this.board.querySelectorAll(`[data-list="${this.kind}"]`)].filter((list) => !this.item.contains(list));
  }

  others(list) {
    return [...list.children].filter((one) => one !== this.item && one.matches("[data-item]"));
  }

  values() {
    const { dataset } = this.item.parentElement;
    // Behind the last that is shown, there may be more.
    const before = this.item.nextElementSibling?.dataset.pk ?? dataset.next ?? "";
    return {
      kind: this.kind, item: this.item.dataset.pk, from: this.item.dataset.from, into: dataset.theme, before,
      stance: dataset.stance ?? "",
    };
  }

  // Where it lies now, for the ear.
  told() {
    const { item } = this;
    const list = item.parentElement;
    const all = [...list.children].filter((one) => one.matches("[data-item]"));
    const theme = list.closest("[data-theme-box]")?.dataset.name ?? "";
    let where = "at";
    if (!list.dataset.theme) where = this.kind === "theme" ? "atTop" : "atNone";
    else if (list.dataset.stance === "against") where = "atAgainst";
    return { name: item.dataset.name, theme, place: all.indexOf(item) + 1, of: all.length, where };
  }
}
