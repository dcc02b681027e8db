"""What an export holds, before it is written in a format: plain values, no Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

Cell = str | int | float | None


@dataclass
class Column:
    """A column of a table; `numeric` cells are numbers in every format, `width` is relative.

    Where people read a table, fractions are shown with `decimals` places; data formats keep all of them.
    A column that is `data_only` serves other programs, and stands in xlsx, csv and json alone.
    """

    title: str
    numeric: bool = False
    width: float = 1.0
    decimals: int = 2
    data_only: bool = False


@dataclass
class Table:
    """A manuscript table: title above, notes below, the first column heads its row."""

    title: str
    columns: list[Column]
    rows: list[list[Cell]]
    notes: list[str] = field(default_factory=list)
    sheet: str = ""
    levels: list[int] = field(default_factory=list)
    """Depth of each row in a tree (0 = top), for indenting its first cell; empty for a flat table."""

    def for_reading(self) -> Table:
        """Return the table without the columns that only serve other programs."""
        kept = [place for place, column in enumerate(self.columns) if not column.data_only]
        if len(kept) == len(self.columns):
            return self
        rows = [[row[place] for place in kept] for row in self.rows]
        return replace(self, columns=[self.columns[place] for place in kept], rows=rows)

    def level(self, row: int) -> int:
        """Return the depth of a row; 0 in a flat table."""
        return self.levels[row] if row < len(self.levels) else 0


@dataclass
class Document:
    """What goes into one file: a title, tables, and the facts that a reader needs to trust them.

    `files` writes formats that are no tables, each by a function that is given the path of the file to make.
    """

    title: str
    tables: list[Table]
    landscape: bool = False
    facts: list[str] = field(default_factory=list)
    files: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)
