"""Spans behave like sets of characters."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from coding.codings import spans

SPAN = st.tuples(st.integers(0, 40), st.integers(0, 12)).map(lambda pair: (pair[0], pair[0] + pair[1]))
SPANS = st.lists(SPAN, max_size=8)


def characters(some: list[spans.Span]) -> set[int]:
    return {i for start, end in some for i in range(start, end)}


def is_canonical(some: list[spans.Span]) -> bool:
    return all(a < b for a, b in some) and all(x[1] < y[0] for x, y in pairwise(some))


@given(SPANS)
def test_merging_keeps_the_characters_and_is_canonical(some):
    merged = spans.merge(some)

    assert characters(merged) == characters(some)
    assert is_canonical(merged)
    assert spans.length(some) == len(characters(some))


def test_spans_that_only_meet_can_be_kept_apart():
    assert spans.merge([(5, 9), (0, 5), (8, 12)], join_touching=False) == [(0, 5), (5, 12)]
    assert spans.merge([(5, 9), (0, 5)]) == [(0, 9)]


@given(SPANS, SPANS)
def test_set_operations_agree_with_sets_of_characters(first, second):
    ours, theirs = characters(first), characters(second)

    assert characters(spans.union(first, second)) == ours | theirs
    assert characters(spans.intersection(first, second)) == ours & theirs
    assert characters(spans.difference(first, second)) == ours - theirs
    assert spans.overlap_length(first, second) == len(ours & theirs)
    for result in (spans.union(first, second), spans.difference(first, second)):
        assert is_canonical(result)


@given(SPANS, SPANS)
def test_overlap_ratio_is_symmetric_and_one_only_for_the_same_text(first, second):
    ratio = spans.iou(first, second)

    assert ratio == spans.iou(second, first)
    if ratio is None:
        assert not characters(first) | characters(second)
    else:
        assert (ratio == 1) == (characters(first) == characters(second))
        assert 0 <= ratio <= 1


@given(SPANS, st.integers(0, 50), st.integers(0, 50))
def test_clipping_keeps_what_lies_inside(some, start, end):
    assert characters(spans.clip(some, start, end)) == characters(some) & set(range(start, end))


@given(SPANS, st.integers(1, 60))
def test_nothing_changes_inside_an_elementary_segment(some, length):
    segments = spans.elementary_segments(some, length)

    assert segments[0][0] == 0
    assert segments[-1][1] == length
    assert all(x[1] == y[0] for x, y in pairwise(segments))
    for start, end in some:
        held = set(range(start, end))
        for segment in segments:
            inside = set(range(*segment))
            assert inside <= held or not inside & held


def test_trimming_drops_white_space_at_both_ends_of_any_kind():
    text = "  we\u00a0coded \n\u3000"

    assert spans.trim(text, 0, len(text)) == (2, 10)
    assert text[2:10] == "we\u00a0coded"
    assert spans.trim(text, 10, 13) == (13, 13)
