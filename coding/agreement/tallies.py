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


WEIGHTS = ("linear", "quadratic", "radical", "ordinal")


def similarity(kind: str, categories: int) -> np.ndarray:
    """Part credit for categories in their order (Gwet 2014, chapter 3): linear, quadratic, radical or ordinal."""
    places = np.arange(categories, dtype=float)
    apart = np.abs(places[:, None] - places[None, :])
    if kind == "ordinal":
        between = (apart + 1) * apart / 2
        return 1 - between / max(between.max(), 1)
    power = {"linear": 1.0, "quadratic": 2.0, "radical": 0.5}[kind]
    return 1 - (apart / max(categories - 1, 1)) ** power


def linearised_se(tally: Tally, statistic: str, similarity: np.ndarray | None = None) -> float:
    """Standard error by Gwet's linearisation over units, which takes the units as independent.

    ``statistic``: percent_agreement, fleiss_kappa, brennan_prediger, gwet_ac1, gwet_ac2 (with ``similarity``) or
    krippendorff_alpha_nominal.
    """
    q, r = tally.categories, tally.coders
    credit = np.eye(q) if similarity is None else np.asarray(similarity, dtype=float)
    credited = tally.counts @ credit
    agreeing = np.where(r >= 2, (tally.counts * (credited - 1)).sum(axis=1) / np.maximum(r * (r - 1), 1), 0.0)
    if statistic == "krippendorff_alpha_nominal":
        totals = tally.weights @ (tally.counts * tally.paired[:, None])
        of_category = ratio(totals, totals.sum())
    else:
        of_category = category_shares(tally)
    spread = float(credit.sum()) / q if similarity is not None else 1.0
    return linearised(statistic, tally.weights, r, agreeing, tally.counts @ of_category, of_category, q, spread)


def units_of_formula(tally: Tally, statistic: str) -> float:
    """How many units the linearisation takes: those with a value, for alpha those with two."""
    least = 2 if statistic == "krippendorff_alpha_nominal" else 1
    return float(tally.weights @ (tally.coders >= least))


def linearised(
    statistic: str,
    weights: np.ndarray,
    r: np.ndarray,
    agreeing: np.ndarray,
    own: np.ndarray,
    of_category: np.ndarray,
    categories: int,
    spread: float = 1.0,
) -> float:
    """Gwet's linearisation (2014) from kinds of units; nan where it has no value.

    ``agreeing``: the share of agreeing pairs; ``own``: the sum, over the coders of a unit, of the common share of the
    category each gave it; ``of_category``: these shares; ``spread``: sum of the weights over the categories, for AC2.
    """
    if statistic == "krippendorff_alpha_nominal":
        return _alpha_se(weights, r, agreeing, own, of_category)
    seen = r >= 1
    weights, r, agreeing, own = weights[seen], r[seen], agreeing[seen], own[seen] / r[seen]
    n, pairs = weights.sum(), weights @ (r >= 2)
    if n < 2 or not pairs:
        return float("nan")
    observed = weights @ (agreeing * (r >= 2)) / pairs
    if statistic == "percent_agreement":
        expected_of_unit, expected = np.zeros(len(r)), 0.0
    elif statistic == "fleiss_kappa":
        expected_of_unit, expected = own, (of_category**2).sum()
    elif statistic == "brennan_prediger":
        expected_of_unit, expected = np.full(len(r), 1 / categories), 1 / categories
    else:  # AC1 and AC2
        factor = spread / (categories - 1)
        expected_of_unit, expected = factor * (1 - own), factor * (of_category * (1 - of_category)).sum()
    beyond = 1 - expected
    if not beyond > 1e-12:
        return float("nan")
    value = (observed - expected) / beyond
    influence = (n / pairs) * (r >= 2) * (agreeing - expected) / beyond
    if statistic != "percent_agreement":
        influence = influence - 2 * (1 - value) * (expected_of_unit - expected) / beyond
    return float(np.sqrt(weights @ (influence - value) ** 2 / (n * (n - 1))))


def _alpha_se(
    weights: np.ndarray, r: np.ndarray, agreeing: np.ndarray, own: np.ndarray, of_category: np.ndarray
) -> float:
    """The same for nominal alpha: units with two values or more, weighed by their number of values."""
    kept = r >= 2
    weights, r, agreeing, own = weights[kept], r[kept], agreeing[kept], own[kept]
    n = weights.sum()
    if n < 2:
        return float("nan")
    mean_r = weights @ r / n
    of_unit = agreeing * r / mean_r
    observed, expected = weights @ of_unit / n, (of_category**2).sum()
    beyond = 1 - expected
    if not beyond > 1e-12:
        return float("nan")
    value = (observed - expected) / beyond
    more = (r - mean_r) / mean_r
    # As in the author's own program: the agreement that corrects for the number of values has the small-sample term.
    small = 1 / (n * mean_r)
    own_agreed = of_unit - ((1 - small) * observed + small) * more
    own_expected = own / mean_r - expected * more
    influence = (own_agreed - expected) / beyond - 2 * (1 - value) * (own_expected - expected) / beyond
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
