"""What is shown is a group that several people stand behind; the rest stays unassigned."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.themes.clustering.test_algorithms import blobs
from themes.clustering import algorithms
from themes.clustering.groups import fewest_cases, find_groups
from themes.clustering.nesting import flat_groups
from themes.clustering.stability import Tally, assess, draws_for, redraws
from themes.clustering.vectors import unit


def people(rows: int, number: int) -> list[frozenset]:
    return [frozenset({f"P{row % number}"}) for row in range(rows)]


def test_fewer_than_25_passages_are_not_grouped_and_the_reason_is_said():
    vectors, _ = blobs(3, 24)
    found = find_groups(vectors, people(24, 8), seed=1)
    assert found.groups == ()
    assert found.unassigned == tuple(range(24))
    assert "Only 24 different passages: at least 25" in found.reason


def test_identical_vectors_are_not_grouped():
    found = find_groups(unit(np.ones((30, 4))), people(30, 10), seed=1)
    assert "alike" in found.reason


def test_every_row_is_in_one_theme_or_unassigned():
    vectors, _ = blobs(15, 200, spread=1.4)
    found = find_groups(vectors, people(200, 31), seed=1)
    rows = [row for group in found.groups if group.parent is None for row in group.members]
    assert sorted([*rows, *found.unassigned]) == list(range(200))


def test_subthemes_follow_their_theme_and_hold_rows_of_it_only():
    vectors, _ = blobs(24, 400, spread=0.5)
    found = find_groups(vectors, people(400, 50), seed=1, themes=4)
    subthemes = [group for group in found.groups if group.parent is not None]
    assert subthemes
    assert all(set(group.members) <= set(found.groups[group.parent].members) for group in subthemes)


def test_a_group_of_one_persons_words_is_unassigned():
    vectors, truth = blobs(4, 120, spread=0.3)
    cases = [frozenset({"P0"}) if group == 0 else frozenset({f"P{row % 12}"}) for row, group in enumerate(truth)]
    found = find_groups(vectors, cases, seed=1)
    assert set(np.flatnonzero(truth == 0)) <= set(found.unassigned)
    assert all(group.cases >= 3 for group in found.groups)


def test_clear_groups_come_back_in_every_redraw():
    vectors, _ = blobs(5, 150, spread=0.3)
    found = find_groups(vectors, people(150, 29), seed=1)
    for group in found.groups:
        assert (group.came_back, group.draws) == (100, 100)
        assert group.stability > 0.95
        assert min(group.support) == 1


def test_noise_is_less_stable_than_groups():
    noise = unit(np.random.default_rng(1).normal(size=(150, 32)))
    found = find_groups(noise, people(150, 29), seed=1)
    themes = [group.stability for group in found.groups if group.parent is None]
    assert np.mean(themes) < 0.75
    assert max(themes) < 0.9


def test_the_same_seed_gives_the_same_answer():
    vectors, _ = blobs(8, 160, spread=1.5)
    assert find_groups(vectors, people(160, 23), seed=9) == find_groups(vectors, people(160, 23), seed=9)


def test_large_studies_are_assessed_too(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(algorithms, "LARGEST_TREE", 200)
    vectors, _ = blobs(6, 420, spread=0.4)
    found = find_groups(vectors, people(420, 60), seed=1)
    themes = [group for group in found.groups if group.parent is None]
    assert len(themes) == 6
    assert all(group.stability > 0.9 for group in themes)
    assert all(group.stability is None for group in found.groups if group.parent is not None)


def test_stability_is_undefined_with_fewer_than_three_cases():
    vectors, _ = blobs(3, 60)
    found = find_groups(vectors, people(60, 2), seed=1)
    assert found.groups
    assert all(group.stability is None and group.draws == 0 for group in found.groups)


@pytest.mark.parametrize(("cases", "fewest"), [(1, 1), (2, 2), (5, 2), (6, 3), (500, 3)])
def test_how_many_people_make_a_theme_depends_on_the_study(cases: int, fewest: int):
    assert fewest_cases(people(cases, cases)) == fewest


def test_redraws_draw_people_not_passages():
    cases = [frozenset({f"P{row // 10}"}) for row in range(100)]
    for rows in redraws(cases, seed=1, draws=5):
        assert len(rows) == 80
        assert all(len({row // 10 for row in rows.tolist()}) == 8 for _ in [0])


def test_jaccard_of_a_known_regrouping():
    labels = np.array([0, 0, 0, 1, 1])
    tally = Tally(flat_groups(labels), labels)
    tally.add(np.arange(5), flat_groups(np.array([0, 0, 1, 1, 1])))
    result = tally.result()
    np.testing.assert_allclose(result.jaccard, [2 / 3, 2 / 3])
    assert result.came_back.tolist() == [1, 1]
    np.testing.assert_allclose(result.support, [1, 1, 0, 1, 1])


def test_only_what_was_drawn_counts():
    labels = np.array([0, 0, 0, 1, 1])
    tally = Tally(flat_groups(labels), labels)
    tally.add(np.array([0, 2]), flat_groups(np.array([0, 0])))
    result = tally.result()
    assert result.draws.tolist() == [1, 0]
    assert np.isnan(result.jaccard[1])
    assert np.isnan(result.support[[1, 3, 4]]).all()


def test_progress_is_reported_for_every_draw():
    seen: list[int] = []
    labels = np.arange(30) % 3
    known, redrawn = flat_groups(labels), lambda rows: flat_groups(labels[rows])
    assess(known, labels, people(30, 10), redrawn, seed=1, on_draw=lambda done, total: seen.append(done))
    assert seen == list(range(1, draws_for(30) + 1))


@settings(max_examples=12, deadline=None)
@given(rows=st.integers(25, 140), number=st.integers(2, 12), seed=st.integers(0, 99))
def test_whatever_is_grouped_the_figures_hold(rows: int, number: int, seed: int):
    vectors, _ = blobs(number, rows, seed=seed, spread=1.0)
    found = find_groups(vectors, people(rows, 19), seed=seed)
    for group in found.groups:
        assert 0 <= group.came_back <= group.draws <= 100
        assert -1 <= group.silhouette <= 1
        assert -1 <= group.coherence <= 1.001
        assert group.stability is None or 0 <= group.stability <= 1
        assert all(0 <= support <= 1 for support in group.support)
        assert list(group.members) == sorted(set(group.members))


def test_the_order_of_the_rows_changes_no_group():
    vectors, _ = blobs(8, 160, spread=1.0)
    cases, order = people(160, 23), np.random.default_rng(3).permutation(160)
    found = find_groups(vectors, cases, seed=1)
    other = find_groups(vectors[order], [cases[row] for row in order], seed=1)
    assert {frozenset(order[list(group.members)].tolist()) for group in other.groups} == {
        frozenset(group.members) for group in found.groups
    }


def test_more_passages_of_one_person_do_not_make_a_theme_of_them():
    vectors, truth = blobs(5, 100, spread=0.3)
    cases = [frozenset({f"P{row // 5}"}) for row in range(100)]
    random = np.random.default_rng(5)
    talk = unit(vectors[truth == 0][:1] + 0.05 * random.normal(size=(80, 32)))
    found = find_groups(np.vstack([vectors, talk]), cases + [frozenset({"P0"})] * 80, seed=1)
    assert len({frozenset(group.members) for group in found.groups}) == len(found.groups)
    assert all(group.cases >= 3 for group in found.groups)
