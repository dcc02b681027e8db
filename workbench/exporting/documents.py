"""What an export holds, before it is written in a format: plain values, no Django.

Builders give values and never format a number: how a number is said is the business of a Look (looks.py).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Share:
    """How many of how many: one cell "12 (34.3)" where people read, two numbers (n, %) in data."""

    count: int
    of: int


@dataclass(frozen=True)
class Estimate:
    """A value with its 95% interval where it has one; an undefined value is None."""

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Spread:
    """A mean with its standard deviation."""

    mean: float | None
    deviation: float | None


@dataclass(frozen=True)
class Middle:
    """A median with the first and third quartile."""

    median: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Phrase:
    """Some letters of prose. `mark` says what became of them: "gone" (taken out), "come" (put in), or "open" (the
    author has to fill it in); `refs` are the numbers of the notes that back them."""

    text: str
    mark: str = ""
    refs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Changed:
    """Two wordings in one cell, word by word; data formats write what went as [-so-] and what came as {+so+}."""

    pieces: tuple[Phrase, ...]

    def __str__(self) -> str:
        signs = {"gone": ("[-", "-]"), "come": ("{+", "+}")}
        around = [(piece.text, *signs.get(piece.mark, ("", ""))) for piece in self.pieces]
        return "".join(f"{start}{text}{end}" for text, start, end in around)


Composite = Share | Estimate | Spread | Middle
Cell = str | int | float | None | Composite | Changed


@dataclass
class Column:
    """A column of a table; `numeric` cells are numbers in every format, `width` is relative.

    Where people read a table, fractions are shown with `decimals` places, or with as many as the look asks for where
    that is None; data formats keep all of them. A column that is `data_only` serves other programs, and stands in
    xlsx, csv and json alone. What is `bounded` cannot exceed 1 in size (a coefficient, a proportion): APA style drops
    the zero before its point. Neighbouring columns of one `group` stand under a common head. A `note` belongs to this
    column alone and stands below the table with a letter.
    """

    title: str
    numeric: bool = False
    width: float = 1.0
    decimals: int | None = None
    data_only: bool = False
    bounded: bool = False
    group: str = ""
    note: str = ""


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
class Figure:
    """A chart by its specification (Vega-Lite or Vega, told by "$schema"), said in words, with the numbers behind it.

    Where what is drawn cannot exceed 1, `spec` is a function that is told by `zero` whether a zero stands before the
    point. `alt` says what is to be seen to who cannot see it; `table` stands in for the drawing in formats without
    pictures.
    """

    title: str
    spec: dict[str, Any] | Callable[..., dict[str, Any]]
    alt: str
    notes: list[str] = field(default_factory=list)
    table: Table | None = None

    def drawn(self, *, zero: bool = True) -> dict[str, Any]:
        """Return the specification, with or without the zero before the point of what cannot exceed 1."""
        return self.spec(zero=zero) if callable(self.spec) else self.spec


@dataclass
class Text:
    """Some paragraphs of prose under a heading, which may be empty; they stand before the tables."""

    heading: str
    paragraphs: list[list[Phrase]]


@dataclass
class Document:
    """What goes into one file: a title, prose, tables and figures, and the facts that a reader needs to trust them.

    `files` writes formats that are no tables, each by a function that is given the path of the file to make.
    """

    title: str
    tables: list[Table]
    landscape: bool = False
    facts: list[str] = field(default_factory=list)
    files: Mapping[str, Callable[[Path], None]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    def data_tables(self) -> list[Table]:
        """Return the tables and, after them, the numbers behind the figures that are in none of them."""
        behind = [figure.table for figure in self.figures if figure.table is not None]
        return [*self.tables, *(table for table in behind if not any(table is known for known in self.tables))]

    def numbered(self) -> list[tuple[int, Table | Figure]]:
        """Return tables, figures, and the tables behind the figures as one reads them, each with its number."""
        tables = list(enumerate(self.data_tables(), start=1))
        mine = len(self.tables)
        return [*tables[:mine], *enumerate(self.figures, start=1), *tables[mine:]]
