"""A trainee against a gold layer: the numbers by hand, and what to talk about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.agreement.training import NEVER_APPLIED, NOT_IN_GOLD, Score, against_gold
from coding.agreement.units import CodedSource

GOLD, ANA = "gold", "ana"
SENTENCES = [(0, 10), (10, 20), (20, 30), (30, 40), (40, 50)]


def source(gold: list, ana: list, key: str = "a", seen: tuple = (GOLD, ANA)) -> CodedSource:
    return CodedSource(key, 50, {"sentence": SENTENCES}, frozenset(seen), {GOLD: gold, ANA: ana})


# Trust: gold on sentences 1, 2, 3; Ana on 2, 3, 4. Risk: gold on 4; Ana on 1.
WORKED = source(
    gold=[(0, 10, "trust"), (12, 28, "trust"), (30, 40, "risk")],
    ana=[(0, 8, "risk"), (15, 25, "trust"), (31, 39, "trust")],
)


def test_precision_recall_and_f1_by_unit_as_worked_out_by_hand():
    trust, risk = against_gold([WORKED], GOLD, ANA, ["trust", "risk", "never"], "sentence").codes
    # Trust: 2 of 3 found, 2 of 3 right; F1 = 2 * 2 / (3 + 3).
    assert (trust.units.found, trust.units.missed, trust.units.extra) == (2, 1, 1)
    assert trust.units.precision.value == trust.units.recall.value == trust.units.f1.value == pytest.approx(2 / 3)
    assert (risk.units.found, risk.units.gold, risk.units.applied) == (0, 1, 1)
    assert (risk.units.precision.value, risk.units.recall.value, risk.units.f1.value) == (0, 0, 0)


def test_by_span_one_shared_character_is_enough():
    trust, _risk = against_gold([WORKED], GOLD, ANA, ["trust", "risk"], "sentence").codes
    # The gold span (12, 28) meets (15, 25); (0, 10) meets nothing of trust, (31, 39) neither.
    assert (trust.spans.found, trust.spans.gold, trust.spans.right, trust.spans.applied) == (1, 2, 1, 2)
    assert trust.spans.f1.value == pytest.approx(0.5)
    # Two short spans of the coder in one of the gold layer: both are right, one is found.
    (one,) = against_gold([source([(0, 20, "x")], [(1, 3, "x"), (18, 30, "x")])], GOLD, ANA, ["x"], "sentence").codes
    assert (one.spans.found, one.spans.gold, one.spans.right, one.spans.applied) == (1, 1, 2, 2)
    (apart,) = against_gold([source([(0, 5, "x")], [(5, 9, "x")])], GOLD, ANA, ["x"], "sentence").codes
    assert (apart.spans.found, apart.units.found) == (0, 1)


def test_which_code_stood_where_one_was_missed():
    training = against_gold([WORKED], GOLD, ANA, ["trust", "risk"], "sentence")
    trust, risk = training.codes
    assert (trust.instead, risk.instead) == ({"risk": 1}, {"trust": 1})
    assert [(one.start, set(one.missed), set(one.extra)) for one in training.places] == [
        (0, {"trust"}, {"risk"}),
        (30, {"risk"}, {"trust"}),
    ]


def test_over_all_codes_the_counts_are_summed():
    training = against_gold([WORKED], GOLD, ANA, ["trust", "risk"], "sentence")
    assert (training.units.found, training.units.gold, training.units.applied) == (2, 4, 4)
    assert training.units.f1.value == pytest.approx(0.5)


def test_undefined_says_why_and_is_never_a_number():
    assert Score(applied=2).recall.undefined == NOT_IN_GOLD
    assert Score(gold=2).precision.undefined == NEVER_APPLIED
    assert Score(gold=2).f1.value is None
    assert Score(gold=2, applied=1).f1.value == 0


def test_a_source_that_one_of_them_did_not_read_counts_for_nothing():
    unread = source([(0, 10, "trust")], [], key="b", seen=(GOLD,))
    assert against_gold([unread], GOLD, ANA, ["trust"], "sentence").codes == []


SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from("xy")).map(lambda s: (s[0], s[0] + s[1], s[2])),
    max_size=6,
)


@given(SPANS, SPANS)
def test_changing_sides_exchanges_precision_and_recall(gold, ana):
    there = against_gold([source(gold, ana)], GOLD, ANA, "xy", "sentence")
    back = against_gold([source(ana, gold)], GOLD, ANA, "xy", "sentence")
    for one, other in zip(there.codes, back.codes, strict=True):
        assert (one.units.precision.value, one.units.f1.value) == (other.units.recall.value, other.units.f1.value)
        assert (one.spans.precision.value, one.spans.recall.value) == (
            other.spans.recall.value,
            other.spans.precision.value,
        )
    assert [(p.missed, p.extra) for p in there.places] == [(p.extra, p.missed) for p in back.places]


@given(SPANS)
def test_who_codes_as_the_gold_layer_does_has_nothing_to_talk_about(gold):
    training = against_gold([source(gold, gold)], GOLD, ANA, "xy", "sentence")
    assert training.places == []
    assert all(one.units.f1.value == one.spans.f1.value == 1 for one in training.codes)
