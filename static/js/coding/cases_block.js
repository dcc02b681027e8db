// A block of cells as spreadsheets put it on the clipboard: tabs and lines; a cell with either stands in quotation marks.

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
