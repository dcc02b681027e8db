// Painting the map: all marks once on a sheet of their own, and over it what moves with the pointer.

export class Paper {
  constructor(canvas, marks) {
    this.canvas = canvas;
    this.marks = marks;
    this.sheet = document.createElement("canvas");
    this.isStale = true;
  }

  // As many pixels as the screen has for it; returns width and height on the page.
  measure() {
    const { width, height } = this.canvas.getBoundingClientRect();
    this.scale = window.devicePixelRatio || 1;
    for (const one of [this.canvas, this.sheet]) [one.width, one.height] = [width * this.scale, height * this.scale];
    this.isStale = true;
    return [width, height];
  }

  paint(plane) {
    if (this.isStale) this.paintSheet(plane);
    const pen = this.pen(this.canvas);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.sheet, 0, 0);
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    const { here, places, line } = plane;
    if (here >= 0) this.marks.draw(pen, plane.group(here), ...places[here], { here: true, chosen: plane.chosen.has(here) });
    if (line.length > 1) this.lasso(pen, line);
  }

  paintSheet(plane) {
    const pen = this.pen(this.sheet);
    plane.places.forEach(([x, y], at) => {
      const group = plane.group(at);
      const dim = plane.only !== undefined && group !== plane.only;
      this.marks.draw(pen, group, x, y, { dim, chosen: plane.chosen.has(at) });
    });
    this.isStale = false;
  }

  pen(canvas) {
    const pen = canvas.getContext("2d");
    pen.setTransform(this.scale, 0, 0, this.scale, 0, 0);
    pen.clearRect(0, 0, canvas.width, canvas.height);
    return pen;
  }

  lasso(pen, line) {
    pen.beginPath();
    line.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.strokeStyle = this.marks.ink;
    pen.lineWidth = 1.5;
    pen.setLineDash([5, 3]);
    pen.stroke();
    pen.setLineDash([]);
  }
}
