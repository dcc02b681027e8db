"""Gamma of Mathet, Widlöcher & Métivier (2015): spans are aligned first, then compared.

Spans may overlap, nest and carry several codes. The best alignment is found by integer programming, and chance by
random texts with as many spans, as long and as far apart as those of the coders, so gamma costs far more than anything
else here and is asked for by name. Symbols: an alignment is a set of unitary alignments, each of at most one span per
coder; its disorder is the sum of theirs over the mean number of spans of a coder.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from coding.agreement.coefficient import NO_PAIR, NO_VARIATION, NOTHING_CODED, Coefficient, defined, ratio, undefined
from coding.agreement.laying import merged
from coding.agreement.older_unitizing import TOO_MANY_SPANS
from coding.agreement.units import Columns

MAX_CANDIDATES = 2_000_000
SAMPLES = 30
TIE = 1e-7

Span = tuple[float, float, Hashable]


@dataclass(frozen=True)
class Dissimilarity:
    """``alpha`` weighs places, ``beta`` codes; ``empty`` is the cost of a span without a partner."""

    alpha: float = 1.0
    beta: float = 1.0
    empty: float = 1.0

    def positional(self, first: Sequence, second: Sequence) -> float:
        """Squared: how far apart two spans begin and end, over their lengths."""
        apart = abs(first[0] - second[0]) + abs(first[1] - second[1])
        return (apart / ((first[1] - first[0]) + (second[1] - second[0]))) ** 2 * self.empty

    def between(self, first: list[Span], second: list[Span]) -> np.ndarray:
        """Between all spans of two coders, one more row and column for "no span"."""
        table = np.full((len(first) + 1, len(second) + 1), float(self.empty))
        for i, one in enumerate(first):
            for j, other in enumerate(second):
                table[i, j] = self.alpha * self.positional(one, other) + self.beta * self.empty * (one[2] != other[2])
        return table


@dataclass(frozen=True)
class Alignment:
    """``rows``: unitary alignments x coders, places of spans, -1 for none. ``disorder``: the sum of theirs."""

    rows: np.ndarray
    disorder: float


def best_alignment(coders: Sequence[list[Span]], by: Dissimilarity) -> Alignment | None:
    """The alignment of least disorder; None where there are too many ways to align."""
    sizes = [len(spans) for spans in coders]
    if np.prod([size + 1.0 for size in sizes]) > MAX_CANDIDATES:
        return None
    rows, costs = _candidates(coders, sizes, by)
    return _chosen(rows, costs, sizes)


def _candidates(coders: Sequence[list[Span]], sizes: list[int], by: Dissimilarity) -> tuple[np.ndarray, np.ndarray]:
    """Unitary alignments worth looking at: those no dearer than leaving their spans alone."""
    rows = np.stack(np.meshgrid(*(np.arange(size + 1) for size in sizes), indexing="ij"), axis=-1)
    rows = rows.reshape(-1, len(sizes))
    pairs = list(combinations(range(len(sizes)), 2))
    costs = np.zeros(len(rows))
    for i, j in pairs:
        costs += by.between(coders[i], coders[j])[rows[:, i], rows[:, j]]
    costs /= len(pairs)
    real = (rows < np.array(sizes)).sum(axis=1)
    kept = (real > 0) & ((costs <= real * by.empty + 1e-12) | (real == 1))
    rows, costs = rows[kept], costs[kept]
    return np.where(rows < np.array(sizes), rows, -1), costs


def _chosen(rows: np.ndarray, costs: np.ndarray, sizes: list[int]) -> Alignment:
    """Every span in one unitary alignment exactly, at least cost."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    offsets = np.concatenate([[0], np.cumsum(sizes)])
    candidate, coder = np.nonzero(rows >= 0)
    span = offsets[coder] + rows[candidate, coder]
    holds = coo_array((np.ones(len(span)), (span, candidate)), shape=(int(offsets[-1]), len(rows)))
    # Of alignments that cost the same, the one that leaves the fewest spans alone.
    answer = milp(costs + TIE, constraints=LinearConstraint(holds.tocsr(), 1, 1), integrality=np.ones(len(rows)),
                  bounds=Bounds(0, 1))  # fmt: skip
    chosen = answer.x > 0.5
    return Alignment(rows[chosen], float(costs[chosen].sum()))


def disorder_of_codes(coders: Sequence[list[Span]], found: Alignment, by: Dissimilarity) -> float:
    """Weighted mean disagreement of codes over aligned pairs: the closer two spans lie, the more they weigh.

    As in the program pygamma-agreement (0.5.9), a span beside "no span" is a pair that disagrees.
    """
    disagreed = weights = 0.0
    for row in found.rows.tolist():
        real = [(coder, place) for coder, place in enumerate(row) if place >= 0]
        alone = len(real) * (len(row) - len(real)) * by.empty
        disagreed, weights = disagreed + alone * by.empty, weights + alone
        for (i, a), (j, b) in combinations(real, 2):
            one, other = coders[i][a], coders[j][b]
            weight = max(0.0, 1 - by.alpha * by.positional(one, other)) / (len(real) - 1)
            weights += weight
            disagreed += weight * (one[2] != other[2])
    return disagreed / weights if weights else 0.0


def random_text(coders: Sequence[list[Span]], generator: np.random.Generator) -> list[list[Span]]:
    """Spans by chance, as in the article: each coder is some coder's spans cut at a random place and joined the other
    way round; the cuts lie at least half a mean span apart, so that no two coders are the same by design."""
    spans = [span for mine in coders for span in mine]
    begin, end = min(span[0] for span in spans), max(span[1] for span in spans)
    length = end - begin
    apart = sum(span[1] - span[0] for span in spans) / len(spans) / 2
    cuts: list[float] = []
    drawn = []
    for _ in coders:
        cut = _cut(length, apart, cuts, generator)
        cuts.append(cut)
        mine = coders[generator.integers(len(coders))]
        moved = [(begin + (start - begin + cut) % length, stop - start, code) for start, stop, code in mine]
        drawn.append([(start, start + size, code) for start, size, code in moved])
    return drawn


def _cut(length: float, apart: float, cuts: list[float], generator: np.random.Generator) -> float:
    for _ in range(20):
        cut = generator.uniform(0, length)
        if all(apart <= abs(cut - other) <= length - apart for other in cuts):
            break
    return cut


@dataclass(frozen=True)
class Disorders:
    """Of one text: the observed and the mean random disorder, and the same of codes alone."""

    observed: float
    expected: float
    codes: float
    codes_expected: float


def disorders(
    coders: Sequence[list[Span]], by: Dissimilarity, *, seed: int, samples: int = SAMPLES
) -> Disorders | None:
    """Of one text with at least one span; None where there are too many spans to align."""
    found = best_alignment(coders, by)
    if found is None:
        return None
    generator = np.random.default_rng(seed)
    random, random_codes = [], []
    for _ in range(samples):
        drawn = random_text(coders, generator)
        while not any(drawn):  # only coders without a span were drawn
            drawn = random_text(coders, generator)
        aligned = best_alignment(drawn, by)
        if aligned is None:
            return None
        random.append(aligned.disorder / _mean_spans(drawn))
        random_codes.append(disorder_of_codes(drawn, aligned, by))
    observed = found.disorder / _mean_spans(coders)
    codes = disorder_of_codes(coders, found, by)
    return Disorders(observed, float(np.mean(random)), codes, float(np.mean(random_codes)))


def _mean_spans(coders: Sequence[list[Span]]) -> float:
    return sum(len(spans) for spans in coders) / len(coders)


def gamma(
    texts: Sequence[Sequence[list[Span]]], *, by: Dissimilarity, seed: int, samples: int = SAMPLES
) -> Coefficient:
    """1 − observed / random disorder; several texts weigh by their mean number of spans.

    ``texts``: for each text that two coders or more saw, one list of ``(start, end, code)`` per coder.
    """
    texts = [coders for coders in texts if len(coders) >= 2]
    if not texts:
        return undefined(NO_PAIR)
    coded = [coders for coders in texts if any(coders)]
    n = sum(len(spans) for coders in coded for spans in coders)
    if not coded:
        return undefined(NOTHING_CODED)
    observed = expected = 0.0
    for coders in coded:
        found = disorders(coders, by, seed=seed, samples=samples)
        if found is None:
            return undefined(TOO_MANY_SPANS, n)
        observed += found.observed * _mean_spans(coders)
        expected += found.expected * _mean_spans(coders)
    return defined(float(1 - ratio(observed, expected)), n, reason=NO_VARIATION)


def texts_of(columns: Columns) -> list[tuple[int, list[list[Span]]]]:
    """(length, spans of each coder who saw it) of every source that two coders or more saw."""
    units = merged(columns)
    held: dict[tuple[int, int], list[Span]] = defaultdict(list)
    rows = zip(units.source, units.coder, units.start, units.end, units.code, strict=True)
    for source, coder, start, end, code in rows:
        base = int(units.bases[source])
        held[int(source), int(coder)].append((int(start) - base, int(end) - base, int(code)))
    return [
        (int(units.lengths[s]), [held[s, c] for c in range(len(units.coders)) if units.seen[s] >> c & 1])
        for s in np.flatnonzero(units.coders_of_source >= 2).tolist()
    ]


def gamma_cat(coders: Sequence[list[Span]], *, by: Dissimilarity, seed: int, samples: int = SAMPLES) -> Coefficient:
    """Of one text: do aligned spans carry the same code?"""
    found = disorders(coders, by, seed=seed, samples=samples)
    n = sum(len(spans) for spans in coders)
    if found is None:
        return undefined(TOO_MANY_SPANS, n)
    return defined(float(1 - ratio(found.codes, found.codes_expected)), n, reason=NO_VARIATION)
