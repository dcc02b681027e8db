"""What comes together: the same from either side, and bounded."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.analysis.cooccurring import CASE, OVERLAP, SOURCE, merged, overlapping, together
from coding.analysis.mentions import Mentions
from tests.coding.analysis.test_mentions import studies

# line, source, case, start, end, hand
ROWS = [
    (0, 1, 100, 0, 10, 7), (1, 1, 100, 5, 20, 7),  # share [5, 10)
    (1, 2, 100, 0, 4, 7),
    (0, 3, 101, 0, 4, 7), (1, 3, 101, 4, 8, 7),  # touch, and share nothing
    (0, 4, 102, 0, 9, 7), (1, 4, 103, 0, 9, 8),  # two people marked the same words
]  # fmt: skip


def test_by_case_those_count_who_have_both_anywhere() -> None:
    found = together(Mentions.of_rows(ROWS), 2, CASE)
    assert found.joint.tolist() == [[3, 2], [2, 3]]
    assert found.jaccard[0, 1] == pytest.approx(2 / 4)


def test_by_text_those_count_that_hold_both() -> None:
    found = together(Mentions.of_rows(ROWS), 2, SOURCE)
    assert found.joint.tolist() == [[3, 3], [3, 4]]
    assert found.jaccard[0, 1] == pytest.approx(3 / 4)


def test_by_words_only_what_shares_a_character_by_one_hand_counts() -> None:
    found = together(Mentions.of_rows(ROWS), 2, OVERLAP)
    assert found.joint.tolist() == [[3, 1], [1, 4]]
    assert found.jaccard[0, 1] == pytest.approx(5 / (23 + 32 - 5))


def test_a_line_that_nothing_stands_under_has_no_jaccard() -> None:
    found = together(Mentions.of_rows(ROWS), 3, CASE)
    assert np.isnan(found.jaccard[2, 2])
    assert found.jaccard[0, 2] == 0


def test_overlapping_passages_of_one_line_are_one_and_touching_ones_two() -> None:
    rows = [(0, 1, 1, 0, 5, 1), (0, 1, 1, 3, 9, 1), (0, 1, 1, 4, 6, 1), (0, 1, 1, 9, 12, 1), (0, 1, 1, 0, 5, 2)]
    found = merged(Mentions.of_rows(rows))
    assert sorted(zip(found.hand.tolist(), found.start.tolist(), found.end.tolist(), strict=True)) == [
        (1, 0, 9), (1, 9, 12), (2, 0, 5),
    ]  # fmt: skip


@given(studies(), st.sampled_from([CASE, SOURCE, OVERLAP]))
def test_it_is_symmetric_and_no_more_than_each_has(study: tuple, by: str) -> None:
    lines, mentions = study
    found = together(mentions, len(lines), by)
    assert (found.joint == found.joint.T).all()
    known = ~np.isnan(found.jaccard)
    assert (found.jaccard[known] >= 0).all()
    assert (found.jaccard[known] <= 1).all()
    assert np.allclose(found.jaccard, found.jaccard.T, equal_nan=True)
    if by != OVERLAP:
        own = np.diag(found.joint)
        assert (found.joint <= np.minimum.outer(own, own)).all()


@given(studies())
def test_every_two_places_that_share_a_character_are_found_once(study: tuple) -> None:
    _lines, mentions = study
    rows = list(zip(*(getattr(mentions, name).tolist() for name in ("source", "hand", "start", "end")), strict=True))
    wanted = {
        (a, b)
        for a in range(len(rows))
        for b in range(a + 1, len(rows))
        if rows[a][:2] == rows[b][:2] and rows[a][2] < rows[b][3] and rows[b][2] < rows[a][3]
    }
    first, second = overlapping(mentions)
    found = [tuple(sorted(pair)) for pair in zip(first.tolist(), second.tolist(), strict=True)]
    assert len(found) == len(set(found))
    assert set(found) == wanted


@given(studies())
def test_merging_leaves_the_same_characters_under_each_line(study: tuple) -> None:
    _lines, mentions = study

    def characters(of: Mentions) -> set:
        rows = zip(*(getattr(of, name).tolist() for name in ("line", "source", "hand", "start", "end")), strict=True)
        return {(*row[:3], at) for row in rows for at in range(row[3], row[4])}

    after = merged(mentions)
    assert characters(after) == characters(mentions)
    assert int((after.end - after.start).sum()) == len(characters(mentions))
