// The map of passages: pointed at or gone through with the keys, and chosen one by one or by a line around them.
import { announce } from "../workbench/announce.js";
import { tellOf } from "../workbench/shortcuts.js";
import { Marks } from "./plane_marks.js";
import { groupOf, keyItems } from "./plane_key.js";
import { Paper } from "./plane_paper.js";
import { beside, inside, nearest } from "./plane_places.js";

const WAYS = { suggestion: 3, theme: 4, code: 5 };
const [KEY, X, Y, WORDS, WHO] = [0, 1, 2, 6, 7];
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const REACH = 12; // pixels around the pointer
const EDGE = 24;
const IS_CLICK = 4; // a line shorter than this many pixels

// Numbers as places between the edges of so many pixels.
function fitted(numbers, pixels) {
  const least = numbers.reduce((one, other) => Math.min(one, other), Infinity);
  const range = numbers.reduce((one, other) => Math.max(one, other), -Infinity) - least || 1;
  return numbers.map((number) => EDGE + ((number - least) / range) * (pixels - 2 * EDGE));
}

class Plane {
  constructor(place, data) {
    this.place = place;
    this.form = place.closest("form");
    this.canvas = place.querySelector(".plane-view canvas");
    this.tip = place.querySelector(".plane-tip");
    this.points = data.points;
    this.groups = data.groups;
    this.way = place.dataset.way;
    this.marks = new Marks();
    this.paper = new Paper(this.canvas, this.marks);
    this.chosen = new Set();
    this.here = -1;
    this.only = undefined;
    this.line = [];
    this.measure();
    this.key();
    this.listen();
    place.querySelector("[data-wait]").remove();
    place.dataset.ready = "yes";
  }

  group(at) { return this.points[at][WAYS[this.way]]; }
  name(group) { return group === null ? this.place.dataset.none : this.groups[this.way][group]; }

  measure() {
    const [width, height] = this.paper.measure();
    const across = fitted(this.points.map((point) => point[X]), width);
    const down = fitted(this.points.map((point) => -point[Y]), height);
    this.places = across.map((x, at) => [x, down[at]]);
    this.draw();
  }

  draw({ anew = false } = {}) {
    if (anew) this.paper.isStale = true;
    this.paper.paint(this);
  }

  // Each group with its mark and how many passages it has; pressing one chooses them.
  key() {
    const groups = this.points.map((_, at) => this.group(at));
    this.place.querySelector(".plane-key").replaceChildren(...keyItems(groups, (group) => this.name(group), this.marks));
  }

  highlight(group) {
    if (group === this.only) return;
    this.only = group;
    this.draw({ anew: true });
  }

  chooseGroup(group, button) {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    this.points.forEach((_, at) => { if (this.group(at) === group) this.chosen[on ? "add" : "delete"](at); });
    this.told();
  }

  told() {
    const keys = [...this.chosen].map((at) => this.points[at][KEY]);
    this.form.elements.chosen.value = keys.join(",");
    const words = this.place.dataset.chosen.replace("{n}", keys.length);
    const bar = this.form.querySelector("[data-ticked]");
    if (bar) bar.textContent = words;
    const chosen = new Set(keys.map(String));
    for (const box of this.form.querySelectorAll("input[name=passage]")) box.checked = chosen.has(box.value);
    announce(words);
    this.draw({ anew: true });
  }

  choose(at, on = !this.chosen.has(at)) {
    if (at < 0) return;
    this.chosen[on ? "add" : "delete"](at);
    this.told();
  }

  chooseNone() {
    this.chosen.clear();
    for (const button of this.place.querySelectorAll(".plane-key button")) button.setAttribute("aria-pressed", "false");
    this.told();
  }

  goTo(at, { aloud = false } = {}) {
    if (at === this.here) return;
    this.here = at;
    this.draw();
    this.read(at, aloud);
  }

  read(at, aloud) {
    this.tip.hidden = at < 0;
    if (at < 0) return;
    const point = this.points[at];
    const group = this.name(this.group(at));
    const parts = () => [
      Object.assign(document.createElement("p"), { className: "quote", dir: "auto", textContent: point[WORDS] }),
      Object.assign(document.createElement("p"), { className: "quote-source", textContent: `${point[WHO]} · ${group}` }),
    ];
    this.tip.replaceChildren(...parts());
    this.place.querySelector("[data-read]").replaceChildren(...parts());
    this.put(this.places[at]);
    if (aloud) announce(this.place.dataset.said.replace("{words}", point[WORDS]).replace("{who}", point[WHO]).replace("{group}", group));
  }

  put([x, y]) {
    const { width, height } = this.canvas.getBoundingClientRect();
    const left = Math.min(x + 14, Math.max(width - this.tip.offsetWidth - 4, 0));
    const over = y + this.tip.offsetHeight + 18 > height;
    this.tip.style.left = `${left}px`;
    this.tip.style.top = `${over ? Math.max(y - this.tip.offsetHeight - 12, 0) : y + 14}px`;
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  listen() {
    this.listenToKey(this.place.querySelector(".plane-key"));
    this.canvas.addEventListener("pointerdown", (event) => this.down(event));
    this.canvas.addEventListener("pointermove", (event) => this.moved(event));
    this.canvas.addEventListener("pointerup", (event) => this.up(event));
    this.canvas.addEventListener("pointercancel", () => { this.line = []; this.draw(); });
    this.canvas.addEventListener("pointerleave", () => { if (!this.line.length) this.goTo(-1); });
    this.canvas.addEventListener("focus", () => { if (this.here < 0) this.goTo(nearest(this.places, 0, 0), { aloud: true }); });
    this.canvas.addEventListener("blur", () => this.goTo(-1));
    this.canvas.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("change", (event) => {
      if (event.target.name !== "passage") return;
      const at = this.points.findIndex((point) => String(point[KEY]) === event.target.value);
      this.choose(at, event.target.checked);
    });
    document.addEventListener("themeChanged", () => { this.marks.read(); this.key(); this.draw({ anew: true }); });
    new ResizeObserver(() => this.measure()).observe(this.canvas);
  }

  listenToKey(key) {
    key.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.chooseGroup(groupOf(button), button);
    });
    key.addEventListener("pointerover", (event) => this.highlight(groupOf(event.target.closest("button"))));
    key.addEventListener("pointerleave", () => this.highlight(undefined));
  }

  down(event) {
    if (event.button) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.line = [this.at(event)];
  }

  moved(event) {
    if (this.line.length) {
      this.line.push(this.at(event));
      this.draw();
    } else {
      this.goTo(nearest(this.places, ...this.at(event), REACH));
    }
  }

  up(event) {
    const line = this.line;
    this.line = [];
    if (!line.length) return;
    const reach = Math.max(...line.map(([x, y]) => Math.hypot(x - line[0][0], y - line[0][1])));
    if (reach < IS_CLICK) {
      this.choose(nearest(this.places, ...this.at(event), REACH));
      return;
    }
    if (!event.shiftKey) this.chosen.clear();
    this.places.forEach((place, at) => { if (inside(line, place)) this.chosen.add(at); });
    this.told();
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (step) {
      const to = this.here < 0 ? 0 : beside(this.places, this.here, step);
      if (to >= 0) this.goTo(to, { aloud: true });
    } else if (event.key === " " || event.key === "Enter") {
      this.choose(this.here);
    } else if (event.key.toLowerCase() === "n") {
      this.addNearest();
    } else if (event.key === "Escape") {
      this.chooseNone();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  // The way of the keys to a group of neighbours: the nearest to this one that is not chosen yet.
  addNearest() {
    if (this.here < 0) return;
    if (!this.chosen.has(this.here)) return this.choose(this.here, true);
    const [x, y] = this.places[this.here];
    return this.choose(nearest(this.places, x, y, Infinity, (at) => this.chosen.has(at)), true);
  }
}

const place = document.querySelector("[data-plane]");
if (place) {
  const answer = await fetch(place.dataset.plane, { headers: { Accept: "application/json" } });
  if (answer.ok) new Plane(place, await answer.json());
  tellOf("N", place.querySelector("canvas").getAttribute("aria-label"));
}
