// Places that a card in hand can be put by the arrows: up and down from one to the next, left and right by columns.

export function steps(carrying, key) {
  const sense = getComputedStyle(carrying.board).direction === "rtl" ? -1 : 1;
  const way = { ArrowUp: [-1, "one"], ArrowDown: [1, "one"], ArrowLeft: [-sense, "column"], ArrowRight: [sense, "column"] }[key];
  if (!way) return false;
  const [by, what] = way;
  const all = what === "one" ? places(carrying) : columns(carrying);
  const next = what === "one" ? all[indexOf(carrying, all) + by] : nextColumn(carrying, all, by);
  if (next) carrying.put(next.list, next.before);
  return true;
}

// Every place in the order of the page: those of a theme's subthemes come before the place behind it.
function places(carrying) {
  if (carrying.kind !== "theme") return carrying.lists().flatMap((list) => placesIn(carrying, list));
  const walk = (list) => [
    ...carrying.others(list).flatMap((child) => {
      const inner = [...child.querySelectorAll('[data-list="theme"]')].find((one) => one.parentElement === child);
      return [{ list, before: child }, ...(inner ? walk(inner) : [])];
    }),
    { list, before: null },
  ];
  return walk(carrying.board.querySelector('[data-list="theme"][data-theme=""]'));
}

function placesIn(carrying, list) {
  return [...carrying.others(list).map((before) => ({ list, before })), { list, before: null }];
}

function indexOf({ item }, all) {
  return all.findIndex(({ list, before }) => list === item.parentElement && before === item.nextElementSibling);
}

// Themes go along the top; codes and quotations to the first list of the next column, at its end.
function columns(carrying) {
  if (carrying.kind === "theme") return placesIn(carrying, carrying.board.querySelector('[data-list="theme"][data-theme=""]'));
  const found = new Map();
  for (const list of carrying.lists()) {
    const column = columnOf(list);
    if (!found.has(column)) found.set(column, { list, before: null, column });
  }
  return [...found.values()];
}

function nextColumn(carrying, all, by) {
  const here = columnOf(carrying.item.parentElement);
  if (carrying.kind !== "theme") return all[all.findIndex(({ column }) => column === here) + by];
  const at = indexOf(carrying, all);
  if (at >= 0) return all[at + by];
  // Out of a theme: before its column, or behind it.
  const beside = all.findIndex(({ before }) => before === here);
  return all[by < 0 ? beside : beside + 1];
}

function columnOf(element) {
  let column = element.closest("[data-theme-box]");
  for (let above = column; above; above = above.parentElement.closest("[data-theme-box]")) column = above;
  return column;
}
