"""Statistics for any number of coders and missing values, from counts alone.

A ``Tally`` groups the units by how many coders gave them each category. Every statistic here is a
ratio of sums over that grouping, so a code on a million units costs no more than one on a thousand,
and a bootstrap is one matrix product of source weights with the groups' weights.

Notation as in the literature: r coders saw a unit, n_k of them gave it category k.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coding.agreement.coefficient import beyond_chance, ratio


@dataclass(frozen=True)
class Tally:
    """``counts``: kinds x categories, coders per category. ``weights``: (..., kinds), how many units.

    Leading axes of ``weights`` (resamples, codes) pass through every statistic.
    """

    counts: np.ndarray
    weights: np.ndarray

    @classmethod
    def from_counts(cls, counts: Sequence[Sequence[int]]) -> "Tally":
        """From a units x categories table of coder counts."""
        kinds, weights = np.unique(np.asarray(counts, dtype=float), axis=0, return_counts=True)
        return cls(counts=kinds, weights=weights.astype(float))

    @classmethod
    def from_ratings(cls, ratings: Sequence[Sequence], categories: Sequence) -> "Tally":
        """From units x coders; None is missing. ``categories``: the codebook's, used or not."""
        rows = [list(row) for row in ratings]
        return cls.from_counts([[row.count(category) for category in categories] for row in rows])

    @property
    def coders(self) -> np.ndarray:
        return self.counts.sum(axis=1)

    @property
    def categories(self) -> int:
        return self.counts.shape[1]

    @property
    def paired(self) -> np.ndarray:
        """Which kinds of unit were seen by two coders or more."""
        return self.coders >= 2

    def units(self) -> np.ndarray:
        """Number of units that two coders or more saw."""
        return self.weights @ self.paired.astype(float)


def _pairs_agreeing(tally: Tally) -> np.ndarray:
    """Per kind of unit, the share of coder pairs that agree; 0 where there is no pair."""
    r = tally.coders
    agreeing = (tally.counts * (tally.counts - 1)).sum(axis=1)
    return np.where(r >= 2, agreeing / np.maximum(r * (r - 1), 1), 0.0)


def percent_agreement_values(tally: Tally) -> np.ndarray:
    """Mean over units of the share of agreeing pairs (Fleiss 1971; Gwet 2014)."""
    return ratio(tally.weights @ _pairs_agreeing(tally), tally.units())


def percent_agreement_value_weighted_values(tally: Tally) -> np.ndarray:
    """Agreement weighted by the number of values in a unit, as in Krippendorff's coincidences."""
    r = tally.coders * tally.paired
    return ratio(tally.weights @ (_pairs_agreeing(tally) * r), tally.weights @ r)


def category_shares(tally: Tally) -> np.ndarray:
    """(..., categories): mean share of each category over all units with a value (Gwet's pi)."""
    r = tally.coders
    shares = tally.counts / np.maximum(r, 1)[:, None]
    seen = tally.weights @ (r >= 1).astype(float)
    return ratio(tally.weights @ shares, seen[..., None])


def fleiss_kappa_values(tally: Tally) -> np.ndarray:
    """Fleiss 1971; with missing values as in Gwet 2014. For two coders this is Scott's pi."""
    shares = category_shares(tally)
    return beyond_chance(percent_agreement_values(tally), (shares**2).sum(axis=-1))


def brennan_prediger_values(tally: Tally) -> np.ndarray:
    """Chance is 1/q, q the number of categories in the codebook (Brennan & Prediger 1981)."""
    return beyond_chance(percent_agreement_values(tally), 1.0 / tally.categories)


def gwet_ac1_values(tally: Tally) -> np.ndarray:
    """Gwet 2008. Undefined for a single category."""
    if tally.categories < 2:
        return np.full(tally.weights.shape[:-1], np.nan)
    shares = category_shares(tally)
    expected = (shares * (1 - shares)).sum(axis=-1) / (tally.categories - 1)
    return beyond_chance(percent_agreement_values(tally), expected)


def gwet_ac2_values(tally: Tally, similarity: np.ndarray) -> np.ndarray:
    """AC1 with partial credit: ``similarity`` is a q x q matrix with ones on its diagonal."""
    r, q = tally.coders, tally.categories
    credited = tally.counts @ np.asarray(similarity, dtype=float)
    agreeing = np.where(r >= 2, (tally.counts * (credited - 1)).sum(axis=1) / np.maximum(r * (r - 1), 1), 0.0)
    observed = ratio(tally.weights @ agreeing, tally.units())
    shares = category_shares(tally)
    expected = np.sum(similarity) / (q * (q - 1)) * (shares * (1 - shares)).sum(axis=-1)
    return beyond_chance(observed, expected)


def krippendorff_alpha_values(tally: Tally, distance: np.ndarray | None = None) -> np.ndarray:
    """Krippendorff 2011: 1 − observed / expected disagreement over units with two values or more.

    ``distance``: q x q squared differences; nominal (0 on the diagonal, 1 elsewhere) when omitted.
    """
    r, q = tally.coders, tally.categories
    distance = 1.0 - np.eye(q) if distance is None else np.asarray(distance, dtype=float)
    per_kind = ((tally.counts @ distance) * tally.counts).sum(axis=1) / np.maximum(r - 1, 1)
    observed = tally.weights @ (per_kind * tally.paired)
    totals = tally.weights @ (tally.counts * tally.paired[:, None])
    n = totals.sum(axis=-1)
    expected = ((totals @ distance) * totals).sum(axis=-1)
    return 1.0 - ratio((n - 1) * observed, expected)


def interval_distance(values: Sequence[float]) -> np.ndarray:
    numbers = np.asarray(values, dtype=float)
    return (numbers[:, None] - numbers[None, :]) ** 2


def ratio_distance(values: Sequence[float]) -> np.ndarray:
    numbers = np.asarray(values, dtype=float)
    sums = numbers[:, None] + numbers[None, :]
    return ratio(numbers[:, None] - numbers[None, :], np.where(sums == 0, 1.0, sums)) ** 2


def ordinal_distance(tally: Tally) -> np.ndarray:
    """Squared number of values that lie between two categories, given in their order."""
    totals = tally.weights @ (tally.counts * tally.paired[:, None])
    middle = np.cumsum(totals) - totals / 2
    return (middle[:, None] - middle[None, :]) ** 2


def linearised_se(tally: Tally, statistic: str) -> float:
    """Standard error by Gwet's linearisation over units, which takes the units as independent.

    ``statistic``: fleiss_kappa, brennan_prediger or gwet_ac1.
    """
    q, r = tally.categories, tally.coders
    seen = r >= 1
    counts, weights, r = tally.counts[seen], tally.weights[seen], r[seen]
    shares = category_shares(tally)
    own = counts / r[:, None]
    per_unit = {
        "fleiss_kappa": lambda: (own @ shares, (shares**2).sum()),
        "brennan_prediger": lambda: (np.full(len(r), 1 / q), 1 / q),
        "gwet_ac1": lambda: (own @ (1 - shares) / (q - 1), (shares * (1 - shares)).sum() / (q - 1)),
    }[statistic]
    expected_of_unit, expected = per_unit()
    value = float(beyond_chance(percent_agreement_values(tally), expected))
    n, pairs = weights.sum(), float(tally.units())
    agreeing = _pairs_agreeing(tally)[seen]
    influence = (n / pairs) * (r >= 2) * (agreeing - expected) / (1 - expected)
    influence = influence - 2 * (1 - value) * (expected_of_unit - expected) / (1 - expected)
    return float(np.sqrt(weights @ (influence - value) ** 2 / (n * (n - 1))))


def fleiss_null_se(tally: Tally) -> float:
    """Fleiss, Nee & Landis 1979: for a test against zero only, never for an interval."""
    r = float(tally.coders.max())
    n = float(tally.weights.sum())
    shares = category_shares(tally)
    spread = (shares * (1 - shares)).sum()
    skew = (shares * (1 - shares) * (1 - 2 * shares)).sum()
    return float(np.sqrt(2 / (n * r * (r - 1)) * (spread**2 - skew)) / spread)


def fleiss_kappa_per_category(tally: Tally) -> np.ndarray:
    """Fleiss 1971: one kappa for each category against the rest; a constant number of coders."""
    r, n = float(tally.coders.max()), tally.weights.sum()
    shares = category_shares(tally)
    disagreeing = tally.weights @ (tally.counts * (r - tally.counts))
    return 1.0 - ratio(disagreeing, n * r * (r - 1) * shares * (1 - shares))
