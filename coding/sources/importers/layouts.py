"""Which program a survey was exported from, and therefore where its header is and what its columns are."""

from __future__ import annotations

from dataclasses import dataclass, field

from coding.sources.importers.table import ColumnHint, Row, tidy_header


@dataclass(frozen=True)
class Layout:
    """How to read a table.

    `title` is "" for a plain table, else the program's name. `header` has one name per column of the file ("" where it
    has none), and is unique where the layout is not plain. Rows whose number (as in the records) is `data_from` or
    more are respondents; records before it are header rows. `hints` are by the names in `header`; `said` are
    sentences for the report, as in `assumed`.
    """

    title: str
    header: list[str]
    data_from: int
    hints: dict[str, ColumnHint] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)


def recognise_layout(_name: str, first: list[tuple[int, Row]]) -> Layout:
    """The layout of a table, from its first ten records or so: (row number, cells). A plain one where none is known."""
    filled = [(number, row) for number, row in first if any(cell.strip() for cell in row)]
    if not filled:
        return Layout("", [], 1)
    number, row = filled[0]
    return Layout("", [tidy_header(cell) for cell in row], number + 1)
