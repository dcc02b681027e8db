"""Participants across questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.analysis.aligning import aligned, strongest

people = st.sets(st.integers(1, 12))


def test_only_who_answered_both_counts() -> None:
    [pair] = aligned({"errors": {1, 2, 3, 9}}, {"training": {2, 3, 4, 8}}, answered={1, 2, 3, 4, 5, 6})
    assert (pair.have_first, pair.have_second, pair.both, pair.of) == (3, 3, 2, 6)
    assert pair.jaccard == pytest.approx(2 / 4)
    assert pair.lift == pytest.approx((2 / 6) / ((3 / 6) * (3 / 6)))
    assert pair.small


def test_what_nobody_has_is_undefined() -> None:
    [pair] = aligned({"errors": set()}, {"training": set()}, answered={1, 2})
    assert pair.jaccard is None
    assert pair.lift is None
    assert not pair.small
    assert strongest([pair]) == []


def test_pairs_of_most_participants_come_first() -> None:
    everyone = set(range(10))
    pairs = aligned({"a": {1, 2, 3}, "b": {1}}, {"x": {1, 2, 3}, "y": {1, 2, 3, 4}}, everyone)
    assert [(pair.first, pair.second) for pair in strongest(pairs)[:2]] == [("a", "x"), ("a", "y")]


@given(people, people, people)
def test_counts_are_bounded_and_the_same_from_either_side(one: set, other: set, answered: set) -> None:
    [pair] = aligned({1: one}, {2: other}, answered)
    [back] = aligned({2: other}, {1: one}, answered)
    assert pair.both <= min(pair.have_first, pair.have_second) <= pair.of == len(answered)
    assert (pair.both, pair.jaccard, pair.lift) == (back.both, back.jaccard, back.lift)
    assert pair.jaccard is None or 0 <= pair.jaccard <= 1
