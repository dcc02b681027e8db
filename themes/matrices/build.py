"""A matrix of people, or groups of people, by themes. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

MOST_QUOTED = 3
HEATS = 9


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column. `size` is how many people stand in a row's group; None for columns."""

    key: Hashable
    label: str
    size: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A passage of a person under a column."""

    column: Hashable
    person: Hashable
    passage: Hashable
    text: str


@dataclass(slots=True)
class Cell:
    """Different passages, and different people, in a row under a column."""

    passages: dict[Hashable, Entry] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.passages)

    @property
    def people(self) -> int:
        return len({entry.person for entry in self.passages.values()})

    def quotations(self, most: int = MOST_QUOTED) -> list[str]:
        """Return up to `most` texts, of different people first, the fuller ones first."""
        fuller = sorted(self.passages.values(), key=lambda entry: (-min(len(entry.text), 200), str(entry.passage)))
        seen: set[Hashable] = set()
        first = [entry for entry in fuller if entry.person not in seen and not seen.add(entry.person)]
        chosen = {id(entry) for entry in first}
        rest = [entry for entry in fuller if id(entry) not in chosen]
        return [entry.text for entry in (first + rest)[:most]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by (row, column); a pair that is not there is empty. Totals count every passage once."""

    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    cells: Mapping[tuple[Hashable, Hashable], Cell]
    row_totals: Mapping[Hashable, Cell]
    column_totals: Mapping[Hashable, Cell]

    def cell(self, row: Hashable, column: Hashable) -> Cell:
        return self.cells.get((row, column)) or Cell()

    def fullest(self, *, people: bool = False) -> int:
        """Return the highest count of a cell; 0 in an empty matrix."""
        return max((cell.people if people else cell.count for cell in self.cells.values()), default=0)


def heat(value: float, fullest: float) -> int:
    """Return 0 (nothing) to 9 (as much as in the fullest cell)."""
    return 0 if not value or not fullest else max(1, round(HEATS * value / fullest))


def build_matrix(
    rows: Sequence[Line],
    columns: Sequence[Line],
    entries: Iterable[Entry],
    rows_of: Mapping[Hashable, Iterable[Hashable]],
    by: Callable[[Entry], Hashable] = attrgetter("person"),
) -> Matrix:
    """Put every entry into the rows of its person under its column; what has no row or column is left out.

    `by` says what of an entry `rows_of` goes by, where it is not the person.
    """
    known, wanted = {row.key for row in rows}, {column.key for column in columns}
    cells: dict[tuple[Hashable, Hashable], Cell] = defaultdict(Cell)
    row_totals: dict[Hashable, Cell] = defaultdict(Cell)
    column_totals: dict[Hashable, Cell] = defaultdict(Cell)
    for entry in entries:
        if entry.column not in wanted:
            continue
        for row in rows_of.get(by(entry), ()):
            if row in known:
                cells[row, entry.column].passages[entry.passage] = entry
                row_totals[row].passages[entry.passage] = entry
                column_totals[entry.column].passages[entry.passage] = entry
    return Matrix(tuple(rows), tuple(columns), dict(cells), dict(row_totals), dict(column_totals))
