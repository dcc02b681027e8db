"""Draws: the same seed draws the same, and every stratum has its share."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.reconciliation.drawing import draw, draw_stratified, number_meant, quotas, shuffled

KEYS = st.lists(st.integers(0, 10_000), unique=True, max_size=60)
SEEDS = st.integers(0, 2**31)
SIZES = st.dictionaries(st.text(max_size=3), st.integers(0, 50), max_size=8)


@given(KEYS, st.integers(0, 70), SEEDS, st.randoms())
def test_the_seed_alone_decides_whatever_the_order_of_the_pool(keys, number, seed, random):
    mixed = random.sample(keys, len(keys))

    drawn = draw(keys, number, seed)

    assert drawn == draw(mixed, number, seed)
    assert len(drawn) == len(set(drawn)) == min(number, len(keys))
    assert set(drawn) <= set(keys)


@given(KEYS.filter(bool), SEEDS)
def test_what_leaves_the_pool_does_not_change_the_order_of_the_rest(keys, seed):
    gone = keys[0]

    assert shuffled(keys[1:], seed) == [key for key in shuffled(keys, seed) if key != gone]


def test_this_draw_is_drawn_for_ever():
    # sha256("7:1") = 5b64..., and so on; a draw that was reported must be drawn the same years later.
    from hashlib import sha256

    by_hand = sorted(range(1, 11), key=lambda key: sha256(f"7:{key}".encode()).hexdigest())

    assert shuffled(range(1, 11), 7) == by_hand
    assert draw(range(1, 11), 3, 7) == by_hand[:3]


def test_every_one_is_drawn_as_often_as_another():
    drawn = Counter(key for seed in range(4000) for key in draw(range(10), 3, seed))

    # 1200 each; five standard deviations are 145.
    assert all(1055 < times < 1345 for times in drawn.values())


def test_other_seeds_draw_others():
    assert len({tuple(draw(range(30), 5, seed)) for seed in range(50)}) == 50


@given(SIZES, st.integers(0, 500))
def test_quotas_add_up_and_are_within_one_of_the_exact_share(sizes, number):
    given_ = quotas(sizes, number)
    whole = sum(sizes.values())

    assert sum(given_.values()) == min(number, whole)
    for label, size in sizes.items():
        assert 0 <= given_[label] <= size
        assert whole == 0 or abs(given_[label] - min(number, whole) * size / whole) < 1


def test_largest_remainders_as_in_hamiltons_method():
    # Quotas 4.5, 3.15, 1.35 of 9: four, three, one, and the last one to the remainder of one half.
    assert quotas({"nurse": 50, "doctor": 35, "other": 15}, 9) == {"nurse": 5, "doctor": 3, "other": 1}
    assert quotas({"a": 1, "b": 1, "c": 2}, 2) == {"a": 1, "b": 0, "c": 1}


def test_a_stratified_draw_draws_from_each_stratum():
    strata = {"nurse": list(range(20)), "doctor": list(range(100, 110)), "(no value)": [500]}

    drawn = draw_stratified(strata, 6, seed=1)

    assert [(one.label, one.size, len(one.drawn)) for one in drawn] == [
        ("nurse", 20, 4), ("doctor", 10, 2), ("(no value)", 1, 0),
    ]  # fmt: skip
    assert all(set(one.drawn) <= set(strata[one.label]) for one in drawn)
    assert drawn == draw_stratified(strata, 6, seed=1)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12), (" 12 ", 12), ("20%", 9), ("20 %", 9), ("12,5 %", 6), ("100%", 42), ("0.1 %", 1),
        ("0", None), ("-3", None), ("101 %", None), ("2.5", None), ("many", None), ("", None), ("%", None),
        ("1/0", None),
    ],
)  # fmt: skip
def test_a_number_or_a_share_of_the_pool(text, number):
    assert number_meant(text, 42) == number
