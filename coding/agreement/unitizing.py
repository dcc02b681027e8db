"""Agreement on spans: the u-alpha family of Krippendorff, Mathet, Bouvry & Widlöcher (2016).

Each coder cuts the text into units with a value and gaps between them. A coder who saw a source and
coded nothing has one gap there and still counts as a coder. All sums run over sources, so several
sources make one continuum joined end to end.

Symbols as in the article: l_ck is the length valued c by one coder and k by another, l_c its row
sum, l its total; e_ck the same by chance; phi the gaps; starred sums leave the gaps out.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from coding.agreement.coefficient import (
    NO_PAIR,
    NO_VARIATION,
    NOBODY_USED,
    NOTHING_IN_COMMON,
    ONE_CODE_IN_COMMON,
    OVERLAPPING_CODES,
    Coefficient,
    defined,
    ratio,
    undefined,
)
from coding.agreement.units import CodedSource, Columns, Stretches, columns_of, merged, stretches
from coding.codings.spans import length as span_length

THREE_CODERS = "2016 self-pairing term; with three or more coders the 2019 book may be read differently"


def binary_continuum(columns: Columns) -> np.ndarray:
    """Sources x 4 sums (O, l, l_c, T_c); ``columns`` hold one code, or many read as "any code".

    O: length on which one coder has the code and another has not, over ordered pairs, over (r − 1).
    """
    units = merged(replace(columns, code=np.zeros_like(columns.code)))
    return binary_sums(units, stretches(units))


def binary_sums(units: Columns, found: Stretches) -> np.ndarray:
    sources = len(units.lengths)
    r = units.coders_of_source
    paired = r >= 2
    y = np.bitwise_count(found.mask).astype(float)
    among = r[found.source]
    disputed = (found.end - found.start) * y * (among - y) / np.maximum(among - 1, 1)
    lengths = (units.end - units.start).astype(float)
    sums = np.zeros((sources, 4))
    sums[:, 0] = np.bincount(found.source, weights=disputed, minlength=sources)
    sums[:, 1] = units.lengths * r
    sums[:, 2] = np.bincount(units.source, weights=lengths, minlength=sources)
    sums[:, 3] = np.bincount(units.source, weights=lengths**2, minlength=sources)
    return sums * paired[:, None]


def bin_u_alpha_values(sums: np.ndarray) -> np.ndarray:
    """|u-alpha from (..., 4) sums."""
    disputed, total, coded, squares = np.moveaxis(np.asarray(sums, dtype=float), -1, 0)
    gaps = total - coded
    return 1 - ratio(disputed * (total**2 - squares - gaps), total * gaps * coded)


def bin_u_alpha(sums: np.ndarray) -> Coefficient:
    """Is the same text found relevant? From the summed (O, l, l_c, T_c)."""
    _, total, coded, _ = np.asarray(sums, dtype=float)
    if not total:
        return undefined(NO_PAIR)
    return defined(bin_u_alpha_values(sums), total, reason=NOBODY_USED if not coded else NO_VARIATION)


@dataclass(frozen=True)
class Coincidences:
    """Sums over sources for codes that exclude one another: ``length[0, 0]`` is gap with gap.

    ``length``: (1 + codes) square, l_ck; ``squares``: T_c per code; ``shared_squares``: T*_c by the
    2016 reading; ``shared_squares_2019``: by the union reading.
    """

    length: np.ndarray
    squares: np.ndarray
    shared_squares: np.ndarray
    shared_squares_2019: np.ndarray
    coders: int


class OverlapError(ValueError):
    """A coder put two codes on the same text, which this family does not allow."""


def coincidences(columns: Columns) -> Coincidences:
    """Raises OverlapError where one coder's units of different codes overlap."""
    units = merged(columns)
    codes, coders = len(units.codes), len(units.coders)
    length = np.zeros((codes + 1, codes + 1))
    squares, shared, shared_2019 = np.zeros(codes), np.zeros(codes), np.zeros(codes)
    r = units.coders_of_source
    order = np.lexsort((units.start, units.source))
    bounds = np.searchsorted(units.source[order], np.arange(len(r) + 1))
    for s in np.flatnonzero(r >= 2):
        own = order[bounds[s] : bounds[s + 1]]
        spans = _by_coder(units, own, [i for i in range(coders) if units.seen[s] >> i & 1])
        base = int(units.bases[s])
        length += _lengths(spans, codes, base, base + int(units.lengths[s])) / (r[s] - 1)
        np.add.at(squares, units.code[own], (units.end[own] - units.start[own]).astype(float) ** 2)
        for coder, mine in spans.items():
            _add_shared(coder, mine, spans, shared, shared_2019)
    return Coincidences(length, squares, shared, shared_2019, int(r.max(initial=0)))


def _by_coder(units: Columns, own: np.ndarray, coders: Sequence[int]) -> dict[int, list]:
    spans: dict[int, list] = {coder: [] for coder in coders}
    rows = zip(units.coder[own], units.start[own], units.end[own], units.code[own], strict=True)
    for coder, start, end, code in rows:
        mine = spans[int(coder)]
        if mine and start < mine[-1][1]:
            raise OverlapError(OVERLAPPING_CODES)
        mine.append((int(start), int(end), int(code) + 1))
    return spans


def _lengths(spans: dict[int, list], codes: int, begin: int, end: int) -> np.ndarray:
    """l_ck before division by (r − 1): a sweep that holds how many coders have each value."""
    events = [(a, c, +1) for mine in spans.values() for a, _, c in mine]
    events += [(b, c, -1) for mine in spans.values() for _, b, c in mine]
    counts = np.zeros(codes + 1)
    counts[0] = len(spans)
    length = np.zeros((codes + 1, codes + 1))
    position = begin
    for point, code, step in [*sorted(events), (end, 0, 0)]:
        if point > position:
            # Only values present matter: the outer product stays as small as the number of coders.
            held = np.flatnonzero(counts)
            pairs = np.outer(counts[held], counts[held]) - np.diag(counts[held])
            length[np.ix_(held, held)] += (point - position) * pairs
            position = point
        counts[code] += step
        counts[0] -= step
    return length


def _add_shared(coder: int, mine: list, spans: dict[int, list], shared: np.ndarray, shared_2019: np.ndarray) -> None:
    """T*: squared length that each of this coder's units shares with the units of the others."""
    others = len(spans) - 1
    for start, end, code in mine:
        covered: list[tuple[int, int]] = []
        for other, theirs in spans.items():
            if other == coder:
                continue
            parts = [(max(a, start), min(b, end)) for a, b, _ in theirs if a < end and b > start]
            shared[code - 1] += sum(b - a for a, b in parts) ** 2 / others
            covered.extend(parts)
        shared_2019[code - 1] += span_length(covered) ** 2


def u_alpha(found: Coincidences) -> Coefficient:
    """Where and what together, gaps included."""
    totals = found.length.sum(axis=1)
    total = totals.sum()
    if not total:
        return undefined(NO_PAIR)
    self_pairs = np.concatenate([[totals[0]], found.squares])
    chance = ratio(total * (totals**2 - self_pairs), total**2 - self_pairs.sum())
    value = 1 - ratio(total - np.trace(found.length), total - chance.sum())
    return defined(value, total, reason=NO_VARIATION)


def _starred(found: Coincidences, reading: str) -> tuple:
    length = found.length[1:, 1:]
    totals = length.sum(axis=1)
    total = totals.sum()
    squares = found.shared_squares if reading == "2016" else found.shared_squares_2019
    if not total:
        return length, totals, total, np.zeros_like(length)
    chance = ratio(np.outer(totals, totals) - np.diag(squares), total - squares.sum() / total)
    return length, totals, total, chance


def cu_alpha(found: Coincidences, *, reading: str = "2016") -> Coefficient:
    """Given that two coders coded the text, was it the same code? Read it with ``cu_coverage``."""
    length, _, total, chance = _starred(found, reading)
    if not total:
        return undefined(NOTHING_IN_COMMON, found.length.sum())
    value = 1 - ratio(total - np.trace(length), total - np.trace(chance))
    note = THREE_CODERS if found.coders > 2 else None
    return defined(value, total, reason=ONE_CODE_IN_COMMON, note=note)


def cu_coverage(found: Coincidences) -> Coefficient:
    """Share of the judged text that cu-alpha looks at."""
    return defined(ratio(found.length[1:, 1:].sum(), found.length.sum()), found.length.sum(), reason=NO_PAIR)


def ku_alpha(found: Coincidences, code: int, *, reading: str = "2016") -> Coefficient:
    """cu-alpha for one code: where it met a code of another coder, was that the same one?"""
    length, totals, total, chance = _starred(found, reading)
    if not total or not totals[code]:
        return undefined(NOTHING_IN_COMMON, total)
    expected = chance[code].sum()
    disagreed = totals[code] - length[code, code]
    value = 1 - ratio(expected * disagreed, totals[code] * (expected - chance[code, code]))
    note = THREE_CODERS if found.coders > 2 else None
    return defined(value, totals[code], reason=ONE_CODE_IN_COMMON, note=note)


def ku_coverage(found: Coincidences, code: int) -> Coefficient:
    """Share of the code's text that another coder coded too."""
    coded = found.length[code + 1].sum()
    return defined(ratio(found.length[code + 1, 1:].sum(), coded), coded, reason=NOBODY_USED)


def continuum_columns(
    length: int, coders: Sequence[Sequence[tuple[int, int, Hashable]]], codes: Sequence, begin: int = 0
) -> Columns:
    """Columns for one text given as one list of (start, end, code) per coder."""
    names = tuple(range(len(coders)))
    shifted = {i: [(a - begin, b - begin, code) for a, b, code in spans] for i, spans in enumerate(coders)}
    source = CodedSource("text", length, {}, frozenset(names), shifted)
    return columns_of([source], names, codes)
