"""Tables as other programs read them: one number a cell. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from workbench.exporting.documents import Cell, Changed, Column, Estimate, Middle, Share, Spread, Table
from workbench.exporting.looks import DEFAULT, Look, percent_places

Plain = str | int | float | None
PERCENT = ", %"
# For each kind of cell: the end of the column's title and the number.
_PARTS: dict[type, list[tuple[str, Callable[[Any], Plain]]]] = {
    Share: [
        (", n", lambda cell: cell.count),
        (PERCENT, lambda cell: 100 * cell.count / cell.of if cell.of else None),
    ],
    Estimate: [("", lambda cell: cell.value), (", low", lambda cell: cell.low), (", high", lambda cell: cell.high)],
    Spread: [(", mean", lambda cell: cell.mean), (", SD", lambda cell: cell.deviation)],
    Middle: [(", median", lambda cell: cell.median), (", Q1", lambda cell: cell.low), (", Q3", lambda cell: cell.high)],
}


def flat(table: Table, look: Look = DEFAULT) -> Table:
    """Return the table with plain values alone: each composite cell stands in several columns of numbers.

    A column of shares "Codings" becomes "Codings, n" and "Codings, %"; a column that mixes kinds has the columns of
    each, empty where a row has another kind. The group of a column goes into its title. The decimals of each column
    are those that the look asks for.
    """
    percent = percent_places((cell for row in table.rows for cell in row if isinstance(cell, Share)), look)
    columns: list[Column] = []
    made: list[list[Plain]] = []
    for place, column in enumerate(table.columns):
        whole = f"{column.group}: {column.title}" if column.group else column.title
        usual = look.decimals if column.decimals is None else column.decimals
        for title, cells in _split([row[place] for row in table.rows]):
            numeric = column.numeric or _numbers(cells)
            places = percent if title == PERCENT else usual
            columns.append(replace(column, title=f"{whole}{title}", numeric=numeric, decimals=places, group=""))
            made.append(cells)
    return replace(table, columns=columns, rows=[list(row) for row in zip(*made, strict=True)] if made else [])


def _numbers(cells: Sequence[Plain]) -> bool:
    there = [cell for cell in cells if cell is not None]
    return bool(there) and not any(isinstance(cell, str) for cell in there)


def _split(cells: Sequence[Cell]) -> list[tuple[str, list[Plain]]]:
    kinds = [kind for kind in _PARTS if any(isinstance(cell, kind) for cell in cells)]
    parts: list[tuple[str, list[Plain]]] = []
    plain = [None if isinstance(cell, tuple(_PARTS)) else _finite(cell) for cell in cells]
    if not kinds or (Estimate not in kinds and any(cell is not None for cell in plain)):
        parts.append(("", plain))
    for kind in kinds:
        for title, part in _PARTS[kind]:
            values = [_finite(part(cell)) if isinstance(cell, kind) else None for cell in cells]
            if kind is Estimate and not title:
                # A plain number among estimates is a value without an interval.
                values = [one if other is None else other for one, other in zip(plain, values, strict=True)]
            parts.append((title, values))
    return parts


def _finite(cell: Plain | Changed) -> Plain:
    if isinstance(cell, Changed):
        return str(cell)
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell
