"""Groups are found without being told how many, and the same every time."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from themes.clustering import algorithms
from themes.clustering.algorithms import (
    average_of_groups,
    average_tree,
    flat,
    grow,
    renumbered,
    usual_themes,
)
from themes.clustering.measures import cluster_sums
from themes.clustering.nesting import nodes_of_tree
from themes.clustering.vectors import unit


def blobs(groups: int, rows: int, seed: int = 0, spread: float = 0.6) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    truth = np.arange(rows) % groups
    return unit(random.normal(size=(groups, 32))[truth] + spread * random.normal(size=(rows, 32))), truth


def labels_at(grown: algorithms.Grown, height: float) -> np.ndarray:
    """Labels of the rows when nothing under a height is split."""
    leaves = len(grown.merges) + 1
    parent = np.arange(2 * leaves - 1)
    for node, (merge, at) in enumerate(zip(grown.merges, grown.heights, strict=True), start=leaves):
        if at <= height:
            parent[merge] = node
    for node in range(len(parent) - 1, -1, -1):
        parent[node] = parent[parent[node]]
    return renumbered(parent[grown.leaf])


def test_a_tree_finds_separate_groups():
    vectors, truth = blobs(8, 240)
    found = grow(vectors, seed=1)
    assert found.method == "average-linkage tree"
    assert adjusted_rand_score(truth, labels_at(found, found.finest)) > 0.95


def test_the_tree_needs_no_seed():
    vectors, _ = blobs(8, 200, spread=1.5)
    np.testing.assert_array_equal(grow(vectors, seed=1).merges, grow(vectors, seed=2).merges)


def test_the_tree_equals_scipy_on_all_pairs():
    from scipy.cluster.hierarchy import linkage

    vectors, _ = blobs(5, 60)
    np.testing.assert_allclose(average_tree(vectors), linkage(vectors, "average", metric="cosine"), atol=1e-5)


def test_large_studies_become_communities_in_one_tree(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(algorithms, "LARGEST_TREE", 300)
    vectors, truth = blobs(9, 900)
    found = grow(vectors, seed=4)
    assert found.method == "communities of nearest neighbours"
    assert found.usual == 9
    assert adjusted_rand_score(truth, found.themes) > 0.9
    themes = labels_at(found, found.heights[-found.usual])
    np.testing.assert_array_equal(themes, found.themes)
    assert (np.diff(found.heights) >= 0).all()
    assert len(nodes_of_tree(found.merges, found.leaf).spans) == 2 * (found.leaf.max() + 1) - 1
    np.testing.assert_array_equal(found.merges, grow(vectors, seed=4).merges)


def test_average_linkage_of_groups_is_that_of_their_rows():
    vectors, _ = blobs(5, 40)
    joined = list(average_of_groups(cluster_sums(vectors, np.arange(40)), np.ones(40)))
    expected = average_tree(vectors)
    np.testing.assert_allclose([height for _, _, height in joined], expected[:, 2], atol=1e-5)
    assert [set(pair) for *pair, _ in joined] == [set(pair) for pair in expected[:, :2].astype(int).tolist()]


def test_labels_are_numbered_by_first_appearance():
    assert renumbered(np.array([7, 7, 2, 9, 2])).tolist() == [0, 0, 1, 2, 1]


def test_fewer_groups_than_expected_must_stand_out_clearly():
    noise = unit(np.random.default_rng(1).normal(size=(600, 16)))
    clear, truth = blobs(4, 600, spread=0.2)
    found = grow(noise, seed=1)
    assert found.usual == usual_themes(600)
    assert labels_at(found, found.finest).max() + 1 >= usual_themes(600)
    found = grow(clear, seed=1)
    assert adjusted_rand_score(truth, labels_at(found, found.finest)) == 1


def test_a_flat_cut_has_the_number_asked_for():
    vectors, _ = blobs(10, 100, spread=2)
    assert flat(average_tree(vectors), 7).max() == 6
