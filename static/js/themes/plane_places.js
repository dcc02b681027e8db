// Where points are: under the pointer, inside a line, beside another. Points are [x, y] in pixels.

export function nearest(places, x, y, reach = Infinity, skip = () => false) {
  let best = -1;
  let least = reach * reach;
  for (let at = 0; at < places.length; at += 1) {
    const dx = places[at][0] - x;
    const dy = places[at][1] - y;
    const far = dx * dx + dy * dy;
    if (far < least && !skip(at)) [best, least] = [at, far];
  }
  return best;
}

// The nearest point that lies more in this direction than beside it.
export function beside(places, from, [right, down]) {
  const [x, y] = places[from];
  return nearest(places, x, y, Infinity, (at) => {
    if (at === from) return true;
    const along = (places[at][0] - x) * right + (places[at][1] - y) * down;
    const across = Math.abs((places[at][0] - x) * down) + Math.abs((places[at][1] - y) * right);
    return along <= 0 || across > along;
  });
}

export function inside(line, [x, y]) {
  let within = false;
  for (let at = 0, before = line.length - 1; at < line.length; before = at, at += 1) {
    const [ax, ay] = line[at];
    const [bx, by] = line[before];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
  }
  return within;
}
