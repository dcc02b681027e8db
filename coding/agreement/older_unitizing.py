"""Krippendorff's first alpha for unitizing, alpha_U (1995; 2004, pp. 251–256), under its own name.

It compares units with units and gaps, so that a unit cut in two counts as a disagreement, which the family of 2016
(``unitizing``) does not do. The article of 2016 says that it misbehaves for more than two coders. Given because older
papers and other programs print it. Codes are looked at one by one, and may overlap.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from coding.agreement.coefficient import NO_PAIR, NO_VARIATION, NOBODY_USED, Coefficient, defined, ratio, undefined
from coding.codings.spans import Span, difference, merge

TOO_MANY_SPANS = "too many spans on one text to align"
MAX_SPANS = 2_000  # on one text: every unit is compared with every other

Spans = Sequence[tuple[int, int, Hashable]]


@dataclass(frozen=True)
class Disagreement:
    """D_o and D_e of one code on one continuum."""

    observed: float
    expected: float


def disagreement(length: int, coders: Sequence[Spans], code: Hashable) -> Disagreement:
    """For one text of ``length`` characters, each coder's ``(start, end, code)``; two coders or more."""
    whole = [(0, length)]
    units = [merge([(a, b) for a, b, held in spans if held == code], join_touching=False) for spans in coders]
    gaps = [difference(whole, mine) for mine in units]
    return Disagreement(_observed(length, units, gaps), _expected(length, units, gaps))


def _observed(length: int, units: list[list[Span]], gaps: list[list[Span]]) -> float:
    total = 0.0
    for i, mine in enumerate(units):
        for j, theirs in enumerate(units):
            if i == j:
                continue
            for start, end in mine:
                for other_start, other_end in theirs:
                    if start < other_end and other_start < end:
                        total += (start - other_start) ** 2 + (end - other_end) ** 2
                # Once for the unit in the gap, once for the gap around the unit.
                total += 2 * (end - start) ** 2 * any(a <= start and end <= b for a, b in gaps[j])
    return total / (len(units) * (len(units) - 1) * length**2)


def _expected(length: int, units: list[list[Span]], gaps: list[list[Span]]) -> float:
    lengths = [end - start for mine in units for start, end in mine]
    holes = [end - start for mine in gaps for start, end in mine]
    total = 0.0
    for size in lengths:
        total += (len(lengths) - 1) * (2 * size**3 - 3 * size**2 + size) / 3
        total += size**2 * sum(hole - size + 1 for hole in holes if hole >= size)
    judged = len(units) * length
    pairs = judged * (judged - 1) - sum(size * (size - 1) for size in lengths)
    return float(ratio(2 / length * total, pairs))


def alpha_u_2004_of_texts(texts: Sequence[tuple[int, Sequence[Spans]]], codes: Sequence[Hashable]) -> Coefficient:
    """1 − D_o / D_e summed over codes and texts, each text weighed by its length: (length, spans of each coder)."""
    texts = [(length, coders) for length, coders in texts if len(coders) >= 2 and length]
    n = sum(length * len(coders) for length, coders in texts)
    if not texts:
        return undefined(NO_PAIR)
    if max(sum(len(spans) for spans in coders) for _, coders in texts) > MAX_SPANS:
        return undefined(TOO_MANY_SPANS, n)
    observed = expected = 0.0
    for length, coders in texts:
        for code in codes:
            found = disagreement(length, coders, code)
            observed, expected = observed + found.observed * length, expected + found.expected * length
    used = any(spans for _, coders in texts for spans in coders)
    return defined(float(1 - ratio(observed, expected)), n, reason=NO_VARIATION if used else NOBODY_USED)


def alpha_u_2004(length: int, coders: Sequence[Spans], codes: Sequence[Hashable]) -> Coefficient:
    """1 − D_o / D_e, summed over the codes."""
    return alpha_u_2004_of_texts([(length, coders)], codes)
