"""Grouping is pure: every case with a value stands in a group, and bands neither overlap nor leave a gap."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.cases.groups import (
    Band,
    cut_bands,
    day_comes_first,
    group_by_band,
    group_by_value,
    natural,
    number_of,
    parts_of,
    quantile_bands,
    sort_key,
)

numbers = st.lists(st.integers(-1000, 1000) | st.floats(-1e6, 1e6).map(lambda number: round(number, 3)), min_size=1)


def test_p2_comes_before_p10():
    assert sorted(["P10", "P2", "p1", "Q"], key=natural) == ["p1", "P2", "P10", "Q"]


def test_groups_stand_in_the_order_of_their_levels():
    values = {1: "high", 2: "low", 3: "low", 4: "other"}
    groups = group_by_value(values, "ordinal", ["low", "high"])
    assert [(group.label, set(group.cases)) for group in groups] == [("low", {2, 3}), ("high", {1}), ("other", {4})]


def test_a_case_with_several_answers_stands_in_several_groups():
    groups = group_by_value({1: "phone; paper", 2: "paper"}, "multiple")
    assert [(group.label, set(group.cases)) for group in groups] == [("paper", {1, 2}), ("phone", {1})]
    assert parts_of("phone; paper", "nominal") == ["phone; paper"]


def test_bands_are_named_after_the_numbers_in_them():
    values = {number: str(number) for number in range(20, 60)} | {99: "old", 100: "30,5"}
    groups, words = group_by_band(values, cut_bands([30, 50]))
    assert [(group.key, group.label, len(group.cases)) for group in groups] == [
        ("~30", "20–29", 10),
        ("30~50", "30–49", 21),
        ("50~", "50–59", 10),
    ]
    assert words == {99}


@given(numbers, st.integers(2, 12))
def test_every_number_stands_in_exactly_one_band(found, count):
    values = {place: str(number) for place, number in enumerate(found) if number_of(str(number)) is not None}
    numbers_read = [number_of(value) for value in values.values()]
    bands = quantile_bands(numbers_read, count)
    assert len(bands) <= count
    groups, words = group_by_band(values, bands)
    assert not words
    assert sorted(case for group in groups for case in group.cases) == sorted(values)


@given(numbers, st.lists(st.integers(-50, 50), max_size=5))
def test_cut_points_divide_without_gap_or_overlap(found, cuts):
    bands = cut_bands(cuts)
    for number in found:
        assert sum(band.holds(number) for band in bands) == 1


@given(st.none() | st.integers(-999, 999), st.none() | st.integers(-999, 999))
def test_a_band_is_read_back_from_its_address(low, high):
    assert Band.of_key(Band(low, high).key) == Band(low, high)


@pytest.mark.parametrize("key", ["", "30", "a~b", "3~x"])
def test_what_is_no_band_is_none(key):
    assert Band.of_key(key) is None


def test_values_are_sorted_as_what_they_are():
    assert sorted(["10", "9", "x", "-1"], key=lambda value: sort_key(value, "numeric")) == ["-1", "9", "10", "x"]
    levels = ["low", "high"]
    assert sorted(["high", "zzz", "low"], key=lambda value: sort_key(value, "ordinal", levels)) == [*levels, "zzz"]


@pytest.mark.parametrize(
    "dates",
    [
        ["31.12.1999", "3.1.2000", "1.2.2000"],
        ["12/31/1999", "01/03/2000", "02/01/2000"],
        ["31/12/1999", "03/01/2000", "01/02/2000"],
        ["1999-12-31", "2000-01-03T09:00:00", "2000-01-03T10:00:00"],
        ["31.12.99", "1.1.00 ", "2.1.00"],
        ["1/2/2024 12:10 AM", "1/2/2024 9:30 am", "1/2/2024 1:05 PM"],
        ["31-Dec-1999", "3-Jan-2000", "01-Feb-00"],
        ["December 31, 1999", "Jan. 3, 2000", "1 February 2000 09:30"],
    ],
)
def test_dates_are_sorted_by_time_however_they_are_written(dates):
    key = partial(sort_key, kind="date", day_first=day_comes_first(dates))
    assert sorted([*reversed(dates), "soon"], key=key) == [*dates, "soon"]
