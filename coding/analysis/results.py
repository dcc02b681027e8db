"""A result as a page and as a file: the same tables, whose numbers lead on the page to what is behind them."""

from __future__ import annotations

from dataclasses import dataclass, field

from workbench.exporting.documents import Cell, Column, Document, Figure, Table

PASSAGES, CASES = "passages", "cases"


@dataclass(frozen=True)
class Behind:
    """Where a number leads: the `page` ("passages", "cases") and what it is asked."""

    page: str
    asks: dict[str, str]


@dataclass
class Sheet:
    """A table with where its cells lead, by (row, column), and how dark they are (0 to 9) where they are a heatmap.

    `heads` says where the heads of columns lead, `spoken` what stands in them on the page where a file has a number.
    """

    table: Table
    links: dict[tuple[int, int], Behind] = field(default_factory=dict)
    heats: dict[tuple[int, int], int] = field(default_factory=dict)
    heads: dict[int, Behind] = field(default_factory=dict)
    spoken: dict[int, str] = field(default_factory=dict)


@dataclass
class Result:
    """What an analysis found. `facts` say of which day and whose codings it is; `summary` says it in a sentence."""

    title: str
    sheets: list[Sheet]
    figures: list[Figure] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    summary: str = ""
    landscape: bool = False

    def document(self) -> Document:
        return Document(
            title=self.title,
            tables=[sheet.table for sheet in self.sheets],
            landscape=self.landscape,
            facts=[*([self.summary] if self.summary else []), *self.facts],
            figures=self.figures,
        )


@dataclass
class Rows:
    """A table that is being filled, cell by cell, with the links of the cells."""

    columns: list[Column]
    rows: list[list[Cell]] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)
    links: dict[tuple[int, int], Behind] = field(default_factory=dict)
    heats: dict[tuple[int, int], int] = field(default_factory=dict)

    def add(self, *cells: Cell | tuple[Cell, Behind | None], level: int = 0) -> None:
        """Add a row; a cell can come with where it leads."""
        values: list[Cell] = []
        for place, cell in enumerate(cells):
            value, link = cell if isinstance(cell, tuple) else (cell, None)
            if link is not None:
                self.links[len(self.rows), place] = link
            values.append(value)
        self.rows.append(values)
        self.levels.append(level)

    def heat(self, row: int, column: int, step: int) -> None:
        self.heats[row, column] = step

    def sheet(self, title: str, notes: list[str], name: str) -> Sheet:
        flat = not any(self.levels)
        table = Table(title, self.columns, self.rows, notes, name, [] if flat else self.levels)
        return Sheet(table, self.links, self.heats)
