"""Words by themselves: alike in meaning means alike in vector, and filler does not count."""

from pathlib import Path

import numpy as np

from themes.embeddings.word_pieces import word_vectors

TEXTS = ["the doctor was late", "the physician was late", "the printer was broken", "the the the was was printer"]


def test_words_that_mean_alike_have_like_vectors():
    vectors = word_vectors(["a doctor", "a physician", "a printer"] * 2)
    assert vectors.shape == (6, 384)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.1


def test_what_every_text_says_weighs_nothing():
    vectors = word_vectors(["the doctor", "the printer", "the"])
    assert not vectors[2].any()
    np.testing.assert_allclose(vectors[0], word_vectors(["doctor", "printer", ""])[0], atol=0.05)


def test_saying_it_twice_changes_nothing():
    vectors = word_vectors(["slow printer", "slow printer slow printer", "nice people"])
    np.testing.assert_allclose(vectors[0], vectors[1], atol=1e-5)


def test_texts_without_words_or_a_study_without_texts_are_no_error(tmp_path: Path):
    assert word_vectors([]).shape == (0, 1)
    assert not word_vectors(["", ""]).any()
    assert np.isfinite(word_vectors(["", "a word"])).all()
