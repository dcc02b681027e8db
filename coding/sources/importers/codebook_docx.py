"""A codebook as it stands in a manuscript: the tables of a Word document whose first row names their columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from coding.sources.importers.codebook_table import WORDS
from coding.sources.importers.columns import find_columns
from coding.sources.importers.docx import open_docx
from coding.sources.importers.guards import check_office_file
from coding.sources.importers.limits import limits
from coding.sources.importers.problems import ImportProblem
from coding.sources.importers.table import Row, Table, tidy_header

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
TITLES = 3  # rows that may stand above the names of the columns
LEVEL = "\t"


def read_docx_table(name: str, data: bytes) -> Table:
    """The rows of all tables that name codes, under the columns of the first; a code's indentation as tabs before it.

    Raises ImportProblem where there is no such table.
    """
    check_office_file(data, name, "Word", ".docx")
    found: Table | None = None
    for table in open_docx(name, data).element.body.iter(f"{_W}tbl"):
        rows = _rows(table)
        start = next((at for at, row in enumerate(rows[:TITLES]) if _names_codes(name, _texts(row))), None)
        if start is None:
            continue
        header = [tidy_header(text) for text in _texts(rows[start])]
        read = _read(name, header, rows[start + 1 :])
        if found is None:
            found = read
        elif header == found.header:
            found.rows += read.rows
        else:
            found.assumed.append("a table with other columns than the first was left out")
    if found is None:
        raise ImportProblem(
            "no table in it has a column with the names of codes.",
            remedy='Call the column "Code" (with "Parent", or subcodes indented) or "Path", as in Parent/Child.',
            file=name,
        )
    found.numbers = list(range(2, len(found.rows) + 2))
    return found


def read_codebook_docx(task: dict[str, Any], _tell: Any) -> dict[str, Any]:
    """What the reading process does with such a document (importers.child calls it by name)."""
    table = read_docx_table(task["name"], Path(task["path"]).read_bytes())
    return {"header": table.header, "rows": table.rows, "numbers": table.numbers, "assumed": table.assumed}


def _names_codes(name: str, texts: list[str]) -> bool:
    columns = find_columns(Table(name, texts, [], []), WORDS)
    return len(columns) > 1 and ("name" in columns or "path" in columns)


def _rows(table: Any) -> list[list[Any]]:
    """The cells of each row; one that spans columns stands in each of them, one that goes down in each of its rows."""
    rows: list[list[Any]] = []
    for row in table.iterchildren(f"{_W}tr"):
        cells: list[Any] = []
        for cell in row.iterchildren(f"{_W}tc", f"{_W}sdt"):
            merged = cell.find(f"{_W}tcPr/{_W}vMerge")
            goes_on = merged is not None and merged.get(f"{_W}val", "continue") == "continue"
            above = rows[-1][len(cells)] if goes_on and rows and len(cells) < len(rows[-1]) else cell
            cells += [above] * _span(cell)
        rows.append(cells)
        if len(rows) > limits().rows or len(cells) > limits().columns:
            raise ImportProblem("a table in it is larger than any codebook.")
    return rows


def _span(cell: Any) -> int:
    said = cell.find(f"{_W}tcPr/{_W}gridSpan")
    text = said.get(f"{_W}val", "1") if said is not None else "1"
    return min(int(text), limits().columns) if text.isascii() and text.isdigit() else 1


def _texts(row: list[Any]) -> list[str]:
    return ["\n".join(_lines(cell)).strip() for cell in row]


def _lines(cell: Any) -> list[str]:
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        marks = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
        pieces = [
            (one.text or "") if one.tag == f"{_W}t" else marks[one.tag]
            for one in paragraph.iter(f"{_W}t", *marks)
            if one.getparent().tag != f"{_W}tabs"
        ]
        lines.append("".join(pieces))
    return lines


def _read(name: str, header: list[str], rows: list[list[Any]]) -> Table:
    at = find_columns(Table(name, header, [], []), WORDS).get("name", 0)
    indents = [_indent(row[at]) if at < len(row) else 0 for row in rows]
    steps = sorted(set(indents))
    read: list[Row] = []
    for row, indent in zip(rows, indents, strict=True):
        texts = [*_texts(row), *[""] * len(header)][: len(header)]
        if not any(texts) or [tidy_header(text) for text in texts] == header:
            continue  # empty, or the names of the columns again on another page
        if texts[at]:
            texts[at] = LEVEL * steps.index(indent) + texts[at]
        read.append(texts)
    return Table(name, header, read, [])


def _indent(cell: Any) -> int:
    """How far the first paragraph of a cell is set in, in twentieths of a point; a list's levels count as much."""
    paragraph = cell.find(f"{_W}p")
    if paragraph is None:
        return 0
    set_in = paragraph.find(f"{_W}pPr/{_W}ind")
    level = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
    said = "0" if set_in is None else set_in.get(f"{_W}left") or set_in.get(f"{_W}start") or "0"
    deep = "0" if level is None else level.get(f"{_W}val", "0")
    typed = "".join(_lines(cell)[:1])
    spaces = len(typed) - len(typed.lstrip(" \t\xa0\u2003"))
    return (int(said) if said.isdigit() else 0) + 360 * (int(deep) if deep.isdigit() else 0) + 60 * spaces
