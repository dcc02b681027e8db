"""What an export holds, before it is written in a format: plain values, no Django."""

from __future__ import annotations

from dataclasses import dataclass, field

Cell = str | int | float | None


@dataclass
class Column:
    """A column of a table; `numeric` cells are numbers in every format, `width` is relative."""

    title: str
    numeric: bool = False
    width: float = 1.0


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


@dataclass
class Document:
    """What goes into one file: a title, tables, and the facts that a reader needs to trust them."""

    title: str
    tables: list[Table]
    landscape: bool = False
    facts: list[str] = field(default_factory=list)
