"""The order of the rows of a table. Pure."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from workbench.exporting.documents import Cell, Document, Estimate, Middle, Share, Spread, Table

GIVEN, BY_NAME, MOST_FIRST = "given", "name", "most"
ORDERS = (GIVEN, BY_NAME, MOST_FIRST)


def ordered(document: Document, order: str) -> Document:
    """Return the document with the rows of its tables in one of ORDERS; in a tree, rows stay below their parent.

    "name" sorts by the first column, "most" by the first column of numbers, the largest first and what has no number
    last; rows that are equal keep their order.
    """
    if order == GIVEN:
        return document
    return replace(document, tables=[_sorted(table, order) for table in document.tables])


def _sorted(table: Table, order: str) -> Table:
    read = [place for place, column in enumerate(table.columns) if column.numeric and not column.data_only]
    numeric = read[0] if read else None
    if order == MOST_FIRST and numeric is None:
        return table

    def key(index: int) -> Any:
        row = table.rows[index]
        return _natural(row[0]) if order == BY_NAME else -_size(row[numeric or 0])

    places = _walk(table, list(range(len(table.rows))), 0, key)
    levels = [table.level(place) for place in places] if table.levels else []
    return replace(table, rows=[table.rows[place] for place in places], levels=levels)


def _walk(table: Table, indices: list[int], level: int, key: Callable[[int], Any]) -> list[int]:
    """Sort the rows of one level and, below each, those that stand below it."""
    branches: list[list[int]] = []
    for index in indices:
        if table.level(index) <= level or not branches:
            branches.append([])
        branches[-1].append(index)
    branches.sort(key=lambda branch: key(branch[0]))
    placed: list[int] = []
    for first, *below in branches:
        placed += [first, *(_walk(table, below, level + 1, key) if below else [])]
    return placed


def _natural(cell: Cell) -> tuple[list[tuple[int, int, str]]]:
    """Sort names as people do: P2 before P10, capitals like small letters."""
    parts = re.split(r"(\d+)", str(cell or "").casefold())
    return ([(0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts],)


def _size(cell: Cell) -> float:
    match cell:
        case Share(count, _):
            return count
        case Estimate(value) | Spread(value, _) | Middle(value, _, _):
            return -math.inf if value is None else value
        case int() | float():
            return cell if math.isfinite(cell) else -math.inf
    return -math.inf
