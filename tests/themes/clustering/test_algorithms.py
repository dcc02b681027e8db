"""Groups are found without being told how many, and the same every time."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from themes.clustering import algorithms
from themes.clustering.algorithms import average_tree, cut, neighbour_graph, partition, renumbered, usual_themes
from themes.clustering.vectors import unit


def blobs(groups: int, rows: int, seed: int = 0, spread: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = np.arange(rows) % groups
    return unit(random.normal(size=(groups, 32))[truth] + spread * random.normal(size=(rows, 32))), truth


def test_a_tree_finds_separate_groups():
    vectors, truth = blobs(8, 240)
    found = partition(vectors, seed=1)
    assert found.method == "average-linkage tree"
    assert adjusted_rand_score(truth, found.subthemes) > 0.95


def test_every_subtheme_lies_in_one_theme():
    vectors, _ = blobs(20, 300, spread=1.2)
    found = partition(vectors, seed=1)
    parents = {(sub, theme) for sub, theme in zip(found.subthemes.tolist(), found.themes.tolist(), strict=True)}
    assert len(parents) == found.sizes[1] >= found.sizes[0]


def test_the_number_of_themes_can_be_asked_for():
    vectors, _ = blobs(12, 240)
    assert partition(vectors, seed=1, themes=5).sizes[0] == 5


def test_the_tree_needs_no_seed():
    vectors, _ = blobs(8, 200, spread=1.5)
    np.testing.assert_array_equal(partition(vectors, seed=1).subthemes, partition(vectors, seed=2).subthemes)


def test_the_tree_equals_scipy_on_all_pairs():
    from scipy.cluster.hierarchy import linkage

    vectors, _ = blobs(5, 60)
    np.testing.assert_allclose(average_tree(vectors), linkage(vectors, "average", metric="cosine"), atol=1e-5)


def test_large_studies_become_communities_with_trees_inside(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(algorithms, "LARGEST_TREE", 300)
    vectors, truth = blobs(9, 900)
    found = partition(vectors, seed=4)
    assert found.method == "communities of nearest neighbours"
    assert adjusted_rand_score(truth, found.themes) > 0.9
    assert len(set(zip(found.subthemes.tolist(), found.themes.tolist(), strict=True))) == found.sizes[1]
    np.testing.assert_array_equal(found.themes, partition(vectors, seed=4).themes)
    np.testing.assert_array_equal(found.subthemes, partition(vectors, seed=4).subthemes)


def test_the_neighbour_graph_is_symmetric_and_holds_the_nearest():
    vectors, _ = blobs(4, 50)
    graph = neighbour_graph(vectors, neighbours=3, block=7).toarray()
    np.testing.assert_array_equal(graph, graph.T)
    cosines = vectors @ vectors.T - 2 * np.eye(50)
    assert (graph[np.arange(50), cosines.argmax(axis=1)] > 0).all()
    assert not graph.diagonal().any()


def test_labels_are_numbered_by_first_appearance():
    assert renumbered(np.array([7, 7, 2, 9, 2])).tolist() == [0, 0, 1, 2, 1]


def test_cuts_of_one_tree_are_nested():
    vectors, _ = blobs(10, 100, spread=2)
    tree = average_tree(vectors)
    fine, coarse = cut(tree, 12), cut(tree, 4)
    assert len(set(zip(fine.tolist(), coarse.tolist(), strict=True))) == fine.max() + 1


def test_fewer_groups_than_expected_must_stand_out_clearly():
    noise = unit(np.random.default_rng(1).normal(size=(600, 16)))
    clear, truth = blobs(4, 600, spread=0.2)
    assert partition(noise, seed=1).sizes[1] >= usual_themes(600)
    assert adjusted_rand_score(truth, partition(clear, seed=1).subthemes) == 1
