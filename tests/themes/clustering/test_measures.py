"""Silhouettes and coherence are exact, though no matrix of all pairs is formed."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_samples

from themes.clustering.measures import coherence, silhouettes
from themes.clustering.vectors import unit


@pytest.fixture
def vectors() -> np.ndarray:
    return unit(np.random.default_rng(3).normal(size=(60, 8)))


def test_silhouettes_equal_scikit_learn(vectors: np.ndarray):
    labels = np.arange(60) % 4
    np.testing.assert_allclose(
        silhouettes(vectors, labels), silhouette_samples(vectors, labels, metric="cosine"), atol=1e-5
    )


def test_a_cluster_of_one_and_a_single_cluster_score_zero(vectors: np.ndarray):
    labels = np.zeros(60, dtype=np.int64)
    assert not silhouettes(vectors, labels).any()
    labels[5] = 1
    assert silhouettes(vectors, labels)[5] == 0


def test_identical_rows_score_zero_instead_of_nonsense():
    labels = np.arange(6) % 2
    assert not silhouettes(unit(np.ones((6, 4))), labels).any()


def test_coherence_is_the_mean_cosine_of_pairs(vectors: np.ndarray):
    cosines = vectors @ vectors.T
    assert coherence(vectors) == pytest.approx(cosines[np.triu_indices(60, 1)].mean(), abs=1e-6)
    assert coherence(vectors[:1]) == 1
