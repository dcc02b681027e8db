"""Statistics for two coders, from their square table: rows the first coder, columns the second.

Tables may carry leading axes (codes, pairs, resamples). For one code the table is
``[[both, first only], [second only, neither]]``.
"""

import numpy as np

from coding.agreement.coefficient import beyond_chance, ratio


def _proportions(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    table = np.asarray(table, dtype=float)
    shares = ratio(table, table.sum(axis=(-2, -1), keepdims=True))
    return shares, shares.sum(axis=-1), shares.sum(axis=-2)


def observed_and_expected(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """p_o and p_e of Cohen's kappa."""
    shares, rows, columns = _proportions(table)
    return np.trace(shares, axis1=-2, axis2=-1), (rows * columns).sum(axis=-1)


def cohen_kappa_values(table: np.ndarray) -> np.ndarray:
    """Cohen 1960."""
    return beyond_chance(*observed_and_expected(table))


def cohen_kappa_max_values(table: np.ndarray) -> np.ndarray:
    """The largest kappa that the two coders' own totals allow."""
    _, rows, columns = _proportions(table)
    _, expected = observed_and_expected(table)
    return beyond_chance(np.minimum(rows, columns).sum(axis=-1), expected)


def cohen_kappa_se(table: np.ndarray) -> float:
    """Fleiss, Cohen & Everitt 1969; takes the units as independent."""
    shares, rows, columns = _proportions(table)
    observed, expected = observed_and_expected(table)
    beyond = 1 - expected
    on_diagonal = np.diag(shares) * (beyond - (rows + columns) * (1 - observed)) ** 2
    margins = (columns[:, None] + rows[None, :]) ** 2
    off_diagonal = (shares * margins).sum() - (np.diag(shares) * np.diag(margins)).sum()
    spread = on_diagonal.sum() + (1 - observed) ** 2 * off_diagonal
    spread -= (observed * expected - 2 * expected + observed) ** 2
    return float(ratio(np.sqrt(max(spread, 0.0) / np.sum(table)), beyond**2))


def cohen_kappa_se_null(table: np.ndarray) -> float:
    """Standard error if the true kappa were zero: for a test only."""
    _, rows, columns = _proportions(table)
    _, expected = observed_and_expected(table)
    spread = expected + expected**2 - (rows * columns * (rows + columns)).sum()
    return float(ratio(np.sqrt(max(spread, 0.0) / np.sum(table)), 1 - expected))


def pooled_kappa_values(tables: np.ndarray) -> np.ndarray:
    """De Vries et al. 2008 over (..., codes, 2, 2): kappa of the mean p_o and the mean p_e.

    A code with no variation (p_e = 1) is left out; ``left_out_of_pool`` counts those.
    """
    observed, expected = observed_and_expected(tables)
    return pool(observed, expected)


def pool(observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Pooled kappa over the last axis of p_o and p_e, passing over what has no variation."""
    kept = varies(expected)
    count = kept.sum(axis=-1)
    mean_observed = ratio(np.where(kept, observed, 0.0).sum(axis=-1), count)
    mean_expected = ratio(np.where(kept, expected, 0.0).sum(axis=-1), count)
    return beyond_chance(mean_observed, mean_expected)


def varies(expected: np.ndarray) -> np.ndarray:
    """False where both coders always chose the same, or shared no unit."""
    return np.isfinite(expected) & (np.nan_to_num(expected) < 1 - 1e-12)


def left_out_of_pool(tables: np.ndarray) -> int:
    return int((~varies(observed_and_expected(tables)[1])).sum())


def _cells(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    table = np.asarray(table, dtype=float)
    return table[..., 0, 0], table[..., 0, 1], table[..., 1, 0], table[..., 1, 1]


def positive_agreement_values(table: np.ndarray) -> np.ndarray:
    """p+: of what either coder coded, twice the shared part over the two totals."""
    both, first, second, _ = _cells(table)
    return ratio(2 * both, 2 * both + first + second)


def negative_agreement_values(table: np.ndarray) -> np.ndarray:
    """p−: the same for leaving the code off."""
    _, first, second, neither = _cells(table)
    return ratio(2 * neither, 2 * neither + first + second)


def jaccard_values(table: np.ndarray) -> np.ndarray:
    both, first, second, _ = _cells(table)
    return ratio(both, both + first + second)


def prevalence_index_values(table: np.ndarray) -> np.ndarray:
    """(both − neither) / n: near −1 for a rare code, where kappa falls whatever people do."""
    both, first, second, neither = _cells(table)
    return ratio(both - neither, both + first + second + neither)


def bias_index_values(table: np.ndarray) -> np.ndarray:
    """(first only − second only) / n: above 0 when the first coder uses the code more."""
    both, first, second, neither = _cells(table)
    return ratio(first - second, both + first + second + neither)


def holsti_values(table: np.ndarray) -> np.ndarray:
    """Holsti 1969 on applied (unit, code) pairs, over (..., codes, 2, 2): 2M / (N1 + N2)."""
    both, first, second, _ = _cells(table)
    return ratio(2 * both.sum(axis=-1), (2 * both + first + second).sum(axis=-1))


def against_the_rest(table: np.ndarray, category: int) -> np.ndarray:
    """The 2x2 table of one category of a square table against all others."""
    table = np.asarray(table, dtype=float)
    both = table[category, category]
    first, second = table[category].sum() - both, table[:, category].sum() - both
    return np.array([[both, first], [second, table.sum() - both - first - second]])


def contingency(first: list, second: list, categories: list) -> np.ndarray:
    """Square table of two coders' values; a unit that either missed is left out."""
    place = {category: i for i, category in enumerate(categories)}
    table = np.zeros((len(categories), len(categories)))
    for a, b in zip(first, second, strict=True):
        if a is not None and b is not None:
            table[place[a], place[b]] += 1
    return table
