// The codes that are marked in the picker, to be applied together: chips above the list.

export class Marks {
  constructor(picker) {
    this.place = picker.querySelector("[data-marked]");
    this.count = picker.querySelector("[data-apply-count]");
    this.codes = new Map();
  }

  get size() {
    return this.codes.size;
  }

  get all() {
    return [...this.codes.values()];
  }

  has(id) {
    return this.codes.has(id);
  }

  turn(code) {
    if (!this.codes.delete(code.id)) this.codes.set(code.id, code);
  }

  clear() {
    this.codes.clear();
  }

  draw() {
    this.place.hidden = !this.size;
    this.place.replaceChildren(...this.all.map(chip));
    this.count.textContent = this.size > 1 ? this.size : "";
  }
}

function chip(code) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `code-chip tint-${code.tint}`;
  button.dataset.unmark = code.id;
  button.innerHTML = '<span class="code-dot" aria-hidden="true"></span><span></span> <span aria-hidden="true">×</span>';
  button.children[1].textContent = code.name;
  return button;
}
