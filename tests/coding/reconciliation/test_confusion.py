"""Which codes are mistaken for which: counted from marks alone."""

from hypothesis import given
from hypothesis import strategies as st

from coding.reconciliation.confusion import NOTHING, confusions
from coding.reconciliation.disagreements import Mark, places_of

CODERS = ("Ana", "Ben", "Cem")


def marks(*rows):
    return {"text": [Mark(number, *row) for number, row in enumerate(rows)]}


def counts(table):
    return {cell: len(passages) for cell, passages in table.cells.items()}


def test_a_code_stands_against_itself_another_one_or_nothing():
    found = marks(
        ("Ana", "trust", 0, 10), ("Ben", "trust", 2, 12),  # both: other extents make no difference
        ("Ana", "trust", 20, 30), ("Ben", "work", 21, 30),  # one for the other
        ("Ana", "work", 40, 50),  # nothing of Ben's
        ("Ben", "errors", 60, 70),
    )  # fmt: skip
    table = confusions(found, {"text": CODERS[:2]}, CODERS[:2])

    assert counts(table) == {
        ("trust", "trust"): 1, ("trust", "work"): 1, ("work", NOTHING): 1, (NOTHING, "errors"): 1
    }  # fmt: skip
    [passage] = table.cells["trust", "work"]
    assert (passage.source, passage.start, passage.end, passage.first, passage.second) == ("text", 20, 30, "Ana", "Ben")


def test_words_that_hardly_overlap_are_no_mistake_for_each_other():
    table = confusions(marks(("Ana", "trust", 0, 10), ("Ben", "work", 9, 30)), {"text": CODERS[:2]}, CODERS[:2])

    assert counts(table) == {("trust", NOTHING): 1, (NOTHING, "work"): 1}


def test_a_source_that_one_of_them_has_not_read_says_nothing():
    assert counts(confusions(marks(("Ana", "trust", 0, 10)), {"text": ["Ana"]}, CODERS[:2])) == {}


def test_over_several_pairs_a_passage_stands_in_both_of_its_cells():
    found = marks(("Ana", "trust", 0, 10), ("Ben", "work", 0, 10), ("Cem", "trust", 0, 10))
    table = confusions(found, {"text": CODERS}, CODERS)

    assert table.is_summed
    assert counts(table) == {("trust", "trust"): 1, ("trust", "work"): 2, ("work", "trust"): 2}


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda span: (span[0], span[0] + span[1]))
ROWS = st.lists(st.tuples(st.sampled_from(CODERS), st.sampled_from("xyz"), SPANS).map(lambda r: (*r[:2], *r[2])))


@given(ROWS)
def test_the_table_of_two_turned_round_is_that_of_the_two_the_other_way_round(rows):
    found, readers = marks(*rows), {"text": CODERS}
    one, other = confusions(found, readers, ("Ana", "Ben")), confusions(found, readers, ("Ben", "Ana"))

    assert counts(one) == {(row, column): count for (column, row), count in counts(other).items()}


@given(ROWS)
def test_a_row_sums_to_the_places_where_the_first_used_the_code(rows):
    pair = [row for row in rows if row[0] in CODERS[:2]]
    found = marks(*pair)
    table = confusions(found, {"text": CODERS[:2]}, CODERS[:2])
    ordered = sorted(found["text"], key=lambda mark: (mark.start, mark.end, str(mark.id)))
    places = places_of(ordered)

    for code in "xyz":
        used = {who: sum(place.code == code and who in place.coders for place in places) for who in CODERS[:2]}
        assert sum(table.count(code, column) for column in [*"xyz", NOTHING]) == used["Ana"]
        assert sum(table.count(row, code) for row in [*"xyz", NOTHING]) == used["Ben"]


@given(ROWS)
def test_over_all_pairs_the_table_is_symmetric_and_the_sum_of_those_of_the_pairs(rows):
    found, readers = marks(*rows), {"text": CODERS}
    whole = confusions(found, readers, CODERS)
    pairs = [confusions(found, readers, pair) for pair in (("Ana", "Ben"), ("Ana", "Cem"), ("Ben", "Cem"))]

    for row in [*"xyz", NOTHING]:
        for column in [*"xyz", NOTHING]:
            assert whole.count(row, column) == whole.count(column, row)
            both = sum(one.count(row, column) + (one.count(column, row) if row != column else 0) for one in pairs)
            assert whole.count(row, column) == both
