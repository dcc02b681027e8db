// Blocks of cells, as spreadsheets put them on the clipboard: tabs and lines; a cell with either is in quotation marks.
import { announce } from "../workbench/announce.js";
import { showMessage } from "../workbench/messages.js";
import { fill } from "./cases_cells.js";

// `from(cell)` says how many rows and columns are left from a cell, and which cell is so far down and right of it.
export function listenForBlocks({ isCell, words, save, text, from }) {
  document.addEventListener("paste", (event) => {
    if (!isCell(event.target)) return;
    event.preventDefault();
    const block = blockIn(event.clipboardData.getData("text/plain"));
    const left = from(event.target);
    const width = Math.max(...block.map((row) => row.length));
    if (width > left.columns) showMessage(fill(words.tooWide, { block: width, left: left.columns }), "error");
    else if (block.length > left.rows) showMessage(fill(words.tooLong, { block: block.length, left: left.rows }), "error");
    else put(block, left);
  });

  function put(block, left) {
    const changes = block.flatMap((row, down) => row.map((value, right) => [left.at(down, right), value.trim()]));
    save(changes).then((stored) => {
      if (stored) announce(fill(words.pasted, { count: changes.length }));
    });
  }

  document.addEventListener("copy", (event) => {
    if (!isCell(event.target) || getSelection().toString()) return;
    event.clipboardData.setData("text/plain", text(event.target));
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
