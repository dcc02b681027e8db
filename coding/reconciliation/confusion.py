"""Which codes are mistaken for which: a table of codes by codes, from the coders' marks alone. Pure.

What one coder marked with a code is a place, as in coding.reconciliation.disagreements. Where the other has the same
code on some of its words, both agree on the code. Where the other has another code on nearly the same words, one is
taken for the other. Else it stands against nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from coding.reconciliation.disagreements import Mark, places_of, rivals

NOTHING = None
Cell = tuple[Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class Passage:
    """Words [start, end) of a source that count in a cell, and the two coders whose codes these are."""

    source: Hashable
    start: int
    end: int
    first: Hashable
    second: Hashable


@dataclass(frozen=True)
class Confusions:
    """The passages of each cell (row, column); NOTHING (None) stands for no code.

    Of two coders, rows are the first one's codes and columns the second's. A row sums to the number of places where
    the first used the code, a column to those of the second. `is_summed`: over several pairs, where nobody is first:
    the table is symmetric, and a passage off the diagonal stands in both of its cells.
    """

    cells: Mapping[Cell, tuple[Passage, ...]]
    is_summed: bool

    def count(self, row: Hashable, column: Hashable) -> int:
        """Return the number of places in a cell."""
        return len(self.cells.get((row, column), ()))

    @property
    def codes(self) -> frozenset[Hashable]:
        """The codes that anyone used."""
        return frozenset(code for cell in self.cells for code in cell if code is not NOTHING)


def confusions(
    marks: Mapping[Hashable, Sequence[Mark]],
    readers: Mapping[Hashable, Iterable[Hashable]],
    coders: Sequence[Hashable],
) -> Confusions:
    """Compare each pair of the coders on the sources that both have read; two coders in the order given.

    `marks` and `readers` are by source. Cost grows with the number of pairs and of marks, not of characters.
    """
    found: dict[Cell, list[Passage]] = defaultdict(list)
    is_summed = len(coders) > 2
    for source, own in marks.items():
        ordered = sorted(own, key=lambda mark: (mark.start, mark.end, str(mark.id)))
        present = frozenset(readers.get(source, ()))
        by_coder: dict[Hashable, list[Mark]] = defaultdict(list)
        for mark in ordered:
            by_coder[mark.coder].append(mark)
        for first, second in combinations(coders, 2):
            if not {first, second} <= present:
                continue
            pair = sorted([*by_coder[first], *by_coder[second]], key=lambda mark: (mark.start, mark.end, str(mark.id)))
            for row, column, start, end in _of_pair(pair, first):
                passage = Passage(source, start, end, first, second)
                found[row, column].append(passage)
                if is_summed and row != column:
                    found[column, row].append(passage)
    return Confusions({cell: tuple(passages) for cell, passages in found.items()}, is_summed)


def _of_pair(marks: Sequence[Mark], first: Hashable) -> Iterable[tuple[Hashable, Hashable, int, int]]:
    """Give (code of the first, code of the second, start, end) of each place of two coders."""
    alone = []
    for place in places_of(marks):
        if len(place.coders) == 2:
            yield place.code, place.code, place.start, place.end
        else:
            alone.append(place)
    for group in rivals(alone):
        start, end = min(place.start for place in group), max(place.end for place in group)
        rows = [place.code for place in group if first in place.coders]
        columns = [place.code for place in group if first not in place.coders]
        yield (rows or [NOTHING])[0], (columns or [NOTHING])[0], start, end
