"""Lines by groups of cases: counts with exact denominators, small cells hidden, and a test. Pure."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEW_EXPECTED = "an expected count is below 5"
ONE_GROUP = "fewer than two groups have cases"
SAME_FOR_ALL = "it is the same for all cases"
HIDDEN = "small counts are hidden"
EXACT, CHI_SQUARE = "Fisher’s exact test", "Pearson’s chi-square test"


@dataclass(frozen=True)
class Tested:
    """A two-sided p value, or None with the `reason`; `name` is the test."""

    p: float | None
    name: str = ""
    reason: str = ""


def hidden_cells(counts: Sequence[int], smallest: int) -> list[bool]:
    """Say which counts of a row are hidden where none from 1 to `smallest` - 1 may be shown.

    A single one could be worked out from the row's total, so that the total has to be hidden with it.
    """
    return [0 < count < smallest for count in counts]


def compare_groups(have: Sequence[int], sizes: Sequence[int]) -> Tested:
    """Test whether the share that `have` it differs between groups of these `sizes` (which share no case).

    Fisher's exact test for two groups, Pearson's chi-square for more where every expected count is 5 or more.
    """
    table = np.array([[yes, size - yes] for yes, size in zip(have, sizes, strict=True) if size])
    if len(table) < 2:
        return Tested(None, reason=ONE_GROUP)
    if not table.sum(axis=0).all():
        return Tested(None, reason=SAME_FOR_ALL)
    from scipy.stats import chi2_contingency, fisher_exact

    if len(table) == 2:
        return Tested(float(fisher_exact(table).pvalue), EXACT)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = chi2_contingency(table, correction=False)
    if found.expected_freq.min() < 5:
        return Tested(None, CHI_SQUARE, FEW_EXPECTED)
    return Tested(float(found.pvalue), CHI_SQUARE)
