"""Coefficients over all codes where a coder's value for a unit is one category: the whole set of codes put on it.

Where codes exclude one another, these are the ordinary nominal statistics over the codebook, "no code" being a category
as soon as a coder left a unit without one. Everything is a sum over sources, so subsets and resamples are products.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from coding.agreement.code_sets import EMPTY, MISSING, SetTable
from coding.agreement.coefficient import beyond_chance, ratio
from coding.agreement.tallies import Tally, linearised


@dataclass(frozen=True)
class NominalSums:
    """Per source (leading axis): what each nominal coefficient adds up.

    ``agreeing``: share of agreeing pairs, over units with two values; ``paired``: such units; ``shares``: share of each
    category, over units with a value; ``seen``: such units; ``disagreed`` and ``values``: Krippendorff's observed
    disagreement and the number of values in each category; ``margins``: values of two coders in units both saw.
    """

    agreeing: np.ndarray
    paired: np.ndarray
    shares: np.ndarray
    seen: np.ndarray
    disagreed: np.ndarray
    values: np.ndarray
    margins: np.ndarray

    def of(self, draws: np.ndarray) -> "NominalSums":
        """Sums weighted by how often each source counts: (..., sources)."""
        parts = (self.agreeing, self.paired, self.shares, self.seen, self.disagreed, self.values)
        flat = self.margins.reshape(len(self.margins), 2 * self.margins.shape[-1])
        margins = (draws @ flat).reshape(*draws.shape[:-1], *self.margins.shape[1:])
        return NominalSums(*(draws @ part for part in parts), margins)


def nominal_sums(table: SetTable, sources: int) -> NominalSums:
    """``sources`` 1 adds everything up at once."""
    source = table.source if sources > 1 else np.zeros(len(table.ids), dtype=np.int64)
    categories, coders = len(table.members), table.ids.shape[1]
    r = table.coders
    given = table.ids != MISSING
    paired = (r >= 2) * table.weight
    disagreed = table.differing_of_kinds
    agreeing = paired - np.where(r >= 2, disagreed / np.maximum(r, 1), 0.0)

    def per_source(amounts: np.ndarray) -> np.ndarray:
        return np.bincount(source, weights=amounts, minlength=sources)

    shares, values = (np.zeros(sources * categories) for _ in range(2))
    margins = np.zeros((sources, 2, categories))
    for coder in range(coders):
        mine = given[:, coder]
        cell = source[mine] * categories + table.ids[mine, coder]
        amount = table.weight[mine]
        shares += np.bincount(cell, weights=amount / r[mine], minlength=len(shares))
        values += np.bincount(cell, weights=amount * (r[mine] >= 2), minlength=len(values))
        if coders == 2:
            both = np.bincount(cell, weights=amount * (r[mine] == 2), minlength=len(values))
            margins[:, coder] = both.reshape(sources, categories)
    return NominalSums(
        agreeing=per_source(agreeing), paired=per_source(paired), shares=shares.reshape(sources, categories),
        seen=per_source((r >= 1) * table.weight), disagreed=per_source(np.where(r >= 2, disagreed, 0.0)),
        values=values.reshape(sources, categories), margins=margins,
    )  # fmt: skip


def observed(sums: NominalSums) -> np.ndarray:
    return ratio(sums.agreeing, sums.paired)


def _shares(sums: NominalSums) -> np.ndarray:
    return ratio(sums.shares, sums.seen[..., None])


def fleiss_values(sums: NominalSums) -> np.ndarray:
    """Fleiss 1971, and Scott 1955 for two coders."""
    return beyond_chance(observed(sums), (_shares(sums) ** 2).sum(axis=-1))


def alpha_values(sums: NominalSums) -> np.ndarray:
    """Krippendorff 2011, nominal."""
    n = sums.values.sum(axis=-1)
    return 1 - ratio((n - 1) * sums.disagreed, n**2 - (sums.values**2).sum(axis=-1))


def cohen_values(sums: NominalSums) -> np.ndarray:
    """Cohen 1960, for two coders."""
    shares = ratio(sums.margins, sums.margins.sum(axis=-1, keepdims=True))
    return beyond_chance(observed(sums), shares.prod(axis=-2).sum(axis=-1))


def ac1_values(sums: NominalSums, categories: int) -> np.ndarray:
    """Gwet 2008, with the number of categories of the codebook."""
    shares = _shares(sums)
    return beyond_chance(observed(sums), ratio((shares * (1 - shares)).sum(axis=-1), categories - 1.0))


def brennan_prediger_values(sums: NominalSums, categories: int) -> np.ndarray:
    return beyond_chance(observed(sums), 1.0 / categories)


def exclusive(table: SetTable) -> bool:
    """Whether no coder gave a unit more than one code."""
    held = table.ids[(table.weight > 0) & (table.coders >= 1)]
    return bool((table.sizes[held[held != MISSING]] <= 1).all())


def categories_of(table: SetTable, codes: int) -> int:
    """How many categories coders could choose from: the codes, and "no code" where somebody chose that."""
    left_empty = ((table.ids == EMPTY) & (table.weight > 0)[:, None] & (table.coders >= 2)[:, None]).any()
    return codes + int(left_empty)


def standard_error(table: SetTable, statistic: str, categories: int) -> float:
    """Gwet's linearisation over units (2014), which takes the units as independent."""
    r, weights = table.coders, table.weight
    sums = nominal_sums(table, 1).of(np.ones(1))
    disagreed = table.differing_of_kinds
    agreeing = np.where(r >= 2, 1 - disagreed / np.maximum(r * weights, 1e-300), 0.0)
    of_category = _shares(sums) if statistic != "krippendorff_alpha_nominal" else sums.values / sums.values.sum()
    # One more entry for the missing, which weighs nothing.
    shares = np.append(of_category, 0.0)[table.ids]
    return linearised(statistic, weights, r, agreeing, shares.sum(axis=1), of_category, categories)


def scale_tally(table: SetTable, order: Sequence[int]) -> Tally:
    """Counts of coders per code of an ordered scale (places of the codes); other values count as missing."""
    place = np.full(len(table.members) + 1, len(order), dtype=np.int64)  # the last is for what is missing
    single = np.flatnonzero(table.sizes == 1)
    code = table.members[single].argmax(axis=1)
    where = {one: rank for rank, one in enumerate(order)}
    place[single] = [where.get(int(one), len(order)) for one in code]
    ranks = np.sort(place[table.ids], axis=1)
    kinds, index = np.unique(ranks, axis=0, return_inverse=True)
    weights = np.bincount(index.reshape(-1), weights=table.weight, minlength=len(kinds))
    counts = np.stack([(kinds == rank).sum(axis=1) for rank in range(len(order))], axis=1).astype(float)
    return Tally(counts, weights)
