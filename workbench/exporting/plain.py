"""A document as CSV, JSON or Markdown. Pure."""

from __future__ import annotations

import csv
import json
import math
from io import StringIO
from typing import Any

from workbench.exporting.cells import clean, harmless, shown
from workbench.exporting.documents import Cell, Document, Table


def write_csv(document: Document) -> bytes:
    """Return the tables as UTF-8 with a byte order mark, by which Excel knows the encoding.

    One table is nothing but its head and rows; several are told apart by their titles and an empty line.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    for index, table in enumerate(document.tables):
        if len(document.tables) > 1:
            writer.writerows([[], [harmless(clean(table.title))]] if index else [[harmless(clean(table.title))]])
        writer.writerow([harmless(clean(column.title)) for column in table.columns])
        writer.writerows([_for_csv(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _for_csv(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return harmless(clean(cell))
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def write_json(document: Document) -> bytes:
    """Return {"title", "facts", "tables": [{"title", "notes", "columns", "rows": [{column: value}]}]}."""
    whole = {
        "title": document.title,
        "facts": document.facts,
        "tables": [_table_as_json(table) for table in document.tables],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode(errors="backslashreplace")


def _table_as_json(table: Table) -> dict[str, Any]:
    names = _names([column.title for column in table.columns])
    rows = [dict(zip(names, map(_for_json, row), strict=True)) for row in table.rows]
    return {"title": table.title, "notes": table.notes, "columns": names, "rows": rows}


def _names(titles: list[str]) -> list[str]:
    """Number titles that come more than once, since an object's keys are unique."""
    names: list[str] = []
    for title in titles:
        name, count = title, 2
        while name in names:
            name, count = f"{title} ({count})", count + 1
        names.append(name)
    return names


def _for_json(cell: Cell) -> Cell:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def write_md(document: Document) -> bytes:
    """Return the document as Markdown with pipe tables."""
    parts = [f"# {_inline(document.title)}", *(_inline(fact) for fact in document.facts)]
    for number, table in enumerate((table.for_reading() for table in document.tables), start=1):
        parts += [f"**Table {number}.** *{_inline(table.title)}*", _pipe_table(table)]
        parts += [f"{'*Note.* ' if index == 0 else ''}{_inline(note)}" for index, note in enumerate(table.notes)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _pipe_table(table: Table) -> str:
    head = "| " + " | ".join(_inline(column.title) for column in table.columns) + " |"
    line = "|" + "|".join(" ---: " if column.numeric else " --- " for column in table.columns) + "|"
    rows = []
    for index, row in enumerate(table.rows):
        cells = [_inline(shown(cell, column)) for cell, column in zip(row, table.columns, strict=True)]
        if cells:
            cells[0] = "&emsp;" * table.level(index) + cells[0]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join([head, line, *rows]) if table.columns else ""


def _inline(text: str) -> str:
    r"""Return a text that Markdown shows as it is, on one line.

    >>> _inline("a|b\n*c* <script>")
    'a\\|b<br>\\*c\\* &lt;script>'
    """
    text = clean(text).replace("\\", "\\\\").replace("&", "&amp;").replace("<", "&lt;")
    for mark in "|*_`[]#~":
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\n", "<br>").replace("\t", " ")
