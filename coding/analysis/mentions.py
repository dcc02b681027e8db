"""What is counted: lines (codes, themes) and the places of text that stand under them. Pure.

Arrays of one length n, a row for each place under each line. A place that several lines hold has a row in each.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

NOBODY = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A code or a theme; `parent` is the place of the line above it among the lines, -1 at the top."""

    key: int
    name: str
    path: str
    depth: int = 0
    parent: int = -1
    tint: int | None = None


def _whole() -> np.ndarray:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Mentions:
    """Places under lines: `line` is an index into the lines, `case` is 0 where nobody knows whose words they are.

    [start, end) counts code points of `source`; `hand` tells apart who marked it (0 where that does not matter).
    """

    line: np.ndarray = field(default_factory=_whole)
    source: np.ndarray = field(default_factory=_whole)
    case: np.ndarray = field(default_factory=_whole)
    start: np.ndarray = field(default_factory=_whole)
    end: np.ndarray = field(default_factory=_whole)
    hand: np.ndarray = field(default_factory=_whole)

    def __len__(self) -> int:
        return len(self.line)

    @classmethod
    def of_rows(cls, rows: Iterable[Sequence[int]]) -> Mentions:
        """Return the mentions of rows (line, source, case, start, end, hand)."""
        table = np.array(list(rows), dtype=np.int64).reshape(-1, 6)
        return cls(*(np.ascontiguousarray(column) for column in table.T))

    def where(self, kept: np.ndarray) -> Mentions:
        """Return the rows of a mask or of indices."""
        return Mentions(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))

    def units(self, by: str) -> np.ndarray:
        """Return whose or which unit each row belongs to: its "case" or its "source"."""
        return self.case if by == "case" else self.source


def ancestry(lines: Sequence[Line]) -> list[list[int]]:
    """Return, for every line, its own place and those of all lines above it."""
    found: list[list[int]] = []
    for place, line in enumerate(lines):
        above, seen = [place], {place}
        while line.parent >= 0 and line.parent not in seen:
            above.append(line.parent)
            seen.add(line.parent)
            line = lines[line.parent]  # noqa: PLW2901  climbs
        found.append(above)
    return found


def rolled_up(mentions: Mentions, lines: Sequence[Line]) -> tuple[Mentions, np.ndarray]:
    """Put every place under the lines above its own as well; returns the mentions and the row each came from."""
    above = ancestry(lines)
    if not len(mentions):
        return mentions, _whole()
    counts = np.array([len(one) for one in above])[mentions.line]
    rows = np.repeat(np.arange(len(mentions)), counts)
    repeated = mentions.where(rows)
    wanted = np.concatenate([above[line] for line in mentions.line]).astype(np.int64)
    return Mentions(wanted, *(getattr(repeated, name) for name in ("source", "case", "start", "end", "hand"))), rows


def incidence(mentions: Mentions, lines: int, by: str = "case") -> tuple[np.ndarray, np.ndarray]:
    """Return the units (sorted; nobody's words left out) and a boolean array, units x lines: who is under what."""
    known = mentions.where(mentions.units(by) != NOBODY)
    units, place = np.unique(known.units(by), return_inverse=True)
    found = np.zeros((len(units), lines), dtype=bool)
    found[place, known.line] = True
    return units, found


def unit_counts(mentions: Mentions, lines: int, by: str = "case") -> np.ndarray:
    """Return how many different cases (or sources) stand under each line."""
    return incidence(mentions, lines, by)[1].sum(axis=0)


def place_counts(mentions: Mentions, lines: int) -> np.ndarray:
    """Return how many places stand under each line."""
    return np.bincount(mentions.line, minlength=lines) if len(mentions) else np.zeros(lines, dtype=np.int64)


def related(lines: Sequence[Line]) -> np.ndarray:
    """Return a boolean array, lines x lines: one stands above the other, or they are the same."""
    found = np.zeros((len(lines), len(lines)), dtype=bool)
    for place, above in enumerate(ancestry(lines)):
        found[place, above] = True
        found[above, place] = True
    return found


def cases_under(mentions: Mentions, line: int) -> set[Hashable]:
    """Return the cases under a line."""
    cases = np.unique(mentions.case[mentions.line == line])
    return {int(case) for case in cases if case != NOBODY}
