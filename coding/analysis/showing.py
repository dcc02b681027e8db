"""A table with its links, as the page lays it out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse
from django.utils.http import urlencode

from coding.analysis.results import Behind, Sheet
from workbench.exporting.documents import Column, Share
from workbench.exporting.looks import PLAIN, Look, head, made_of, say

LOOK = Look(PLAIN)
MANY_ROWS = 60
_SIZE = re.compile(r"\((n|N) = ([\d,]+)\)")


@dataclass(frozen=True)
class ShownCell:
    """A cell as it is read, where it leads, its step in a heatmap ("" where it is none)."""

    text: str
    href: str
    css: str
    small: bool = False


@dataclass(frozen=True)
class Head:
    """The head of one column, with what its cells are made `of` ("n (%)"), or of several under `span`."""

    text: str
    of: str = ""
    href: str = ""
    css: str = ""
    span: int = 1


@dataclass(frozen=True)
class Row:
    """The cell that heads the row at its depth in a tree, and the others; a `bare` row only heads those below it."""

    first: ShownCell
    cells: list[ShownCell]
    depth: int
    bare: bool


@dataclass(frozen=True)
class ShownSheet:
    """A table for the page."""

    title: str
    groups: list[Head]
    heads: list[Head]
    rows: list[Row]
    notes: list[str]
    is_matrix: bool
    is_long: bool


def shown_sheet(sheet: Sheet, slug: str) -> ShownSheet:
    """Return the table as the page lays it out, without the columns that only serve other programs."""
    table = sheet.table
    kept = [(place, column) for place, column in enumerate(table.columns) if not column.data_only]
    kinds = {place: made_of([row[place] for row in table.rows]) for place, _column in kept}
    heads = [
        Head(
            _SIZE.sub("(\\1\u00a0=\u00a0\\2)", sheet.spoken.get(place, column.title)),
            _made_of(column, kinds[place]),
            _href(sheet.heads.get(place), slug),
            "num" if column.numeric else "",
        )
        for place, column in kept
    ]
    rows = []
    for number, values in enumerate(table.rows):
        cells = [_cell(sheet, number, place, column, slug, told=kinds[place] is not None) for place, column in kept]
        # What has no value (None) is said with a dash; a row whose other cells are all left empty is a heading.
        bare = all(values[place] == "" for place, _column in kept[1:])
        rows.append(Row(cells[0], cells[1:], table.level(number), bare))
    return ShownSheet(
        table.title,
        _groups([column for _place, column in kept]),
        heads,
        rows,
        table.notes,
        bool(sheet.heats),
        len(rows) > MANY_ROWS,
    )


def _made_of(column: Column, kind: type | None) -> str:
    """What the cells of the column are made of, where its title does not say it."""
    runs = head(column, kind, LOOK)[1:]
    return "".join(run.text for run in runs).replace(" ", "\u00a0")


def _groups(columns: list[Column]) -> list[Head]:
    if not any(column.group for column in columns):
        return []
    return [Head(name, span=len(list(found))) for name, found in groupby(columns, key=lambda column: column.group)]


def _cell(sheet: Sheet, number: int, place: int, column: Column, slug: str, *, told: bool) -> ShownCell:
    value = sheet.table.rows[number][place]
    step = sheet.heats.get((number, place))
    css = f"num heat-{step}" if step is not None else "num" if column.numeric else ""
    text = say(value, column, LOOK, alone=not told)
    return ShownCell(text, _href(sheet.links.get((number, place)), slug), css, _is_nothing(value))


def _is_nothing(value: object) -> bool:
    return value is None or value == 0 or (isinstance(value, Share) and value.count == 0)


def _href(behind: Behind | None, slug: str) -> str:
    if behind is None:
        return ""
    return f"{reverse(f'analysis:{behind.page}', args=[slug])}?{urlencode(behind.asks)}"
