"""The cells of a matrix as a page shows them: numbers with their heat, words, and where each leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from themes.matrices import build
from themes.matrices.columns import Heading
from themes.matrices.framework import Framework
from themes.matrices.measures import NO_CASES, Measure, Measured, measured, steps_of
from themes.matrices.models import CellKind
from themes.matrices.rows import Row, words_of_rows
from themes.matrices.summaries import Written, rendered, written_in
from workbench.membership.models import Membership

TEXTS = {CellKind.SUMMARIES, CellKind.QUOTATIONS}
QUOTED = 2
DECIMALS = {CellKind.PER_CASE: 2, CellKind.PER_WORDS: 1}
YES_HEAT = 5


@dataclass
class Shown:
    """A cell: its address, how many passages stand in it, and what is shown of them."""

    url: str
    count: int
    value: str = ""
    heat: int = 0
    undefined: str = ""
    quotations: list[str] = field(default_factory=list)
    written: Written | None = None
    html: SafeString | str = ""

    @property
    def more(self) -> int:
        return self.count - len(self.quotations)


class Sheet:
    """A matrix in one way of showing its cells, `cells` of CellKind, through the eyes of `viewer`."""

    def __init__(self, shown: Framework, viewer: Membership, cells: str, layer: str = "") -> None:
        self.shown, self.viewer, self.cells = shown, viewer, cells
        # Whose codings count is in the address only where it is not what the matrix says.
        self.more = f"&layer={quote(layer)}" if layer and layer != shown.definition.layer else ""
        self.is_text = cells in TEXTS
        self._read: dict[float | None, str] = {}

    @cached_property
    def words(self) -> Mapping[Any, int]:
        return words_of_rows(self.shown.definition, self.shown.rows.rows) if self.cells == CellKind.PER_WORDS else {}

    @cached_property
    def written(self) -> dict[tuple[Any, str], Written]:
        return written_in(self.shown, self.viewer)

    @cached_property
    def fullest(self) -> float:
        """The greatest number of a cell; 0 where there is none."""
        rows = {row.line.key: row for row in self.shown.rows.rows}
        found = (self.measure(cell, rows[place[0]]).value for place, cell in self.shown.matrix.cells.items())
        return max((value for value in found if value), default=0)

    @property
    def key_steps(self) -> list[tuple[int, str]]:
        """What the shades mean, as (heat, number)."""
        return [(build.heat(step, self.fullest), self.plain(Measured(step))) for step in steps_of(self.fullest)]

    def measure(self, cell: build.Cell, row: Row) -> Measured:
        return self._measured(cell, len(row.cases), self.words.get(row.line.key))

    def _measured(self, cell: build.Cell, cases: int, words: int | None) -> Measured:
        measure: Measure = "passages" if self.is_text else self.cells
        return measured(cell, measure, cases=cases, words=words)

    def plain(self, found: Measured) -> str:
        """Return a number as it is read; "" where it is undefined."""
        if found.value not in self._read:
            self._read[found.value] = self._as_read(found)
        return self._read[found.value]

    def _as_read(self, found: Measured) -> str:
        if found.value is None:
            return ""
        if self.cells == CellKind.YES:
            return _("yes") if found.value else _("no")
        return number_format(found.value, decimal_pos=DECIMALS.get(self.cells, 0) if found.value % 1 else 0)

    def lines(self, rows: Sequence[Row], before: Row | None = None) -> list[dict[str, Any]]:
        """Return rows with their cells, the first of each section with its name; `before` is the row above them."""
        html = self._html(rows)
        lines = []
        for row in rows:
            is_new = row.section and (before is None or before.section != row.section)
            cells = [self._cell(row, one, html) for one in self.shown.headings]
            lines.append(
                {
                    "row": row,
                    "section": row.section if is_new else "",
                    "locked": row.line.key in self.shown.rows.locked,
                    "cells": cells,
                    "total": self._row_total(row, cells),
                }
            )
            before = row
        return lines

    def _html(self, rows: Sequence[Row]) -> dict[tuple[Any, str], SafeString]:
        if self.cells != CellKind.SUMMARIES:
            return {}
        here = {row.line.key for row in rows}
        written = {cell: one for cell, one in self.written.items() if cell[0] in here}
        return dict(zip(written, rendered(self.viewer, [one.version for one in written.values()]), strict=True))

    def _cell(self, row: Row, heading: Heading, html: Mapping[tuple[Any, str], SafeString]) -> Shown:
        place = (row.line.key, heading.key)
        cell = self.shown.matrix.cell(*place)
        shown = Shown(self.address(*place), cell.count)
        if self.cells == CellKind.SUMMARIES:
            shown.written, shown.html = self.written.get(place), html.get(place, "")
        elif self.cells == CellKind.QUOTATIONS:
            shown.quotations = cell.quotations(QUOTED)
        else:
            found = self.measure(cell, row)
            shown.value, shown.undefined = self.plain(found), reason_of(found)
            is_yes = self.cells == CellKind.YES
            shown.heat = YES_HEAT * bool(found.value) if is_yes else build.heat(found.value or 0, self.fullest)
        return shown

    @cached_property
    def base(self) -> str:
        return reverse("matrices:cell", args=[self.viewer.project.slug, self.shown.definition.pk])

    def address(self, row: object, column: str) -> str:
        return f"{self.base}?{place_of(row, column)}{self.more}"

    def _row_total(self, row: Row, cells: Sequence[Shown]) -> str:
        if self.cells == CellKind.YES:
            return _("%(n)s of %(of)s") % {"n": sum(bool(one.count) for one in cells), "of": len(cells)}
        if self.cells == CellKind.SUMMARIES:
            return _("%(n)s of %(of)s") % {"n": sum(one.written is not None for one in cells), "of": len(cells)}
        total = self.shown.matrix.row_totals.get(row.line.key) or build.Cell()
        return self.plain(self.measure(total, row)) or "–"

    def column_totals(self) -> list[str]:
        """Return what stands below each column: passages once, people once, or in how many rows there is any."""
        rows = self.shown.rows.rows
        return [self._column_total(one.key, rows) for one in self.shown.headings]

    def _column_total(self, column: str, rows: Sequence[Row]) -> str:
        if self.cells == CellKind.YES:
            some = sum(bool(self.shown.matrix.cell(row.line.key, column).count) for row in rows)
            return _("%(n)s of %(of)s") % {"n": some, "of": len(rows)}
        if self.cells == CellKind.SUMMARIES:
            here = {row.line.key for row in rows}
            some = sum(cell[1] == column and cell[0] in here for cell in self.written)
            return _("%(n)s of %(of)s") % {"n": some, "of": len(rows)}
        total = self.shown.matrix.column_totals.get(column) or build.Cell()
        return self.plain(self._measured(total, self.cases, sum(self.words.values()))) or "–"

    @cached_property
    def cases(self) -> int:
        """How many different cases stand in the rows."""
        return len(frozenset().union(*(row.cases for row in self.shown.rows.rows)))


def place_of(row: object, column: str) -> str:
    """Return the cell as it stands in an address."""
    return f"row={quote(str(row), safe='')}&column={column}"


def reason_of(found: Measured) -> str:
    """Say why a number is undefined; "" where it is not."""
    if found.value is not None:
        return ""
    return _("no case") if found.reason == NO_CASES else _("no words")


def written_line(matrix: Framework, written: Mapping[tuple[Any, str], Written]) -> tuple[int, int, int]:
    """Return how many cells are written, how many of them are stale, and how many stand in no row or column."""
    rows, columns = {row.line.key for row in matrix.rows.rows}, {one.key for one in matrix.headings}
    there = {cell: one for cell, one in written.items() if cell[0] in rows and cell[1] in columns}
    return len(there), sum(one.is_stale for one in there.values()), len(written) - len(there)
