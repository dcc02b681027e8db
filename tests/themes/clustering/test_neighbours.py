"""Neighbours are exact in small studies, and nearly all of them are found in large ones."""

import numpy as np
import pytest

from tests.themes.clustering.test_algorithms import blobs
from themes.clustering import neighbours
from themes.clustering.neighbours import nearness, neighbour_graph


def test_the_graph_is_symmetric_and_holds_the_nearest(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(neighbours, "BLOCK", 7)
    vectors, _ = blobs(4, 50)
    graph = neighbour_graph(vectors, 3).toarray()
    np.testing.assert_array_equal(graph, graph.T)
    cosines = vectors @ vectors.T - 2 * np.eye(50)
    assert (graph[np.arange(50), cosines.argmax(axis=1)] > 0).all()
    assert not graph.diagonal().any()


def test_cells_find_most_of_the_nearest(monkeypatch: pytest.MonkeyPatch):
    vectors, _ = blobs(30, 1500, spread=1.2)
    exact = neighbour_graph(vectors, 10)
    monkeypatch.setattr(neighbours, "ALL_PAIRS", 1000)
    found = neighbour_graph(vectors, 10)
    assert (found > 0).multiply(exact > 0).sum() > 0.85 * (exact > 0).sum()
    np.testing.assert_array_equal(found.diagonal(), 0)
    np.testing.assert_array_equal(found.toarray(), neighbour_graph(vectors, 10).toarray())


def test_rows_that_are_all_alike_have_neighbours_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(neighbours, "ALL_PAIRS", 10)
    graph = neighbour_graph(np.ones((40, 1), dtype=np.float32), 5)
    assert (np.diff(graph.indptr) >= 5).all()


def test_nearness_is_the_mean_cosine_to_the_three_nearest():
    vectors, _ = blobs(5, 200, spread=1.5)
    cosines = np.sort(vectors @ vectors.T - 2 * np.eye(200), axis=1)
    expected = cosines[:, -3:].mean(axis=1)
    np.testing.assert_allclose(nearness(neighbour_graph(vectors, 15)), expected, atol=1e-5)
    np.testing.assert_allclose(nearness(vectors), expected, atol=1e-5)
