"""Groups compared: exact tests with reference values, small counts hidden."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.analysis.comparing import (
    CHI_SQUARE,
    EXACT,
    FEW_EXPECTED,
    ONE_GROUP,
    SAME_FOR_ALL,
    compare_groups,
    hidden_cells,
)


def test_two_groups_are_compared_exactly() -> None:
    """Fisher's tea-tasting lady: 3 of 4 and 1 of 4, two-sided p = .4857 (Agresti, Categorical Data Analysis, 3.5.2)."""
    found = compare_groups([3, 1], [4, 4])
    assert found.name == EXACT
    assert found.p == pytest.approx(0.4857, abs=5e-5)


def test_more_groups_are_compared_by_chi_square_where_enough_is_expected() -> None:
    """By hand: 10, 20 and 30 of 40 each, expected 20 and 20: chi-square 20 with 2 degrees of freedom, p = exp(-10)."""
    found = compare_groups([10, 20, 30], [40, 40, 40])
    assert found.name == CHI_SQUARE
    assert found.p == pytest.approx(4.5399929762e-05)


def test_what_has_no_test_says_why() -> None:
    assert compare_groups([1, 2, 0], [5, 5, 5]).reason == FEW_EXPECTED
    assert compare_groups([1], [5]).reason == ONE_GROUP
    assert compare_groups([1, 0], [5, 0]).reason == ONE_GROUP
    assert compare_groups([0, 0], [5, 5]).reason == SAME_FOR_ALL
    assert compare_groups([5, 5], [5, 5]).reason == SAME_FOR_ALL


def test_counts_below_the_smallest_are_hidden_and_none_is_not() -> None:
    assert hidden_cells([0, 1, 4, 5], 5) == [False, True, True, False]
    assert hidden_cells([0, 1, 4], 1) == [False, False, False]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), min_size=1, max_size=4))
def test_a_p_value_is_a_probability_or_has_a_reason(groups: list[tuple[int, int]]) -> None:
    sizes = [max(pair) for pair in groups]
    found = compare_groups([min(pair) for pair in groups], sizes)
    assert (found.p is None) == bool(found.reason)
    assert found.p is None or 0 <= found.p <= 1 + 1e-9
