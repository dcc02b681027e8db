"""A kept tree answers for any number of themes, at once and always the same."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.themes.clustering.test_algorithms import blobs
from tests.themes.clustering.test_groups import people
from themes.clustering import algorithms, nesting
from themes.clustering.algorithms import average_tree, flat
from themes.clustering.groups import Clustering, find_groups
from themes.clustering.nesting import flat_groups, nodes_of_tree, overlaps
from themes.clustering.similar import most_similar
from themes.clustering.tree import cut, most_themes, nearest_groups
from themes.clustering.vectors import unit


@pytest.fixture(scope="module")
def found() -> Clustering:
    vectors, _ = blobs(20, 300, spread=0.9)
    return find_groups(vectors, people(300, 41), seed=1)


def test_the_usual_cut_is_what_was_proposed(found: Clustering):
    assert cut(found.tree).groups == found.groups


def test_every_number_of_themes_can_be_asked_for(found: Clustering):
    for number in range(1, most_themes(found.tree) + 1):
        themes = [group for group in cut(found.tree, number).groups if group.parent is None]
        assert len(themes) == number


def test_more_themes_are_parts_of_fewer(found: Clustering):
    few = [set(group.members) for group in cut(found.tree, 5).groups if group.parent is None]
    for group in cut(found.tree, 15).groups:
        if group.parent is None:
            assert any(len(set(group.members) - one) <= 0.1 * len(group.members) for one in few)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 50), number=st.integers(1, 30))
def test_rows_are_in_one_theme_or_in_none(seed: int, number: int):
    vectors, _ = blobs(6, 60, seed=seed, spread=1.5)
    tree = find_groups(vectors, people(60, 9), seed=1).tree
    found = cut(tree, number)
    rows = [row for group in found.groups if group.parent is None for row in group.members]
    assert sorted([*rows, *found.unassigned]) == list(range(60))
    for group in found.groups:
        assert group.cases == len({row % 9 for row in group.members}) >= tree.fewest
        if group.parent is not None:
            assert set(group.members) < set(found.groups[group.parent].members)


def test_a_large_study_can_be_cut_finer_and_coarser(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(algorithms, "LARGEST_TREE", 200)
    vectors, truth = blobs(6, 900, spread=0.4)
    tree = find_groups(vectors, people(900, 60), seed=1).tree
    for number in (3, 6, 12):
        themes = [group for group in cut(tree, number).groups if group.parent is None]
        assert len(themes) == number
    assert all(len(set(truth[list(group.members)])) == 1 for group in cut(tree, 12).groups)


def test_what_nothing_is_near_to_is_left_over():
    random = np.random.default_rng(9)
    vectors = unit(random.normal(size=(6, 256))[np.arange(120) % 6] + 0.4 * random.normal(size=(120, 256)))
    alone = unit(random.normal(size=(8, 256)))
    found = find_groups(np.vstack([vectors, alone]), people(128, 33), seed=1)
    assert set(range(120, 128)) <= set(found.unassigned)
    for number in (2, 6):
        assert set(range(120, 128)) <= set(cut(found.tree, number).unassigned)


def test_leftovers_are_offered_to_the_groups_nearest_to_them(found: Clustering):
    vectors, truth = blobs(4, 120, spread=0.3)
    groups = find_groups(vectors, people(120, 31), seed=1)
    near = nearest_groups(groups.tree, groups.groups, range(120), 2)
    for row, offers in enumerate(near):
        assert truth[groups.groups[offers[0][0]].members[0]] == truth[row]
        assert offers[0][1] >= offers[1][1]
    assert nearest_groups(groups.tree, (), [3]) == [[]]


@pytest.mark.parametrize("largest", [2000, 10])
def test_overlaps_count_shared_rows(largest: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(nesting, "LARGEST_TABLE", largest)
    vectors, _ = blobs(4, 30, spread=1)
    merges = average_tree(vectors)[:, :2].astype(np.int64)
    labels = flat(average_tree(vectors), 5)
    nodes, groups = nodes_of_tree(merges), flat_groups(labels)
    shared = overlaps(nodes, groups)
    for node, (first, last) in enumerate(nodes.spans):
        rows = nodes.order[first:last]
        assert shared[node].tolist() == np.bincount(labels[rows], minlength=5).tolist()


def test_similar_passages_are_listed_nearest_first():
    vectors, truth = blobs(3, 12, spread=0.2)
    near = most_similar(vectors, 3)
    for row, offers in enumerate(near):
        assert {truth[other] for other, _ in offers} == {truth[row]}
        assert row not in {other for other, _ in offers}
        assert [cosine for _, cosine in offers] == sorted((cosine for _, cosine in offers), reverse=True)
    assert most_similar(vectors[:1]) == [[]]
    assert most_similar(vectors[:0]) == []
