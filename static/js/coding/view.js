// How one wants to see the codings; kept in this browser: what stands in the margin, names, marks.
import { ARRANGEMENTS } from "./bars.js";

const STORE = "marginalia.view";
const NORMAL = { margin: "each", names: true, marks: false };

export class View extends EventTarget {
  constructor(form, surface) {
    super();
    Object.assign(this, { form, surface }, NORMAL, JSON.parse(localStorage.getItem(STORE) ?? "{}"));
    if (!ARRANGEMENTS.includes(this.margin)) this.margin = NORMAL.margin;
    this.draw();
    form?.addEventListener("change", () => {
      this.margin = form.elements.margin.value;
      this.names = form.elements.names.checked;
      this.marks = form.elements.marks.checked;
      this.set();
    });
  }

  // The next arrangement of the margin, by key.
  turn() {
    this.margin = ARRANGEMENTS[(ARRANGEMENTS.indexOf(this.margin) + 1) % ARRANGEMENTS.length];
    this.set();
  }

  toggleMarks() {
    this.marks = !this.marks;
    this.set();
  }

  // The name of the arrangement as the form has it.
  get marginName() {
    return this.form?.querySelector(`[name=margin][value=${this.margin}]`)?.labels[0]?.textContent.trim() ?? "";
  }

  set() {
    const { margin, names, marks } = this;
    localStorage.setItem(STORE, JSON.stringify({ margin, names, marks }));
    this.draw();
    this.dispatchEvent(new Event("viewed"));
  }

  draw() {
    this.surface.dataset.margin = this.margin;
    this.surface.classList.toggle("has-no-names", !this.names);
    if (!this.form) return;
    this.form.elements.margin.value = this.margin;
    this.form.elements.names.checked = this.names;
    this.form.elements.marks.checked = this.marks;
  }
}
