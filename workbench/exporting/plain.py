"""A document as CSV or JSON: plain values, every place of every number. Pure."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

from workbench.exporting.cells import clean, harmless
from workbench.exporting.documents import Document, Figure, Table, Text
from workbench.exporting.flat import Plain, flat


def write_csv(document: Document) -> bytes:
    """Return the tables as UTF-8 with a byte order mark, by which Excel knows the encoding.

    One table is nothing but its head and rows; several are told apart by their titles and an empty line.
    """
    buffer = StringIO(newline="")
    writer = csv.writer(buffer)
    tables = [flat(table) for table in document.data_tables()]
    for index, table in enumerate(tables):
        if len(tables) > 1:
            writer.writerows([[], [harmless(clean(table.title))]] if index else [[harmless(clean(table.title))]])
        writer.writerow([harmless(clean(column.title)) for column in table.columns])
        writer.writerows([_for_csv(cell) for cell in row] for row in table.rows)
    return buffer.getvalue().encode("utf-8-sig")


def _for_csv(cell: Plain) -> Plain:
    return harmless(clean(cell)) if isinstance(cell, str) else cell


def write_json(document: Document) -> bytes:
    """Return {"title", "facts", "tables": [{"title", "notes", "columns", "rows": [{column: value}]}]}.

    Where there are figures, "figures" has {"title", "alt", "notes", "spec"} of each.
    """
    whole: dict[str, Any] = {
        "title": document.title,
        "facts": document.facts,
        "tables": [_table_as_json(flat(table)) for table in document.data_tables()],
    }
    if document.texts:
        whole["texts"] = [_text_as_json(text) for text in document.texts]
    if document.figures:
        whole["figures"] = [_figure_as_json(figure) for figure in document.figures]
    return (json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode(errors="backslashreplace")


def _text_as_json(text: Text) -> dict[str, Any]:
    paragraphs = ["".join(phrase.text for phrase in paragraph) for paragraph in text.paragraphs]
    return {"heading": text.heading, "paragraphs": paragraphs}


def _table_as_json(table: Table) -> dict[str, Any]:
    names = _names([column.title for column in table.columns])
    rows = [dict(zip(names, row, strict=True)) for row in table.rows]
    notes = [*table.notes, *(column.note for column in table.columns if column.note)]
    return {"title": table.title, "notes": list(dict.fromkeys(notes)), "columns": names, "rows": rows}


def _names(titles: list[str]) -> list[str]:
    """Number titles that come more than once, since an object's keys are unique."""
    names: list[str] = []
    for title in titles:
        name, count = title, 2
        while name in names:
            name, count = f"{title} ({count})", count + 1
        names.append(name)
    return names


def _figure_as_json(figure: Figure) -> dict[str, Any]:
    return {"title": figure.title, "alt": figure.alt, "notes": figure.notes, "spec": figure.drawn()}
