"""Agreement on spans: the u-alpha family of Krippendorff, Mathet, Bouvry & Widlöcher (2016).

Each coder cuts the text into units with a value and gaps between them. A coder who saw a source and
coded nothing has one gap there and still counts as a coder. All sums run over sources, so several
sources make one continuum joined end to end, and a subset of sources or a bootstrap costs one matrix
product.

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
from coding.agreement.laying import Stretches, merged, stretches
from coding.agreement.units import CodedSource, Columns, columns_of

THREE_CODERS = "2016 self-pairing term; with three or more coders the 2019 book may be read differently"
THREE_CODERS_2019 = "2019 self-pairing term, read as the union of the other coders’ text"


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
class Continuum:
    """Sums of codes that exclude one another, per source (or summed, or per resample: leading axes).

    ``totals``: l_c, gaps first (1 + codes); ``agreed``: l_cc, gaps first. Without the gaps (codes):
    ``shared``: l*_c; ``squares``: T_c; ``shared_squares``: T*_c with the other coders taken one by one
    (2016, eq. 10); ``shared_squares_2019``: T*_c with the others taken together (2019, eq. 36).
    ``overlapping``: sources in which a coder put two codes on the same text, which the family does not
    allow. ``coders``: how many saw each source that two or more saw.
    """

    totals: np.ndarray
    agreed: np.ndarray
    shared: np.ndarray
    squares: np.ndarray
    shared_squares: np.ndarray
    shared_squares_2019: np.ndarray
    overlapping: np.ndarray
    coders: np.ndarray

    def of(self, draws: np.ndarray) -> "Continuum":
        """Sums weighted by how often each source counts: (..., sources)."""
        linear = ("totals", "agreed", "shared", "squares", "shared_squares", "shared_squares_2019")
        summed = {name: draws @ getattr(self, name) for name in linear}
        return replace(self, **summed)

    def summed(self) -> "Continuum":
        """Over all sources."""
        return self.of(np.ones(len(self.coders)))


def continuum(columns: Columns) -> Continuum:
    """Sums per source by interval sweeps, in time that grows with the codings of a pair of coders."""
    units = merged(columns)
    sources, codes = len(units.lengths), len(units.codes)
    r = units.coders_of_source
    paired = r >= 2
    kept = paired[units.source]
    units = replace(
        units, source=units.source[kept], coder=units.coder[kept], code=units.code[kept],
        start=units.start[kept], end=units.end[kept],
    )  # fmt: skip
    length = (units.end - units.start).astype(float)

    def per_code(amounts: np.ndarray, source: np.ndarray, code: np.ndarray) -> np.ndarray:
        found = np.bincount(source * max(codes, 1) + code, weights=amounts, minlength=sources * max(codes, 1))
        return found.reshape(sources, max(codes, 1))[:, :codes]

    coded = per_code(length, units.source, units.code)
    binary = binary_continuum(columns)
    gaps = (binary[:, 1] - coded.sum(axis=1)) * paired
    both = stretches(units)
    y = np.bitwise_count(both.mask).astype(float)
    among = np.maximum(r[both.source] - 1, 1)
    agreed = per_code((both.end - both.start) * y * (y - 1) / among, both.source, both.code)
    met, squares_2016, squares_2019 = _met(units)
    others = np.maximum(r[units.source] - 1, 1)
    return Continuum(
        totals=np.concatenate([gaps[:, None], coded], axis=1),
        # A gap meets a gap wherever it does not meet a code of another coder.
        agreed=np.concatenate([(gaps - binary[:, 0])[:, None], agreed], axis=1),
        shared=per_code(met / others, units.source, units.code),
        squares=per_code(length**2, units.source, units.code),
        shared_squares=per_code(squares_2016 / others, units.source, units.code),
        shared_squares_2019=per_code(squares_2019, units.source, units.code),
        overlapping=_overlapping(units, sources),
        coders=np.where(paired, r, 0),
    )


def _overlapping(units: Columns, sources: int) -> np.ndarray:
    order = np.lexsort((units.start, units.coder))
    coder, start, end = units.coder[order], units.start[order], units.end[order]
    clash = (coder[1:] == coder[:-1]) & (start[1:] < end[:-1])
    found = np.zeros(sources, dtype=bool)
    found[units.source[order][1:][clash]] = True
    return found


class _Covered:
    """How much of the axis before a point some spans cover."""

    def __init__(self, start: np.ndarray, end: np.ndarray) -> None:
        order = np.argsort(start, kind="stable")
        start, reach = start[order], np.maximum.accumulate(end[order])
        # Spans joined where they overlap or meet.
        first = np.flatnonzero(np.concatenate([[True], start[1:] > reach[:-1]])) if len(start) else order
        self.start = start[first]
        self.end = reach[np.append(first[1:], len(start)) - 1] if len(start) else reach
        self.before = np.concatenate([[0], np.cumsum(self.end - self.start)])

    def until(self, points: np.ndarray) -> np.ndarray:
        place = np.searchsorted(self.start, points, side="right")
        if not len(self.start):
            return np.zeros(len(points))
        beyond = np.maximum(self.end[np.maximum(place - 1, 0)] - points, 0)
        return self.before[place] - np.where(place > 0, beyond, 0)

    def within(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        return self.until(end) - self.until(start)


def _met(units: Columns) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per unit: its length that other coders coded, summed over them; these squared; and the union squared."""
    met, squares, union_squares = (np.zeros(len(units.start)) for _ in range(3))
    of_coder = [np.flatnonzero(units.coder == coder) for coder in range(len(units.coders))]
    covered = [_Covered(units.start[mine], units.end[mine]) for mine in of_coder]
    for coder, mine in enumerate(of_coder):
        start, end = units.start[mine], units.end[mine]
        for other, theirs in enumerate(covered):
            if other != coder:
                overlap = theirs.within(start, end)
                met[mine] += overlap
                squares[mine] += overlap**2
        rest = np.flatnonzero(units.coder != coder)
        union_squares[mine] = _Covered(units.start[rest], units.end[rest]).within(start, end) ** 2
    return met, squares, union_squares


# ---------------------------------------------------------------------------------------------
# Values, from sums with any leading axes


def u_alpha_values(sums: Continuum) -> np.ndarray:
    total = sums.totals.sum(axis=-1)
    self_pairs = np.concatenate([sums.totals[..., :1], sums.squares], axis=-1)
    chance = ratio(
        total * ((sums.totals**2).sum(axis=-1) - self_pairs.sum(axis=-1)), total**2 - self_pairs.sum(axis=-1)
    )
    return 1 - ratio(total - sums.agreed.sum(axis=-1), total - chance)


def _self_pairs(sums: Continuum, reading: str) -> np.ndarray:
    return sums.shared_squares if reading == "2016" else sums.shared_squares_2019


def cu_alpha_values(sums: Continuum, reading: str = "2016") -> np.ndarray:
    total, squares = sums.shared.sum(axis=-1), _self_pairs(sums, reading)
    expected = ratio((sums.shared**2).sum(axis=-1) - squares.sum(axis=-1), total - ratio(squares.sum(axis=-1), total))
    return 1 - ratio(total - sums.agreed[..., 1:].sum(axis=-1), total - expected)


def cu_coverage_values(sums: Continuum) -> np.ndarray:
    return ratio(sums.shared.sum(axis=-1), sums.totals.sum(axis=-1))


def ku_alpha_values(sums: Continuum, reading: str = "2016") -> np.ndarray:
    """(..., codes)."""
    total, squares = sums.shared.sum(axis=-1)[..., None], _self_pairs(sums, reading)
    beside = total - ratio(squares.sum(axis=-1)[..., None], total)
    expected = ratio(sums.shared * total - squares, beside)
    matched = ratio(sums.shared**2 - squares, beside)
    return 1 - ratio(expected * (sums.shared - sums.agreed[..., 1:]), sums.shared * (expected - matched))


def ku_coverage_values(sums: Continuum) -> np.ndarray:
    return ratio(sums.shared, sums.totals[..., 1:])


# ---------------------------------------------------------------------------------------------
# Coefficients, from sums over all sources


def u_alpha(sums: Continuum) -> Coefficient:
    """Where and what together, gaps included."""
    total = sums.totals.sum()
    if not total:
        return undefined(NO_PAIR)
    if sums.overlapping.any():
        return undefined(OVERLAPPING_CODES, total)
    return defined(u_alpha_values(sums), total, reason=NO_VARIATION if sums.squares.any() else NOBODY_USED)


def cu_alpha(sums: Continuum, *, reading: str = "2016") -> Coefficient:
    """Given that two coders coded the text, was it the same code? Read it with ``cu_coverage``."""
    if refused := _refused(sums):
        return refused
    return defined(
        cu_alpha_values(sums, reading), sums.shared.sum(), reason=ONE_CODE_IN_COMMON, note=_note(sums, reading)
    )


def cu_coverage(sums: Continuum) -> Coefficient:
    """Share of the judged text that cu-alpha looks at."""
    total = sums.totals.sum()
    if sums.overlapping.any():
        return undefined(OVERLAPPING_CODES, total)
    return defined(cu_coverage_values(sums), total, reason=NO_PAIR)


def ku_alpha(sums: Continuum, code: int, *, reading: str = "2016") -> Coefficient:
    """cu-alpha for one code: where it met a code of another coder, was that the same one?"""
    if refused := _refused(sums):
        return refused
    n = sums.shared[code]
    if not n:
        return undefined(NOTHING_IN_COMMON if sums.totals[code + 1] else NOBODY_USED, n)
    value = ku_alpha_values(sums, reading)[code]
    return defined(value, n, reason=ONE_CODE_IN_COMMON, note=_note(sums, reading))


def ku_coverage(sums: Continuum, code: int) -> Coefficient:
    """Share of the code's text that another coder coded too."""
    coded = sums.totals[code + 1]
    if sums.overlapping.any():
        return undefined(OVERLAPPING_CODES, coded)
    reason = NOBODY_USED if sums.totals.sum() else NO_PAIR
    return defined(ku_coverage_values(sums)[code], coded, reason=reason)


def _refused(sums: Continuum) -> Coefficient | None:
    total = sums.totals.sum()
    if not total:
        return undefined(NO_PAIR)
    if sums.overlapping.any():
        return undefined(OVERLAPPING_CODES, total)
    return None if sums.shared.sum() else undefined(NOTHING_IN_COMMON, total)


def _note(sums: Continuum, reading: str) -> str | None:
    if sums.coders.max(initial=0) <= 2:
        return None
    return THREE_CODERS if reading == "2016" else THREE_CODERS_2019


def continuum_columns(
    length: int, coders: Sequence[Sequence[tuple[int, int, Hashable]]], codes: Sequence, begin: int = 0
) -> Columns:
    """Columns for one text given as one list of (start, end, code) per coder."""
    names = tuple(range(len(coders)))
    shifted = {i: [(a - begin, b - begin, code) for a, b, code in spans] for i, spans in enumerate(coders)}
    source = CodedSource("text", length, {}, frozenset(names), shifted)
    return columns_of([source], names, codes)
