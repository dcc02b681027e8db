"""Table 1: every case is counted, with a value or without."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.analysis.describing import categories, category_names, numbers

ROLES = {1: "nurse", 2: "doctor", 3: "nurse", 4: " "}
USES = {1: "letters; rotas", 2: "letters", 3: "", 4: "rotas; letters; rotas"}


def test_categories_are_counted_of_those_with_a_value() -> None:
    found = categories(ROLES, [1, 2, 3, 4, 5], "nominal", ["doctor", "nurse", "porter"])
    assert found.counts == {"doctor": 1, "nurse": 2, "porter": 0}
    assert (found.answered, found.missing) == (3, 2)


def test_of_several_answers_a_respondent_counts_once_in_each() -> None:
    found = categories(USES, [1, 2, 3, 4], "multiple", ["letters", "rotas"])
    assert found.counts == {"letters": 3, "rotas": 2}
    assert (found.answered, found.missing) == (3, 1)


def test_levels_keep_their_order_and_unused_ones_are_shown() -> None:
    values = {1: "often", 2: "never", 3: "often", 4: "other"}
    assert category_names(values, "ordinal", ["never", "often", "always"], frequent=False) == ["never", "often", "always", "other"]  # fmt: skip  # noqa: E501
    assert category_names({1: "P10", 2: "P2", 3: "P10"}, "nominal", [], frequent=False) == ["P2", "P10"]
    assert category_names({1: "P10", 2: "P2", 3: "P10"}, "nominal", [], frequent=True) == ["P10", "P2"]


def test_numbers_have_mean_spread_and_quartiles() -> None:
    """R: x <- c(2, 4, 4, 5, 7, 9); mean 5.166667, sd 2.483277, quantile(type = 7) 4, 4.5, 6.5."""
    values = {n: str(one) for n, one in enumerate([2, 4, 4, 5, 7, 9])} | {6: "", 7: "many"}
    found = numbers(values, range(9))
    assert (found.n, found.missing, found.words) == (6, 2, 1)
    assert found.mean == pytest.approx(5.166667, abs=1e-6)
    assert found.deviation == pytest.approx(2.483277, abs=1e-6)
    assert (found.median, *found.quartiles) == (4.5, 4, 6.5)
    assert found.range == (2, 9)


def test_nothing_and_one_number_leave_undefined_what_is() -> None:
    assert numbers({}, [1, 2]).mean is None
    assert numbers({1: "3"}, [1]).deviation is None
    assert numbers({1: "3"}, [1]).mean == 3


@given(st.dictionaries(st.integers(0, 9), st.sampled_from(["", "a", "b", "c"])), st.sets(st.integers(0, 12)))
def test_categories_and_missing_add_up_to_all_cases(values: dict[int, str], cases: set[int]) -> None:
    names = category_names(values, "nominal", [], frequent=True)
    found = categories(values, cases, "nominal", names)
    assert sum(found.counts.values()) + found.missing == len(cases)
    assert sum(found.counts.values()) == found.answered


@given(st.dictionaries(st.integers(0, 9), st.sampled_from(["", "1", "2.5", "-3", "x"])), st.sets(st.integers(0, 12)))
def test_numbers_words_and_missing_add_up_to_all_cases(values: dict[int, str], cases: set[int]) -> None:
    found = numbers(values, cases)
    assert found.n + found.words + found.missing == len(cases)
    if found.n:
        assert found.range[0] <= found.quartiles[0] <= found.median <= found.quartiles[1] <= found.range[1]
