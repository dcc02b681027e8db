"""Exemplars speak for different people; contrasts show where a group frays."""

import numpy as np

from themes.suggestions.exemplars import closest, most_different

SENTENCE = "this has exactly five words"


def test_the_closest_come_first_one_per_case():
    scores = np.array([0.9, 0.8, 0.7, 0.6])
    assert closest(scores, [], [SENTENCE] * 4, ["P1", "P1", "P2", "P3"]) == [0, 2, 3]


def test_what_always_came_back_goes_before_what_did_not():
    assert closest(np.array([0.6, 0.5]), [0.0, 1.0], [SENTENCE] * 2, ["P1", "P2"]) == [1, 0]


def test_very_short_and_very_long_passages_are_no_exemplars_unless_there_is_nothing_else():
    texts = ["no", SENTENCE, "word " * 41]
    assert closest(np.array([0.9, 0.1, 0.8]), [], texts, ["P1", "P2", "P3"]) == [1]
    assert closest(np.array([0.9]), [], ["no"], ["P1"]) == [0]


def test_the_most_different_are_not_exemplars():
    scores = np.array([0.9, 0.1, 0.2])
    assert most_different(scores, [SENTENCE] * 3, ["P1", "P2", "P3"], taken=[1]) == [2, 0]
