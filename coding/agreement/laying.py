"""Codings laid on units: listed ones (sentences, turns, paragraphs, sources), or characters as stretches.

Work and memory grow with the number of codings and of listed units; text that nobody coded is only counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from coding.agreement.units import (
    CHARACTER,
    CONTINUUM_UNITS,
    UNITS,
    WHOLE,
    AgreementError,
    CodedSource,
    Columns,
    columns_of,
    restricted,
)
from coding.codings.spans import trim


@dataclass(frozen=True)
class Presence:
    """For every code: how many units of each source were given it by which set of coders.

    ``cells`` of a code: (source, mask of coders, number of units). Units with an empty mask are
    ``sizes`` minus the rest.
    """

    unit: str
    columns: Columns
    sizes: np.ndarray  # units in each source
    code: np.ndarray  # sorted
    source: np.ndarray
    mask: np.ndarray
    weight: np.ndarray
    outside_of: np.ndarray  # codings of each source that touch no unit

    def cells(self, code: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        part = slice(*np.searchsorted(self.code, [code, code + 1]))
        return self.source[part], self.mask[part], self.weight[part]

    @property
    def outside(self) -> int:
        """Codings that touch no unit."""
        return int(self.outside_of.sum())

    @property
    def on_continuum(self) -> bool:
        """Whether every character counts, and the places of the codings can be compared."""
        return self.unit in CONTINUUM_UNITS

    @cached_property
    def compared_sources(self) -> np.ndarray:
        return np.flatnonzero(self.columns.coders_of_source >= 2)

    @cached_property
    def units_compared(self) -> float:
        """Units of the sources that two coders or more saw."""
        return float(self.sizes[self.compared_sources].sum())

    def only(self, places: np.ndarray) -> "Presence":
        """The same of some sources alone (places, sorted)."""
        moved = np.full(len(self.sizes), -1, dtype=np.int64)
        moved[places] = np.arange(len(places))
        kept = moved[self.source] >= 0
        return Presence(
            self.unit, restricted(self.columns, places), self.sizes[places], self.code[kept],
            moved[self.source[kept]], self.mask[kept], self.weight[kept], self.outside_of[places],
        )  # fmt: skip


# ---------------------------------------------------------------------------------------------
# Sentences, turns, paragraphs, whole sources


@dataclass(frozen=True)
class UnitAxis:
    """Every unit of every source on the common axis, in order."""

    start: np.ndarray
    end: np.ndarray
    sizes: np.ndarray  # units per source

    @cached_property
    def source(self) -> np.ndarray:
        return np.repeat(np.arange(len(self.sizes)), self.sizes)


def unit_axis(sources: Sequence[CodedSource], columns: Columns, unit: str) -> UnitAxis:
    starts, ends, sizes = [], [], []
    for source, base in zip(sources, columns.bases.tolist(), strict=True):
        spans = np.asarray(_unit_spans(source, unit), dtype=np.int64).reshape(-1, 2)
        if len(spans) and (np.any(spans[1:, 0] < spans[:-1, 1]) or np.any(spans[:, 0] >= spans[:, 1])):
            raise AgreementError(f"The {unit}s of source {source.key} overlap or are empty.")
        starts.append(spans[:, 0] + base)
        ends.append(spans[:, 1] + base)
        sizes.append(len(spans))
    empty = [np.empty(0, dtype=np.int64)]
    start, end = np.concatenate(starts or empty), np.concatenate(ends or empty)
    return UnitAxis(start, end, np.array(sizes, dtype=np.int64))


def _unit_spans(source: CodedSource, unit: str) -> Sequence[tuple[int, int]]:
    if unit in WHOLE or unit not in source.boundaries:
        return [(0, max(source.length, 1))]
    return source.boundaries[unit]


def trimmed(sources: Sequence[CodedSource], columns: Columns) -> Columns:
    """Columns whose spans begin and end with a character that is not white space, where texts are known."""
    if not any(source.text for source in sources):
        return columns
    start, end = columns.start.copy(), columns.end.copy()
    for i, s in enumerate(columns.source.tolist()):
        text, base = sources[s].text, int(columns.bases[s])
        if text and (text[start[i] - base].isspace() or text[end[i] - base - 1].isspace()):
            a, b = trim(text, int(start[i]) - base, int(end[i]) - base)
            start[i], end[i] = a + base, b + base
    return replace(columns, start=start, end=end)


def touched_units(columns: Columns, axis: UnitAxis) -> tuple[np.ndarray, np.ndarray]:
    """(coding, unit) pairs: which units each coding touches, as two parallel arrays."""
    # In text order, neighbouring look-ups touch neighbouring memory: several times faster.
    order = np.argsort(columns.start)
    start, end = columns.start[order], columns.end[order]
    first = np.searchsorted(axis.end, start, side="right")
    after = np.searchsorted(axis.start, end, side="left")
    # An empty span (white space only) touches nothing.
    count = np.where(start < end, np.maximum(after - first, 0), 0)
    offset = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(order, count), np.repeat(first, count) + offset


def presence_on_units(columns: Columns, axis: UnitAxis, unit: str) -> Presence:
    """Sparse presence of every code on listed units."""
    coding, units = touched_units(columns, axis)
    code, place, mask = masks_by_unit(columns.code[coding], units, columns.coder[coding], len(axis.start))
    touching = np.zeros(len(columns.start), dtype=bool)
    touching[coding] = True
    outside = np.bincount(columns.source[~touching], minlength=len(columns.lengths))
    grouped = _grouped(code, axis.source[place], mask, np.ones(len(code)))
    return Presence(unit, columns, axis.sizes.astype(float), *grouped, outside)


def masks_by_unit(code: np.ndarray, unit: np.ndarray, coder: np.ndarray, units: int) -> tuple:
    """Distinct (code, unit) with the mask of coders who applied it; repeats count once."""
    entries = sorted_distinct((code * max(units, 1) + unit) * 64 + coder)
    place, bits = entries >> 6, np.left_shift(1, entries & 63)
    begins = np.flatnonzero(np.diff(place, prepend=-1))
    masks = np.add.reduceat(bits, begins) if len(begins) else bits
    return place[begins] // max(units, 1), place[begins] % max(units, 1), masks


def sorted_distinct(values: np.ndarray) -> np.ndarray:
    """As np.unique, which hashes whole numbers and is many times slower than sorting them."""
    ordered = np.sort(values)
    return ordered[np.diff(ordered, prepend=ordered[:1] - 1) != 0]


def _grouped(code: np.ndarray, source: np.ndarray, mask: np.ndarray, weight: np.ndarray) -> tuple:
    """Weights summed over equal (code, source, mask), sorted by code and source."""
    order = np.lexsort((mask, source, code))
    code, source, mask, weight = code[order], source[order], mask[order], weight[order]
    changes = (np.diff(code) != 0) | (np.diff(source) != 0) | (np.diff(mask) != 0)
    begins = np.flatnonzero(np.concatenate([[True], changes])) if len(code) else np.empty(0, dtype=np.int64)
    weight = np.add.reduceat(weight, begins) if len(begins) else weight
    return code[begins], source[begins], mask[begins], weight


# ---------------------------------------------------------------------------------------------
# Characters, as stretches within which nothing changes


@dataclass(frozen=True)
class Stretches:
    """Stretches of text on which one code is applied by one unchanging set of coders."""

    code: np.ndarray
    source: np.ndarray
    mask: np.ndarray
    start: np.ndarray
    end: np.ndarray


def merged(columns: Columns) -> Columns:
    """Overlapping spans of one coder and code joined; spans that only meet stay two units."""
    order = np.lexsort((columns.start, columns.coder, columns.code))
    group = columns.code[order] * 64 + columns.coder[order]
    start, end = columns.start[order], columns.end[order]
    # Lifting each group above the one before makes one running maximum serve all groups.
    rank = np.cumsum(np.diff(group, prepend=group[:1]) != 0) if len(group) else group
    lift = rank * (int(end.max(initial=0)) + 1)
    reach = np.maximum.accumulate(end + lift) if len(end) else end
    begins = np.ones(len(start), dtype=bool)
    begins[1:] = start[1:] + lift[1:] >= reach[:-1]
    first = np.flatnonzero(begins)
    kept = order[first]
    last_reach = reach[np.append(first[1:], len(reach)) - 1] - lift[first] if len(first) else reach
    return replace(
        columns, source=columns.source[kept], coder=columns.coder[kept], code=columns.code[kept],
        start=start[first], end=last_reach,
    )  # fmt: skip


def stretches(columns: Columns) -> Stretches:
    """Interval sweep over merged spans: each start sets a coder's bit, each end clears it."""
    bit = np.left_shift(np.int64(1), columns.coder)
    code = np.concatenate([columns.code, columns.code])
    source = np.concatenate([columns.source, columns.source])
    point = np.concatenate([columns.start, columns.end])
    order = np.lexsort((point, code))
    code, source, point = code[order], source[order], point[order]
    mask = np.cumsum(np.concatenate([bit, -bit])[order])
    following = np.append(point[1:], point[-1:])
    kept = (mask != 0) & (following > point)
    return Stretches(code[kept], source[kept], mask[kept], point[kept], following[kept])


def presence_on_characters(columns: Columns, unit: str = CHARACTER) -> Presence:
    found = stretches(merged(columns))
    lengths = (found.end - found.start).astype(float)
    grouped = _grouped(found.code, found.source, found.mask, lengths)
    nothing_outside = np.zeros(len(columns.lengths), dtype=np.int64)
    return Presence(unit, columns, columns.lengths.astype(float), *grouped, nothing_outside)


def presence(sources: Sequence[CodedSource], coders: Sequence, codes: Sequence, unit: str) -> Presence:
    """Who applied which code to how many units of which source. Raises AgreementError."""
    if unit not in UNITS:
        raise AgreementError(f"The unit {unit} is not known; choose one of {', '.join(UNITS)}.")
    columns = columns_of(sources, coders, codes)
    if unit in CONTINUUM_UNITS:
        return presence_on_characters(columns, unit)
    return presence_on_units(trimmed(sources, columns), unit_axis(sources, columns, unit), unit)
