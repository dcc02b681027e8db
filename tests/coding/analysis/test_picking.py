"""The passage that illustrates: chosen by a person, else of a length that can be quoted."""

from coding.analysis.mentions import Mentions
from coding.analysis.picking import illustrating

# line, source, case, start, end, hand
ROWS = [(0, 1, 7, 0, 20, 1), (0, 1, 7, 30, 180, 1), (0, 2, 8, 0, 140, 1), (1, 1, 7, 0, 140, 1), (0, 3, 9, 0, 900, 1)]
MENTIONS = Mentions.of_rows(ROWS)


def test_the_length_nearest_to_a_short_quotation_is_taken_of_the_cases_asked_for() -> None:
    assert illustrating(MENTIONS, 0, {7, 8, 9}) == 2
    assert illustrating(MENTIONS, 0, {7}) == 1
    assert illustrating(MENTIONS, 0, {9}) == 4
    assert illustrating(MENTIONS, 1, {8}) is None


def test_what_a_person_chose_comes_first() -> None:
    assert illustrating(MENTIONS, 0, {7, 8}, {(1, 0, 20)}) == 0
    assert illustrating(MENTIONS, 0, {8}, {(1, 0, 20)}) == 2
