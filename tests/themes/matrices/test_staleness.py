"""What changed behind a written cell: added, removed, recoded, cut anew; nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from themes.matrices.staleness import Fact, changes_between

FACTS = st.builds(
    Fact,
    code=st.integers(1, 3),
    coder=st.integers(1, 2),
    source=st.integers(1, 2),
    start=st.integers(0, 3),
    end=st.integers(4, 6),
    revision=st.integers(1, 2),
)
CELLS = st.dictionaries(st.text("abcdef", min_size=1, max_size=2), FACTS, max_size=6)


def fact(code=1, *, coder=1, start=0, end=5, revision=1):
    return Fact(code, coder, 1, start, end, revision)


@given(CELLS)
def test_nothing_changed_where_nothing_did(cell):
    assert not changes_between(cell, cell)


@given(CELLS, CELLS, CELLS)
def test_whatever_came_or_went_is_told_once(before, now, elsewhere):
    elsewhere = {key: one for key, one in elsewhere.items() if key not in now}
    changes = changes_between(before, now, elsewhere.items())
    came, gone = set(now) - set(before), set(before) - set(now)
    assert set(changes.added) <= came
    assert len(changes.removed) <= len(gone)
    # What went was removed or recoded; what came was added, or is what something was recoded into.
    recoded = [pair for pair in changes.recoded if pair[0] in [before[key] for key in gone]]
    assert len(changes.removed) + len(recoded) >= len(gone)
    assert len(came) - len(changes.added) <= len(changes.recoded)
    if came or gone:
        assert changes
    assert all(old.code != new.code for old, new in changes.recoded)


@given(CELLS, CELLS)
def test_the_other_way_round_what_was_added_is_removed(before, now):
    there, back = changes_between(before, now), changes_between(now, before)
    assert bool(there) == bool(back)


def test_a_coding_with_another_code_in_the_cell_was_recoded():
    changes = changes_between({"c1": fact(1)}, {"c1": fact(2)})
    assert changes.recoded == ((fact(1), fact(2)),)
    assert not changes.added
    assert not changes.removed


def test_a_coding_that_left_for_another_code_was_recoded():
    assert changes_between({"c1": fact(1)}, {}, [("c1", fact(9))]).recoded == ((fact(1), fact(9)),)


def test_another_code_on_the_same_words_by_the_same_coder_is_recoding():
    changes = changes_between({"c1": fact(1)}, {"c2": fact(2)})
    assert (changes.added, changes.removed, changes.recoded) == ((), (), ((fact(1), fact(2)),))
    assert changes_between({"c1": fact(1)}, {}, [("c2", fact(2))]).recoded == ((fact(1), fact(2)),)


def test_another_coder_on_the_same_words_is_not():
    changes = changes_between({"c1": fact(1)}, {"c2": fact(2, coder=2)})
    assert (changes.added, changes.removed) == (("c2",), (fact(1),))


def test_a_coding_that_left_with_its_code_was_removed():
    assert changes_between({"c1": fact(1)}, {}, [("c1", fact(1))]).removed == (fact(1),)


def test_another_extent_is_told_within_one_revision_of_the_text_alone():
    assert changes_between({"c1": fact()}, {"c1": fact(end=9)}).moved == ((fact(), fact(end=9)),)
    assert not changes_between({"c1": fact()}, {"c1": fact(end=9, revision=2)})
