"""Saturation after Guest, Namey & Chen (2020), PLoS ONE 15(5): e0232076."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.analysis.saturating import EMPTY_BASE, TOO_FEW, saturation, steps_of


def interviews(*new: int) -> list[list[int]]:
    """Interviews that bring so many new codes each, and repeat the first one of all."""
    codes = iter(range(1000))
    return [[0, *(next(codes) for _ in range(count))] for count in new]


def test_seven_new_of_thirty_seven_is_the_papers_nineteen_percent() -> None:
    """The paper's example: 37 codes in a base of four interviews, 7 new ones in the first run of two, which is 19%."""
    found = saturation(interviews(16, 9, 7, 5, 4, 3, 1, 0), base=4, run=2, threshold=0.05)
    assert found.base_codes == 37
    assert [(run.first, run.last, run.new, round(100 * run.share)) for run in found.runs] == [
        (5, 6, 7, 19), (6, 7, 4, 11), (7, 8, 1, 3),
    ]  # fmt: skip
    assert found.reached == 6  # reported as 6+2 interviews


def test_a_threshold_of_nothing_new_wants_a_run_without_any() -> None:
    found = saturation(interviews(16, 9, 7, 5, 4, 3, 1, 0), base=4, run=2, threshold=0)
    assert found.reached is None
    assert not found.reason
    assert saturation(interviews(16, 9, 7, 5, 4, 3, 1, 0, 0), base=4, run=2, threshold=0).reached == 7


def test_a_share_that_equals_the_threshold_meets_it() -> None:
    assert saturation(interviews(20, 1, 0), base=1, run=2, threshold=0.05).reached == 1


def test_what_cannot_be_said_has_a_reason() -> None:
    assert saturation(interviews(3, 2, 1), base=4, run=2).reason == TOO_FEW
    assert saturation([[], [], [1], [2]], base=2, run=2).reason == EMPTY_BASE
    with pytest.raises(ValueError, match="at least one"):
        saturation([[1]], base=0)


def test_an_interview_without_codes_brings_nothing_and_counts() -> None:
    steps = steps_of([["a", "b", "a"], [], ["b", "c"]])
    assert [(step.codes, step.new, step.total) for step in steps] == [(2, ("a", "b"), 2), (0, (), 2), (2, ("c",), 3)]


@given(st.lists(st.lists(st.integers(0, 9), max_size=6), max_size=12), st.integers(1, 4), st.integers(1, 3))
def test_new_codes_add_up_to_all_of_them(coded: list[list[int]], base: int, run: int) -> None:
    found = saturation(coded, base=base, run=run)
    assert sum(len(step.new) for step in found.steps) == len({code for codes in coded for code in codes})
    totals = [step.total for step in found.steps]
    assert totals == sorted(totals)
    assert all(one.last - one.first + 1 == run for one in found.runs)
    if found.reached is not None:
        assert next(one for one in found.runs if one.share <= 0.05).first == found.reached + 1
