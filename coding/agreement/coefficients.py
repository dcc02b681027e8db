"""Agreement coefficients by name, each a ``Coefficient``: a value, or why there is none.

Names are those of the reference cases. Many coders and missing values: pass a ``Tally``. Two coders:
pass their square table. Formulas and their sources stand with the computations in ``tallies``,
``tables``, ``code_sets`` and ``unitizing``.
"""

from collections.abc import Sequence

import numpy as np

from coding.agreement import tables, tallies
from coding.agreement.coefficient import (
    EVERYBODY_USED,
    NO_CODES,
    NO_PAIR,
    NO_VARIATION,
    NOBODY_USED,
    NOTHING_CODED,
    ONE_CATEGORY,
    ONE_NEVER_USED,
    Coefficient,
    beyond_chance,
    defined,
    undefined,
)
from coding.agreement.tallies import Tally

# In a presence tally and table, the first category is "applied the code".
APPLIED, NOT_APPLIED = 0, 1


def percent_agreement(tally: Tally) -> Coefficient:
    """Mean share of agreeing coder pairs over units (b.1): 0 to 1, not corrected for chance."""
    return defined(tallies.percent_agreement_values(tally), tally.units(), reason=NO_PAIR)


def percent_agreement_value_weighted(tally: Tally) -> Coefficient:
    """The same with units weighted by their number of values; differs only with missing values."""
    return defined(tallies.percent_agreement_value_weighted_values(tally), tally.units(), reason=NO_PAIR)


def fleiss_kappa(tally: Tally) -> Coefficient:
    """Fleiss 1971; units with one value count for the category shares (Gwet 2014)."""
    return _of_tally(tallies.fleiss_kappa_values(tally), tally)


def scott_pi(tally: Tally) -> Coefficient:
    """Scott 1955: Fleiss' kappa for two coders."""
    return fleiss_kappa(tally)


def brennan_prediger(tally: Tally) -> Coefficient:
    """Chance from the number of categories alone; 2 x percent agreement − 1 for presence."""
    if tally.categories < 2:
        return undefined(ONE_CATEGORY, tally.units())
    return defined(tallies.brennan_prediger_values(tally), tally.units(), reason=NO_PAIR)


def gwet_ac1(tally: Tally) -> Coefficient:
    """Gwet 2008: stays high where a category is rare or nearly always used."""
    if tally.categories < 2:
        return undefined(ONE_CATEGORY, tally.units())
    return defined(tallies.gwet_ac1_values(tally), tally.units(), reason=NO_PAIR)


def krippendorff_alpha_nominal(tally: Tally) -> Coefficient:
    """Krippendorff 2011: any number of coders, missing values, corrected for small samples."""
    return _of_tally(tallies.krippendorff_alpha_values(tally), tally)


def conger_kappa(ratings: Sequence[Sequence], categories: Sequence) -> Coefficient:
    """Conger 1980: Cohen's kappa for many coders, chance from each coder's own shares."""
    tally = Tally.from_ratings(ratings, categories)
    columns = list(zip(*ratings, strict=True))
    counts = np.array([[float(column.count(category)) for category in categories] for column in columns])
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    expected = (shares.mean(axis=0) ** 2 - shares.var(axis=0, ddof=1) / len(columns)).sum()
    return _of_tally(beyond_chance(tallies.percent_agreement_values(tally), expected), tally)


def cohen_kappa(table: np.ndarray) -> Coefficient:
    """Cohen 1960 for two coders. 0 whatever they do when one of them never used a code."""
    value = tables.cohen_kappa_values(table)
    return defined(value, np.sum(table), reason=_why_no_kappa(table), note=_warning(table))


def _warning(table: np.ndarray) -> str | None:
    table = np.asarray(table, dtype=float)
    applied = table[APPLIED].sum(), table[:, APPLIED].sum()
    if table.shape == (2, 2) and min(applied) == 0 < max(applied):
        return ONE_NEVER_USED
    return None


def cohen_kappa_max(table: np.ndarray) -> Coefficient:
    """The highest kappa possible with the two coders' totals as they are."""
    return defined(tables.cohen_kappa_max_values(table), np.sum(table), reason=_why_no_kappa(table))


def light_kappa(pair_tables: np.ndarray) -> Coefficient:
    """Light 1971: the mean of the pairs' Cohen kappas, those without variation left out."""
    values = tables.cohen_kappa_values(pair_tables)
    kept = values[np.isfinite(values)]
    n = float(np.sum(pair_tables, axis=(-2, -1)).max(initial=0.0))
    return defined(kept.mean(), n) if kept.size else undefined(NO_VARIATION, n)


def hubert_kappa(pair_tables: np.ndarray) -> Coefficient:
    """Hubert 1977: kappa of the pairs' mean observed and mean expected agreement."""
    n = float(np.sum(pair_tables, axis=(-2, -1)).max(initial=0.0))
    return defined(tables.pooled_kappa_values(pair_tables), n, reason=NO_VARIATION)


def pooled_kappa(code_tables: np.ndarray) -> Coefficient:
    """De Vries et al. 2008 over codes x 2 x 2: not the mean of kappas; unused codes are left out."""
    n = float(np.sum(code_tables, axis=(-2, -1)).max(initial=0.0))
    return defined(tables.pooled_kappa_values(np.asarray(code_tables)), n, reason=NO_CODES)


def mean_kappa_over_codes(code_tables: np.ndarray) -> Coefficient:
    """Plain mean of the codes' kappas, those without a value left out; rare codes weigh as much as common."""
    n = float(np.sum(code_tables, axis=(-2, -1)).max(initial=0.0))
    values = tables.cohen_kappa_values(np.asarray(code_tables))
    kept = values[np.isfinite(values)]
    return defined(kept.mean(), n) if kept.size else undefined(NO_CODES, n)


def holsti(code_tables: np.ndarray) -> Coefficient:
    """Holsti 1969 on (unit, code) pairs: shared applications, twice, over the two coders' totals."""
    n = float(np.sum(code_tables, axis=(-2, -1)).max(initial=0.0))
    return defined(tables.holsti_values(np.asarray(code_tables)), n, reason=NOTHING_CODED)


def positive_agreement(table: np.ndarray) -> Coefficient:
    """p+, agreement on applying the code: joint absence does not enter."""
    return defined(tables.positive_agreement_values(table), np.sum(table), reason=NOTHING_CODED)


def negative_agreement(table: np.ndarray) -> Coefficient:
    """p−, agreement on leaving the code off."""
    return defined(tables.negative_agreement_values(table), np.sum(table), reason=EVERYBODY_USED)


def jaccard(table: np.ndarray) -> Coefficient:
    """Units that both coded over units that either coded."""
    return defined(tables.jaccard_values(table), np.sum(table), reason=NOTHING_CODED)


def prevalence_index(table: np.ndarray) -> Coefficient:
    return defined(tables.prevalence_index_values(table), np.sum(table), reason=NO_PAIR)


def bias_index(table: np.ndarray) -> Coefficient:
    return defined(tables.bias_index_values(table), np.sum(table), reason=NO_PAIR)


def presence_reason(tally: Tally) -> str:
    """Why a presence/absence statistic has no value, in the words of coding."""
    applied, left_off = tally.weights @ (tally.counts * tally.paired[:, None])
    if applied + left_off == 0:
        return NO_PAIR
    return NOBODY_USED if applied == 0 else EVERYBODY_USED


def _of_tally(value: float, tally: Tally) -> Coefficient:
    reason = NO_VARIATION if tally.units() else NO_PAIR
    return defined(value, tally.units(), reason=reason)


def _why_no_kappa(table: np.ndarray) -> str:
    table = np.asarray(table, dtype=float)
    if not table.sum():
        return NO_PAIR
    if table.shape == (2, 2):
        return NOBODY_USED if table[NOT_APPLIED, NOT_APPLIED] else EVERYBODY_USED
    return NO_VARIATION
