"""From coded spans to "who applied which code to which unit", at the unit the reader chooses.

All sources lie end to end on one axis, every source with its own stretch of it, so that thousands of
sources are worked on by whole-array operations. A set of coders is a bit mask. Work and memory grow
with the number of codings: text that nobody coded is only counted, never listed.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from coding.agreement.tallies import Tally
from coding.codings.spans import trim

CHARACTER, SENTENCE, TURN, SOURCE = "character", "sentence", "turn", "source"
UNITS = (CHARACTER, SENTENCE, TURN, SOURCE)
# How a coding becomes "the unit carries the code"; printed with every report.
PROJECTION_RULE = "a unit carries a code when a coding covers at least one character of it other than white space"
CHARACTER_RULE = "a character carries a code when a coding covers it"
MAX_CODERS = 62  # bits of a signed 64-bit mask


class AgreementError(ValueError):
    """The comparison cannot be made; the message is a sentence for the researcher."""


@dataclass(frozen=True)
class CodedSource:
    """One source as its coders left it.

    ``boundaries``: unit name to disjoint spans; a source without spans for a unit is one whole unit.
    ``seen``: coders who read it; a coder in ``seen`` without codings applied nothing (0), a coder not
    in ``seen`` is missing and any codings of theirs are passed over. ``codings``: per coder
    ``(start, end, code)``, ancestors included where codes roll up. With ``text`` the spans are
    trimmed of white space before they are laid on units.
    """

    key: Hashable
    length: int
    boundaries: Mapping[str, Sequence[tuple[int, int]]]
    seen: frozenset
    codings: Mapping[Hashable, Sequence[tuple[int, int, Hashable]]]
    text: str | None = None


@dataclass(frozen=True)
class Columns:
    """All codings as parallel arrays; ``start`` and ``end`` on the common axis."""

    keys: tuple
    coders: tuple
    codes: tuple
    lengths: np.ndarray  # per source
    bases: np.ndarray  # where each source begins on the axis
    seen: np.ndarray  # per source, mask of the coders who saw it
    source: np.ndarray
    coder: np.ndarray
    code: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @cached_property
    def coders_of_source(self) -> np.ndarray:
        """r: how many of the compared coders saw each source."""
        return np.bitwise_count(self.seen).astype(np.int64)


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
    outside: int = 0  # codings that touch no unit

    def cells(self, code: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        part = slice(*np.searchsorted(self.code, [code, code + 1]))
        return self.source[part], self.mask[part], self.weight[part]

    @cached_property
    def compared_sources(self) -> np.ndarray:
        return np.flatnonzero(self.columns.coders_of_source >= 2)

    @cached_property
    def units_compared(self) -> float:
        """Units of the sources that two coders or more saw."""
        return float(self.sizes[self.compared_sources].sum())


def columns_of(sources: Sequence[CodedSource], coders: Sequence, codes: Sequence) -> Columns:
    """Codings of the named coders and codes, sorted into arrays. Raises AgreementError."""
    if len(coders) > MAX_CODERS:
        raise AgreementError(f"At most {MAX_CODERS} coders can be compared at once, not {len(coders)}.")
    coder_place = {coder: i for i, coder in enumerate(coders)}
    code_place = {code: i for i, code in enumerate(codes)}
    lengths = np.array([source.length for source in sources], dtype=np.int64)
    bases = np.concatenate([[0], np.cumsum(lengths + 1)[:-1]]).astype(np.int64) if len(sources) else lengths
    rows = list(_rows(sources, coder_place, code_place))
    table = np.array(rows, dtype=np.int64).reshape(-1, 5)
    seen = [sum(1 << coder_place[c] for c in source.seen if c in coder_place) for source in sources]
    return Columns(
        keys=tuple(source.key for source in sources), coders=tuple(coders), codes=tuple(codes),
        lengths=lengths, bases=bases, seen=np.array(seen, dtype=np.int64),
        source=table[:, 0], coder=table[:, 1], code=table[:, 2],
        start=table[:, 3] + bases[table[:, 0]], end=table[:, 4] + bases[table[:, 0]],
    )  # fmt: skip


def _rows(sources: Sequence[CodedSource], coder_place: dict, code_place: dict) -> Iterable[tuple]:
    for s, source in enumerate(sources):
        for coder, codings in source.codings.items():
            if coder not in coder_place or coder not in source.seen:
                continue
            c = coder_place[coder]
            for start, end, code in codings:
                place = code_place.get(code)
                if place is None:
                    continue
                inside = max(0, start), min(end, source.length)
                if inside[0] < inside[1]:
                    yield s, c, place, *inside


# ---------------------------------------------------------------------------------------------
# Sentences, turns, whole sources


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
    if unit == SOURCE or not len(source.boundaries.get(unit, ())):
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
    outside = int(len(touching) - touching.sum())
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


def presence_on_characters(columns: Columns) -> Presence:
    found = stretches(merged(columns))
    lengths = (found.end - found.start).astype(float)
    grouped = _grouped(found.code, found.source, found.mask, lengths)
    return Presence(CHARACTER, columns, columns.lengths.astype(float), *grouped)


def presence(sources: Sequence[CodedSource], coders: Sequence, codes: Sequence, unit: str) -> Presence:
    """Who applied which code to how many units of which source. Raises AgreementError."""
    if unit not in UNITS:
        raise AgreementError(f"The unit {unit} is not known; choose one of {', '.join(UNITS)}.")
    columns = columns_of(sources, coders, codes)
    if unit == CHARACTER:
        return presence_on_characters(columns)
    return presence_on_units(trimmed(sources, columns), unit_axis(sources, columns, unit), unit)


# ---------------------------------------------------------------------------------------------
# Sufficient statistics of one code


@dataclass(frozen=True)
class CodeTables:
    """What every coefficient of one code is computed from, source by source.

    ``counts``: kinds x 2 (applied, not applied); ``weights``: sources x kinds.
    ``pairs``: sources x coder pairs x 2 x 2, zero where not both saw the source.
    """

    counts: np.ndarray
    weights: np.ndarray
    pairs: np.ndarray

    def tally(self, weights: np.ndarray | None = None) -> Tally:
        return Tally(self.counts, self.weights.sum(axis=0) if weights is None else weights)


def code_tables(found: Presence, code: int) -> CodeTables:
    source, mask, weight = found.cells(code)
    return CodeTables(*_histogram(found, source, mask, weight), _pair_tables(found, source, mask, weight))


def _histogram(found: Presence, source: np.ndarray, mask: np.ndarray, weight: np.ndarray) -> tuple:
    """h(r, y) per source: r coders saw the unit, y of them applied the code."""
    r = found.columns.coders_of_source
    sources = len(r)
    base = len(found.columns.coders) + 1
    covered = np.bincount(source, weights=weight, minlength=sources)
    every_source = np.concatenate([source, np.arange(sources)])
    cell = np.concatenate([r[source] * base + np.bitwise_count(mask).astype(np.int64), r * base])
    amount = np.concatenate([weight, found.sizes - covered])
    kinds, place = np.unique(cell, return_inverse=True)
    weights = np.zeros((sources, len(kinds)))
    np.add.at(weights, (every_source, place), amount)
    coders, applied = kinds // base, kinds % base
    return np.stack([applied, coders - applied], axis=1).astype(float), weights


def coder_pairs(coders: int) -> tuple[np.ndarray, np.ndarray]:
    return np.triu_indices(coders, k=1)


def _pair_tables(found: Presence, source: np.ndarray, mask: np.ndarray, weight: np.ndarray) -> np.ndarray:
    coders, sources = len(found.columns.coders), len(found.sizes)
    shifts = np.arange(coders)
    bits = (mask[:, None] >> shifts & 1).astype(float)
    together = np.zeros((sources, coders, coders))
    begins = np.flatnonzero(np.diff(source, prepend=-1))
    if len(begins):
        for i in range(coders):
            shared = bits * (weight * bits[:, i])[:, None]
            together[source[begins], i] = np.add.reduceat(shared, begins, axis=0)
    i, j = coder_pairs(coders)
    both = together[:, i, j]
    first, second = together[:, i, i] - both, together[:, j, j] - both
    saw = (found.columns.seen[:, None] >> shifts & 1).astype(float)
    neither = found.sizes[:, None] - both - first - second
    tables = np.stack([both, first, second, neither], axis=-1) * (saw[:, i] * saw[:, j])[..., None]
    return tables.reshape(sources, len(i), 2, 2)
