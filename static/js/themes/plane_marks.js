// How groups of points look: a colour and a shape each, so that none is told by its colour alone.
import { TINT_COUNT, tintColours, tokenColour } from "../workbench/tints.js";

const STEP = 7; // neighbours in a list lie far apart on the wheel of colours
const SIZE = 4.5; // pixels
const SHAPES = [circle, square, triangle, diamond, cross, star, bar];

function circle(pen, x, y, size) { pen.arc(x, y, size, 0, 2 * Math.PI); }
function square(pen, x, y, size) { pen.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8); }
function polygon(pen, points) { points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y))); pen.closePath(); }
function triangle(pen, x, y, s) { polygon(pen, [[x, y - s * 1.2], [x + s * 1.1, y + s * 0.8], [x - s * 1.1, y + s * 0.8]]); }
function diamond(pen, x, y, s) { polygon(pen, [[x, y - s * 1.3], [x + s * 1.1, y], [x, y + s * 1.3], [x - s * 1.1, y]]); }
function bar(pen, x, y, s) { pen.rect(x - s * 1.4, y - s * 0.5, s * 2.8, s); }
function cross(pen, x, y, s) {
  const t = s * 0.45;
  polygon(pen, [[x - t, y - s * 1.2], [x + t, y - s * 1.2], [x + t, y - t], [x + s * 1.2, y - t], [x + s * 1.2, y + t], [x + t, y + t],
    [x + t, y + s * 1.2], [x - t, y + s * 1.2], [x - t, y + t], [x - s * 1.2, y + t], [x - s * 1.2, y - t], [x - t, y - t]]);
}
function star(pen, x, y, s) {
  polygon(pen, Array.from({ length: 10 }, (_, at) => {
    const reach = at % 2 ? s * 0.55 : s * 1.35;
    const turn = (at * Math.PI) / 5 - Math.PI / 2;
    return [x + reach * Math.cos(turn), y + reach * Math.sin(turn)];
  }));
}

export class Marks {
  constructor() { this.read(); }

  // Colours of the theme that is shown now.
  read() {
    this.tints = tintColours();
    this.ink = tokenColour("--ink");
    this.faint = tokenColour("--ink-3");
    this.paper = tokenColour("--paper");
    this.accent = tokenColour("--accent");
  }

  draw(pen, group, x, y, { dim = false, chosen = false, here = false } = {}) {
    pen.globalAlpha = dim ? 0.18 : 1;
    pen.beginPath();
    if (group === null) {
      pen.arc(x, y, SIZE * 0.7, 0, 2 * Math.PI);
      pen.strokeStyle = this.faint;
      pen.lineWidth = 1;
      pen.stroke();
    } else {
      SHAPES[group % SHAPES.length](pen, x, y, SIZE);
      pen.fillStyle = this.tints[(group * STEP) % TINT_COUNT].strong;
      pen.fill();
    }
    pen.globalAlpha = 1;
    if (chosen) this.ring(pen, x, y, SIZE * 1.9, this.ink, 1.5);
    if (here) this.ring(pen, x, y, SIZE * 2.6, this.accent, 2.5);
  }

  ring(pen, x, y, reach, colour, width) {
    pen.beginPath();
    pen.arc(x, y, reach, 0, 2 * Math.PI);
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.stroke();
  }
}
