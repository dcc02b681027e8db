// The table of cases: edited in place like a spreadsheet; a value that is no level yet can be added as one.
import { fill } from "./grid_cells.js";
import { Grid } from "./grid.js";

const { columns, words } = JSON.parse(document.getElementById("grid-data").textContent);
const offered = new Map();
const UNLISTED = ["numeric", "date", "multiple"]; // kinds of variables whose values are no list to choose from

// What the column holds already.
function offer(column) {
  if (UNLISTED.includes(column.kind)) return Promise.resolve([]);
  if (!offered.has(column.id)) {
    const address = grid.table.dataset.known.replace("/0/", `/${column.id}/`);
    offered.set(column.id, fetch(address, { headers: { Accept: "application/json" } })
      .then((answer) => answer.json()).then(({ values }) => values).catch(() => []));
  }
  return offered.get(column.id);
}

const grid = new Grid({
  fixed: 3, // name, transcripts, answers
  columns, words, offer, rowKey: "case", columnKey: "variable",
  turn: (event) => grid.line.send("POST", () => grid.table.dataset.undo, { event }),
  acts: (why, cell, text) => (why.level ? [[fill(words.addLevel, { level: why.level }), () => {
    grid.goTo(cell);
    grid.save([[cell, text]], { addLevels: true });
  }]] : []),
});
