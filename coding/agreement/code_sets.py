"""Krippendorff's alpha where a coder's value for a unit is the whole set of codes put on it.

"No code" is a value: two coders who both left a unit alone agree on it. Distances between sets
follow Jaccard and Passonneau (2004, 2006); two empty sets are at distance 0.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from coding.agreement.coefficient import (
    NO_PAIR,
    NO_VARIATION,
    TOO_MANY_SETS,
    Coefficient,
    defined,
    ratio,
    undefined,
)
from coding.agreement.laying import UnitAxis, sorted_distinct, touched_units
from coding.agreement.units import Columns

MAX_SETS = 20_000  # distinct combinations of codes: expected disagreement looks at every pair of them
EMPTY, MISSING = 0, -1

Distance = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def jaccard_distance(first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """From the two sizes and the number of shared codes, element by element."""
    either = first + second - shared
    return np.where(either > 0, 1 - shared / np.maximum(either, 1), 0.0)


def dice_distance(first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
    both = first + second
    return np.where(both > 0, 1 - 2 * shared / np.maximum(both, 1), 0.0)


def _monotonicity(first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap, 0 where disjoint.

    Every set holds the empty set.
    """
    smaller, larger = np.minimum(first, second), np.maximum(first, second)
    overlapping = np.where(shared == 0, 0.0, 1 / 3)
    return np.where(shared == larger, 1.0, np.where(shared == smaller, 2 / 3, overlapping))


def masi_distance(first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """1 − J·M (Passonneau 2006)."""
    jaccard = 1 - jaccard_distance(first, second, shared)
    return 1 - jaccard * _monotonicity(first, second, shared)


def passonneau2004_distance(first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
    return 1 - _monotonicity(first, second, shared)


def nominal_distance(first: np.ndarray, second: np.ndarray, shared: np.ndarray) -> np.ndarray:
    """0 for the same set, else 1."""
    return np.where((shared == first) & (shared == second), 0.0, 1.0)


@dataclass(frozen=True)
class SetTable:
    """Kinds of unit by the sets the coders gave it.

    ``members``: distinct sets x codes (0/1), row 0 the empty set. ``ids``: kinds x coders, a row of
    ``members`` or MISSING. ``weight``: units of that kind. ``source``: which source they are in.
    """

    members: np.ndarray
    ids: np.ndarray
    weight: np.ndarray
    source: np.ndarray

    @classmethod
    def from_ratings(cls, ratings: Sequence[Sequence]) -> "SetTable":
        """From units x coders, each cell a collection of codes, or None where the coder is missing."""
        codes = sorted({code for row in ratings for cell in row for code in cell or ()}, key=str)
        place: dict[frozenset, int] = {frozenset(): EMPTY}
        ids = [
            [MISSING if cell is None else place.setdefault(frozenset(cell), len(place)) for cell in row]
            for row in ratings
        ]
        members = np.array([[code in held for code in codes] for held in place], dtype=float)
        return cls(members.reshape(len(place), -1), np.array(ids), np.ones(len(ids)), np.arange(len(ids)))

    @cached_property
    def coders(self) -> np.ndarray:
        return (self.ids != MISSING).sum(axis=1)

    def units(self) -> float:
        return float(self.weight[self.coders >= 2].sum())

    def only(self, places: np.ndarray, sources: int) -> "SetTable":
        """The same of some of the sources alone (places, sorted)."""
        moved = np.full(sources, -1, dtype=np.int64)
        moved[places] = np.arange(len(places))
        kept = moved[self.source] >= 0
        return SetTable(self.members, self.ids[kept], self.weight[kept], moved[self.source[kept]])

    @cached_property
    def sizes(self) -> np.ndarray:
        return self.members.sum(axis=1)

    def observed_of_kinds(self, distance: Distance) -> np.ndarray:
        """Each kind's share of observed disagreement: distances over coder pairs over (r − 1)."""
        total = np.zeros(len(self.ids))
        coders = self.ids.shape[1]
        for i in range(coders):
            for j in range(i + 1, coders):
                a, b = self.ids[:, i], self.ids[:, j]
                differing = np.flatnonzero((a != b) & (a != MISSING) & (b != MISSING))
                total[differing] += 2 * self._distances(a[differing], b[differing], distance)
        return self.weight * total / np.maximum(self.coders - 1, 1)

    @cached_property
    def differing_of_kinds(self) -> np.ndarray:
        """The same where any two different sets are wholly apart."""
        total = np.zeros(len(self.ids))
        coders = self.ids.shape[1]
        for i in range(coders):
            for j in range(i + 1, coders):
                a, b = self.ids[:, i], self.ids[:, j]
                total += (a != b) & (a != MISSING) & (b != MISSING)
        return self.weight * 2 * total / np.maximum(self.coders - 1, 1)

    def _distances(self, first: np.ndarray, second: np.ndarray, distance: Distance) -> np.ndarray:
        """Distances of set ids, each distinct pair worked out once."""
        pairs, place = np.unique(first * len(self.members) + second, return_inverse=True)
        a, b = pairs // len(self.members), pairs % len(self.members)
        shared = (self.members[a] * self.members[b]).sum(axis=1)
        return distance(self.sizes[a], self.sizes[b], shared)[place]

    def values_by_source(self, sources: int) -> np.ndarray:
        """(sources, distinct sets): how often each set is a value, over units with two coders or more."""
        totals = np.zeros((sources, len(self.members)))
        paired = self.coders >= 2
        for i in range(self.ids.shape[1]):
            given = paired & (self.ids[:, i] != MISSING)
            np.add.at(totals, (self.source[given], self.ids[given, i]), self.weight[given])
        return totals

    def values(self) -> np.ndarray:
        """(distinct sets): the same over all sources."""
        paired = self.coders >= 2
        given = paired[:, None] & (self.ids != MISSING)
        amounts = np.broadcast_to(self.weight[:, None], self.ids.shape)
        return np.bincount(self.ids[given], weights=amounts[given], minlength=len(self.members))

    def distance_matrix(self, distance: Distance, rows: slice = slice(None)) -> np.ndarray:
        shared = self.members[rows] @ self.members.T
        return distance(self.sizes[rows, None], self.sizes[None, :], shared)


def alpha_sets_values(table: SetTable, distance: Distance) -> float:
    totals = table.values()
    n = totals.sum()
    observed = table.observed_of_kinds(distance).sum()
    block = max(1, 4_000_000 // max(len(totals), 1))
    expected = 0.0
    for begin in range(0, len(totals), block):
        rows = slice(begin, begin + block)
        expected += totals[rows] @ (table.distance_matrix(distance, rows) @ totals)
    return float(1 - ratio((n - 1) * observed, expected))


def alpha_from_sums(draws: np.ndarray, observed: np.ndarray, totals: np.ndarray, between: np.ndarray) -> np.ndarray:
    """The coefficient of every draw (draws x sources) from sums per source."""
    drawn = draws @ totals
    expected = ((drawn @ between) * drawn).sum(axis=1)
    return 1 - ratio((drawn.sum(axis=1) - 1) * (draws @ observed), expected)


def _alpha(table: SetTable, distance: Distance) -> Coefficient:
    if not table.units():
        return undefined(NO_PAIR)
    if len(table.members) > MAX_SETS:
        return undefined(TOO_MANY_SETS, table.units())
    return defined(alpha_sets_values(table, distance), table.units(), reason=NO_VARIATION)


def alpha_sets_jaccard(table: SetTable) -> Coefficient:
    """Partial credit for sets that share codes: Jaccard distance."""
    return _alpha(table, jaccard_distance)


def alpha_sets_masi(table: SetTable) -> Coefficient:
    """Partial credit, more of it where one set holds the other: MASI distance, Passonneau 2006."""
    return _alpha(table, masi_distance)


def alpha_sets_dice(table: SetTable) -> Coefficient:
    return _alpha(table, dice_distance)


def alpha_sets_nominal(table: SetTable) -> Coefficient:
    """No partial credit: a unit agrees when the sets are the same."""
    return _alpha(table, nominal_distance)


def alpha_sets_passonneau2004(table: SetTable) -> Coefficient:
    return _alpha(table, passonneau2004_distance)


def percent_exact_set_match(table: SetTable) -> Coefficient:
    """Mean over units of the share of coder pairs whose sets are the same."""
    units = table.units()
    if not units:
        return undefined(NO_PAIR)
    per_kind = table.differing_of_kinds / np.maximum(table.coders, 1)
    return defined(1 - per_kind[table.coders >= 2].sum() / units, units)


def set_table(columns: Columns, axis: UnitAxis, *, characters: bool) -> SetTable:
    """Sets per unit and coder from codings; untouched units make one kind per source.

    On characters ``axis`` must be ``segment_axis(columns)`` and a unit weighs its length.
    """
    coding, units = touched_units(columns, axis)
    codes = max(len(columns.codes), 1)
    entries = sorted_distinct((units * 64 + columns.coder[coding]) * codes + columns.code[coding])
    judged, code = entries // codes, entries % codes
    judgement, members = _distinct_sets(judged, code, codes)
    touched = sorted_distinct(judgement[0] >> 6)
    seen = (columns.seen[:, None] >> np.arange(len(columns.coders)) & 1).astype(bool)
    ids = np.where(seen[axis.source[touched]], EMPTY, MISSING)
    ids[np.searchsorted(touched, judgement[0] >> 6), judgement[0] & 63] = judgement[1]
    weight = (axis.end - axis.start).astype(float) if characters else np.ones(len(axis.start))
    sizes = columns.lengths.astype(float) if characters else axis.sizes.astype(float)
    covered = np.bincount(axis.source[touched], weights=weight[touched], minlength=len(sizes))
    return SetTable(
        members=members,
        ids=np.concatenate([ids, np.where(seen, EMPTY, MISSING)]),
        weight=np.concatenate([weight[touched], sizes - covered]),
        source=np.concatenate([axis.source[touched], np.arange(len(sizes))]),
    )


def _distinct_sets(judged: np.ndarray, code: np.ndarray, codes: int) -> tuple:
    """((unit*64+coder), set id) of every non-empty set, and the members of the distinct sets."""
    begins = np.flatnonzero(np.diff(judged, prepend=-1))
    row = np.cumsum(np.diff(judged, prepend=-1) != 0) - 1
    words = np.zeros((len(begins), (codes + 62) // 63), dtype=np.int64)
    np.bitwise_or.at(words, (row, code // 63), np.left_shift(np.int64(1), code % 63))
    empty = np.zeros((1, words.shape[1]), dtype=np.int64)
    words = np.concatenate([empty, words])
    if words.shape[1] == 1:  # whole numbers are sorted many times faster than rows
        distinct = sorted_distinct(words[:, 0])[:, None]
        place = np.searchsorted(distinct[:, 0], words[:, 0])
    else:
        distinct, place = np.unique(words, axis=0, return_inverse=True)
    members = (distinct[:, np.arange(codes) // 63] >> (np.arange(codes) % 63) & 1).astype(float)
    # Masks are never negative (63 bits), so the empty set sorts first and is row 0.
    return (judged[begins], place.reshape(-1)[1:]), members


def segment_axis(columns: Columns) -> UnitAxis:
    """Elementary segments over all codes: cut wherever any coding starts or ends."""
    points = sorted_distinct(np.concatenate([columns.start, columns.end]))
    owner = np.searchsorted(columns.bases, points, side="right") - 1
    within = np.flatnonzero(owner[1:] == owner[:-1])
    sizes = np.bincount(owner[within], minlength=len(columns.bases))
    return UnitAxis(points[within], points[within + 1], sizes)
