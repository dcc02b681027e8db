"""Likeness of answers by the words they share."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from coding.answers.likeness import shared_words


def test_the_same_words_are_nearest_then_rare_shared_ones_then_none():
    texts = ["Nobody checks the notes.", "The notes are wrong.", "Privacy", "nobody checked the notes"]
    scores = shared_words(texts, "Nobody checks the notes.")
    assert np.argsort(-scores).tolist() == [0, 3, 1, 2]
    assert scores[0] == 1.0 or abs(scores[0] - 1) < 1e-9


def test_languages_without_blanks_have_words_too():
    scores = shared_words(["개인정보가 걱정됩니다", "시간이 부족합니다"], "개인정보 유출")
    assert scores[0] > scores[1]


@given(st.lists(st.text(max_size=30), min_size=1, max_size=8), st.text(max_size=30))
def test_any_text_has_a_likeness_between_none_and_all(texts: list[str], like: str) -> None:
    scores = shared_words(texts, like)
    assert scores.shape == (len(texts),)
    assert ((scores >= 0) & (scores <= 1 + 1e-9)).all()
