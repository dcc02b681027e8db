"""Which disagreements one wants to see, where one is among them, and what a rule fills in."""

import pytest

from coding.reconciliation.disagreements import CODE, EXTENT, ONLY, Mark
from coding.reconciliation.options import EVERYTHING, MAJORITY, option_named, proposed
from coding.reconciliation.places import Facts, Sieve, next_open, walk

ANA, BEN, CEM = 1, 2, 3
TRUST, WORK = 11, 12


def place(pk, kind=ONLY, *, source=1, start=0, settled=False, asked=(), marks=((ANA, TRUST, 0, 5),)):
    rows = tuple(Mark(number, *mark) for number, mark in enumerate(marks))
    return Facts(pk, source, kind, start, start + 5, settled, frozenset(asked), rows)


READERS = {1: {ANA, BEN, CEM}, 2: {ANA, CEM}}
OPEN, SETTLED = place(1), place(2, EXTENT, start=10, settled=True)
ASKED = place(3, CODE, start=20, asked=[BEN], marks=((ANA, TRUST, 20, 25), (BEN, WORK, 20, 25)))
ELSEWHERE = place(4, source=2)


@pytest.mark.parametrize(
    ("sieve", "passed"),
    [
        (Sieve(), {1, 2, 3, 4}),
        (Sieve(kind=CODE), {3}),
        (Sieve(code=WORK), {3}),
        (Sieve(state="open"), {1, 3, 4}),
        (Sieve(state="discuss"), {3}),
        (Sieve(state="settled"), {2}),
        (Sieve(pair=(ANA, BEN)), {1, 2, 3}),  # Ben has not read source 2
        (Sieve(pair=(BEN, CEM)), {3}),  # elsewhere both left it alone
        (Sieve(person=BEN), {3}),
        (Sieve(person=CEM), set()),
        (Sieve(kind=CODE, state="settled"), set()),
    ],
)
def test_a_filter_lets_through_what_it_says(sieve, passed):
    assert {one.pk for one in (OPEN, SETTLED, ASKED, ELSEWHERE) if sieve.passes(one, READERS)} == passed


def test_one_walks_among_the_wanted_places_also_from_one_that_is_wanted_no_longer():
    everything = [OPEN, SETTLED, ASKED, ELSEWHERE]

    first, gone = walk(everything, {1, 3}, 1), walk(everything, {1, 3}, 2)

    assert (first.previous, first.following, first.number, first.count) == (None, ASKED, 1, 2)
    assert (gone.previous, gone.following, gone.number, gone.count) == (OPEN, ASKED, None, 2)
    assert walk(everything, {1, 3}, None).following == OPEN
    assert walk(everything, set(), None).following is None


def test_after_a_decision_comes_the_next_open_place_as_the_key_for_next_would_bring_it():
    everything = [OPEN, SETTLED, ASKED, ELSEWHERE]

    assert next_open(everything, {1, 2, 3, 4}, OPEN) == ASKED
    assert next_open(everything, {1, 2, 4}, SETTLED) == ELSEWHERE
    assert next_open(everything, {4}, OPEN) == ELSEWHERE
    assert next_open(everything, {1, 4}, ASKED) == ELSEWHERE
    assert next_open(everything, {1, 3, 4}, ELSEWHERE) == OPEN
    assert next_open([SETTLED], {2}, SETTLED) is None


def marks(*rows):
    return [Mark(number, *row) for number, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("kind", "rows", "readers", "filled_in"),
    [
        (ONLY, [(ANA, TRUST, 0, 5), (BEN, TRUST, 0, 5)], [ANA, BEN, CEM], "keep:1"),
        (ONLY, [(ANA, TRUST, 0, 5)], [ANA, BEN, CEM], "none"),
        (ONLY, [(ANA, TRUST, 0, 5)], [ANA, BEN], None),  # one against one
        (EXTENT, [(ANA, TRUST, 0, 5), (BEN, TRUST, 0, 9), (CEM, TRUST, 0, 9)], [ANA, BEN, CEM], "keep:2"),
        (EXTENT, [(ANA, TRUST, 0, 5), (BEN, TRUST, 2, 9)], [ANA, BEN], None),
        (CODE, [(ANA, TRUST, 0, 5), (BEN, TRUST, 0, 5), (CEM, WORK, 0, 5)], [ANA, BEN, CEM], "keep:1"),
        (CODE, [(ANA, TRUST, 0, 5), (BEN, WORK, 0, 5), (CEM, 13, 0, 5)], [ANA, BEN, CEM], None),  # all coded something
    ],
)
def test_the_majority_fills_in_what_more_than_half_did_and_else_nothing(kind, rows, readers, filled_in):
    found = proposed(kind, marks(*rows), readers, MAJORITY)

    assert (found.value if found else None) == filled_in


def test_the_union_fills_in_all_that_anyone_marked():
    extents = marks((ANA, TRUST, 0, 5), (BEN, TRUST, 2, 9))
    codes = marks((ANA, TRUST, 0, 5), (BEN, WORK, 0, 5))

    assert proposed(EXTENT, extents, [ANA, BEN], EVERYTHING).value == "union"
    assert proposed(CODE, codes, [ANA, BEN], EVERYTHING).value == "both"


def test_to_follow_a_reader_who_left_it_alone_writes_nothing():
    found = option_named(ONLY, marks((ANA, TRUST, 0, 5)), "keep:2", [ANA, BEN])

    assert (found.coder, found.words) == (BEN, ())
    assert option_named(ONLY, marks((ANA, TRUST, 0, 5)), "keep:3", [ANA, BEN]) is None
