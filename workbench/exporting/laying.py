"""A table as a reader sees it in a style: the lines above it, its heads and cells as text, its notes. Pure.

Every format for reading (Word, web page, LaTeX, Markdown, the preview) writes what is laid out here, so that they
cannot differ in a single cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from string import ascii_lowercase

from workbench.exporting.cells import clean
from workbench.exporting.documents import (
    Cell,
    Changed,
    Column,
    Estimate,
    Figure,
    Middle,
    Share,
    Spread,
    Table,
)
from workbench.exporting.looks import APA, JMIR, Look, Run, head, made_of, percent_places, runs_of, say
from workbench.exporting.titles import title_case


@dataclass(frozen=True)
class Head:
    """A head over `span` columns."""

    words: list[Run]
    span: int = 1


@dataclass
class Laid:
    """A table ready to be written: all cells are text."""

    caption: list[list[Run]]
    """The lines above the table: number and title, on lines of their own or on one."""
    groups: list[Head]
    """The upper row of heads; empty where no column stands under a common head."""
    heads: list[list[Run]]
    rows: list[list[str]]
    columns: list[Column]
    levels: list[int]
    notes: list[list[Run]]
    """Paragraphs below the table."""
    marked: dict[tuple[int, int], list[Run]] = field(default_factory=dict)
    """Cells whose letters are not all set alike, by row and column."""

    def cell(self, row: int, column: int) -> list[Run]:
        """Return the letters of a cell."""
        return self.marked.get((row, column)) or [Run(self.rows[row][column])]

    def level(self, row: int) -> int:
        """Return the depth of a row; 0 in a flat table."""
        return self.levels[row] if row < len(self.levels) else 0


def lay_out(table: Table, number: int, look: Look) -> Laid:
    """Return the table with what serves reading alone, numbered and said in the style of the look."""
    table = table.for_reading()
    shares = [cell for row in table.rows for cell in row if isinstance(cell, Share)]
    look = replace(look, percent_decimals=percent_places(shares, look))
    kinds = [made_of([row[place] for row in table.rows]) for place in range(len(table.columns))]
    heads = [head(column, kind, look) for column, kind in zip(table.columns, kinds, strict=True)]
    rows = [
        [
            say(cell, column, look, alone=kind is None)
            for cell, column, kind in zip(row, table.columns, kinds, strict=True)
        ]
        for row in table.rows
    ]
    notes = _Notes(look)
    caption = _caption("Table", number, table.title, look, notes.on_title(table.notes))
    for place, column in enumerate(table.columns):
        heads[place] += notes.on(column.note)
    marked = {
        (index, place): runs_of(cell.pieces)
        for index, row in enumerate(table.rows)
        for place, cell in enumerate(row)
        if isinstance(cell, Changed)
    }
    columns = [_as_read(column, [row[place] for row in table.rows]) for place, column in enumerate(table.columns)]
    groups, below = _groups(table.columns), notes.paragraphs()
    return Laid(caption, groups, heads, rows, columns, table.levels, below, marked)


def _as_read(column: Column, cells: list[Cell]) -> Column:
    """A column of shares, means and the like stands like numbers, to the right."""
    made = [isinstance(cell, Share | Estimate | Spread | Middle) for cell in cells if cell is not None]
    return replace(column, numeric=True) if made and all(made) else column


def caption_of(figure: Figure, number: int, look: Look) -> tuple[list[list[Run]], list[list[Run]]]:
    """Return the lines of a figure's number and title, and the paragraphs of its notes."""
    notes = _Notes(look)
    marks = notes.on_title(figure.notes)
    return _caption("Figure", number, figure.title, look, marks), notes.paragraphs()


def _caption(word: str, number: int, title: str, look: Look, marks: list[Run]) -> list[list[Run]]:
    """APA has the number in bold and the title in italics below it; JMIR both on one line that ends with a period."""
    text = clean(title)
    if look.style == APA:
        return [[Run(f"{word} {number}", bold=True)], [Run(title_case(text), italic=True), *marks]]
    if look.style == JMIR:
        stop = "" if text.endswith((".", "?", "!")) else "."
        return [[Run(f"{word} {number}. ", bold=True), Run(f"{text}{stop}"), *marks]]
    return [[Run(f"{word} {number}: ", bold=True), Run(text), *marks]]


def _groups(columns: list[Column]) -> list[Head]:
    if not any(column.group for column in columns):
        return []
    heads: list[Head] = []
    last = ""
    for column in columns:
        if column.group and column.group == last:
            heads[-1] = replace(heads[-1], span=heads[-1].span + 1)
        else:
            heads.append(Head([Run(clean(column.group))] if column.group else []))
        last = column.group
    return heads


class _Notes:
    """The notes below a table, with the letters that tie them to it.

    APA has one paragraph for the table as a whole, begun with "Note.", and letters for what belongs to a column;
    JMIR knows letters alone, so that a note on the whole table hangs on its title.
    """

    def __init__(self, look: Look) -> None:
        self.look = look
        self.general: list[str] = []
        self.lettered: list[tuple[str, str]] = []

    def on_title(self, notes: list[str]) -> list[Run]:
        if self.look.style != JMIR:
            self.general = [clean(note) for note in notes]
            return []
        letters = [self._letter(note) for note in notes]
        return [Run(",".join(letters), raised=True)] if letters else []

    def on(self, note: str) -> list[Run]:
        return [Run(self._letter(note), raised=True)] if note else []

    def _letter(self, note: str) -> str:
        for letter, known in self.lettered:
            if known == clean(note):
                return letter
        place = len(self.lettered)
        turns, place_in = divmod(place, len(ascii_lowercase))
        letter = ascii_lowercase[place_in] * (turns + 1)
        self.lettered.append((letter, clean(note)))
        return letter

    def paragraphs(self) -> list[list[Run]]:
        lettered = [[Run(letter, raised=True), Run(note)] for letter, note in self.lettered]
        if not self.general:
            return lettered
        if self.look.style == APA:
            return [[Run("Note. ", italic=True), Run(" ".join(self.general))], *lettered]
        return [
            *([Run(f"{'Note: ' if not place else ''}{note}")] for place, note in enumerate(self.general)),
            *lettered,
        ]
