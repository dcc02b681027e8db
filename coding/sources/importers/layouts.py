"""Which program a survey was exported from, and therefore where its header is and what its columns are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

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


Records = list[tuple[int, Row]]


def recognise_layout(_name: str, first: Records) -> Layout:
    """The layout of a table, from its first records: (row number, cells). A plain one where none is known."""
    from coding.sources.importers.survey_programs import PROGRAMS

    filled = [(number, row) for number, row in first if any(cell.strip() for cell in row)]
    if not filled:
        return Layout("", [], 1)
    width = max(len(row) for _number, row in filled)
    padded = [(number, [tidy_header(cell) for cell in row] + [""] * (width - len(row))) for number, row in filled]
    for read in PROGRAMS:
        if layout := read(padded):
            return layout
    number, row = filled[0]
    return Layout("", [tidy_header(cell) for cell in row], number + 1)


def layout_of(
    title: str,
    records: Records,
    header_rows: int,
    header: Sequence[str],
    hints: Sequence[ColumnHint | None],
    short: Sequence[str] = (),
) -> Layout:
    """A layout whose names are made unique; `hints` has one or None per column, `short` what the file calls each."""
    names = unique(header)
    last_header = records[header_rows - 1][0]
    said = [f"read as an export of {title}" + (f", with {header_rows} header rows" if header_rows > 1 else "")]
    told = {name: hint for name, hint in zip(names, hints, strict=True) if name and hint}
    for name, called in zip(names, short, strict=False):
        if name and called and called != name:
            told[name] = replace(told.get(name, ColumnHint()), short=called)
    return Layout(title, names, last_header + 1, told, said)


def unique(header: Sequence[str]) -> list[str]:
    """The names, numbered from the second on where several are the same: "Comments", "Comments (2)"."""
    names: list[str] = []
    times: Counter[str] = Counter()
    for name in header:
        times[name] += 1
        numbered = name if times[name] == 1 or not name else f"{name} ({times[name]})"
        while numbered and numbered in names:
            times[name] += 1
            numbered = f"{name} ({times[name]})"
        names.append(numbered)
    return names
