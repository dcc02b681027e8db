// The overview beside the text: where in the whole source its codings lie; a click goes there.
import { tintColours } from "../workbench/tints.js";

export class Ruler {
  constructor(canvas, pane, length, { tintOf, go }) {
    Object.assign(this, { canvas, pane, length, tintOf });
    this.codings = [];
    canvas.addEventListener("click", (event) => go(Math.floor((event.offsetY / canvas.clientHeight) * length)));
    new ResizeObserver(() => this.draw()).observe(pane);
    document.addEventListener("themeChanged", () => this.draw());
  }

  show(codings) {
    this.codings = codings;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { canvas } = this;
    const ratio = devicePixelRatio || 1;
    const width = canvas.clientWidth;
    const height = canvas.clientHeight;
    canvas.width = width * ratio;
    canvas.height = height * ratio;
    const context = canvas.getContext("2d");
    context.scale(ratio, ratio);
    const colours = tintColours();
    for (const coding of this.codings) {
      context.fillStyle = colours[this.tintOf(coding)].strong;
      const top = (coding.start / this.length) * height;
      context.fillRect(3, top, width - 6, Math.max(1.5, ((coding.end - coding.start) / this.length) * height));
    }
  }
}
