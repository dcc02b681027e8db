"""Meaning and words are blended into one unit vector."""

import numpy as np

from themes.clustering.vectors import blend, centred, lexical_vectors, reduced, smoothed, unit


def test_unit_rows_have_length_one_and_zero_stays_zero():
    rows = unit(np.array([[3.0, 4.0], [0.0, 0.0]]))
    np.testing.assert_allclose(rows, [[0.6, 0.8], [0, 0]], atol=1e-7)


def test_centring_takes_away_what_all_share():
    np.testing.assert_allclose(centred(np.array([[5.0, 1.0], [5.0, -1.0]])), [[0, 1], [0, -1]], atol=1e-7)


def test_a_blend_keeps_the_weights_of_its_parts():
    meaning, words = np.array([[1.0], [-1.0]]), np.array([[1.0, 0.0], [-1.0, 0.0]])
    blended = blend((meaning, 1), (words, 0.5))
    np.testing.assert_allclose((blended**2)[0], [2 / 3, 1 / 3, 0], atol=1e-6)


def test_texts_that_share_words_are_lexically_near():
    texts = ["coding is slow", "slow coding", "the printer is broken", "broken printers", "nice people", "people"]
    vectors = unit(lexical_vectors(texts))
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]


def test_lexical_vectors_are_the_same_every_time():
    texts = [f"word{number % 7} and word{number % 3}" for number in range(60)]
    np.testing.assert_array_equal(lexical_vectors(texts), lexical_vectors(texts))


def test_texts_with_nothing_in_common_get_empty_vectors():
    assert not lexical_vectors(["abc", "xyz"]).any()
    assert lexical_vectors(["", ""]).shape == (2, 1)


def blobs_of_noise(seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    random, truth = np.random.default_rng(seed), np.arange(200) % 5
    return centred(unit(random.normal(size=(5, 64))[truth] + 1.5 * random.normal(size=(200, 64)))), truth


def test_smoothing_brings_like_nearer_to_like():
    vectors, truth = blobs_of_noise()
    like = truth[:, None] == truth

    def contrast(rows: np.ndarray) -> float:
        cosines = rows @ rows.T
        return float(cosines[like].mean() - cosines[~like].mean())

    assert contrast(smoothed(vectors)) > contrast(vectors) + 0.1
    np.testing.assert_allclose(np.linalg.norm(smoothed(vectors), axis=1), 1, atol=1e-5)


def test_few_directions_tell_what_many_told():
    vectors, truth = blobs_of_noise()
    fewer = reduced(vectors, 8)
    assert fewer.shape == (200, 8)
    cosines = fewer @ fewer.T - 2 * np.eye(200)
    assert (truth[cosines.argmax(axis=1)] == truth).mean() > 0.9
    np.testing.assert_array_equal(reduced(fewer, 8), fewer)
