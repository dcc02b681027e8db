// Blocks of cells, as spreadsheets put them on the clipboard: tabs and lines; a cell with either is in quotation marks.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { fill, shownIn } from "./grid_cells.js";

export function listenForBlocks(grid) {
  const { words } = grid;

  document.addEventListener("paste", (event) => {
    if (!grid.isCell(event.target)) return;
    event.preventDefault();
    const block = blockIn(event.clipboardData.getData("text/plain"));
    const row = grid.rows.indexOf(event.target.parentElement);
    const column = event.target.cellIndex - grid.fixed;
    const width = Math.max(...block.map((one) => one.length));
    const left = { columns: grid.columns.length - column, rows: grid.rows.length - row };
    if (width > left.columns) showMessage(fill(words.tooWide, { block: width, left: left.columns }), "error");
    else if (block.length > left.rows && !grid.rowAt) showMessage(fill(words.tooLong, { block: block.length, left: left.rows }), "error");
    else put(block, row, column);
  });

  function put(block, row, column) {
    const changes = block.flatMap((values, down) => {
      grid.rowAt?.(row + down);
      return values.map((value, right) => [grid.cellAt(row + down, column + right), value.trim()]);
    });
    grid.save(changes).then((stored) => {
      if (stored) announce(fill(words.pasted, { count: changes.length }));
    });
  }

  document.addEventListener("copy", (event) => {
    if (!grid.isCell(event.target) || getSelection().toString()) return;
    event.clipboardData.setData("text/plain", shownIn(event.target));
    event.preventDefault();
  });
}

export function blockIn(text) {
  const rows = [[]];
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  let at = 0;
  while (at <= source.length) {
    const [cell, next] = source[at] === '"' ? quoted(source, at) : plain(source, at);
    rows.at(-1).push(cell);
    if (source[next] === "\n") rows.push([]);
    at = next + 1;
  }
  return rows;
}

function plain(source, from) {
  const found = source.slice(from).search(/[\t\n]/);
  const end = found < 0 ? source.length : from + found;
  return [source.slice(from, end), end];
}

function quoted(source, from) {
  const found = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(source.slice(from));
  return found ? [found[1].replaceAll('""', '"'), from + found[0].length] : plain(source, from);
}
