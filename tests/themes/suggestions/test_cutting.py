"""All cuts of a tree at once: every cut is there, suggestions nest, and the same passages give the same answer."""

import numpy as np
import pytest

from tests.themes.clustering.test_algorithms import blobs
from themes.clustering.tree import cut
from themes.embeddings.passages import Passage
from themes.suggestions.cutting import Cuts, all_cuts
from themes.suggestions.proposals import propose

WORDS = [
    "letters at night",
    "errors in notes",
    "trust in machines",
    "hours of typing",
    "patients who ask",
    "rules of law",
]


@pytest.fixture(scope="module")
def made() -> tuple:
    vectors, labels = blobs(12, 240, spread=0.7)
    texts = [
        f"We spoke of {WORDS[label % 6]} and of matter {label}, said {place}" for place, label in enumerate(labels)
    ]
    passages = [Passage(place, f"P{place % 31}", 0, len(text), text) for place, text in enumerate(texts)]
    return propose(passages, vectors, seed=1), passages, vectors


@pytest.fixture(scope="module")
def cuts(made) -> Cuts:
    proposed, passages, vectors = made
    return all_cuts(proposed.kept, passages, vectors, seed=1)


def themes_in(cuts: Cuts, place: int) -> list:
    return [one for one in cuts.suggestions if one.first_cut is not None and one.first_cut <= place <= one.last_cut]


def test_every_cut_has_its_number_of_themes(cuts: Cuts):
    assert list(cuts.cuts) == sorted(set(cuts.cuts))
    assert len(cuts.cuts) > 4
    for place, number in enumerate(cuts.cuts):
        assert len(themes_in(cuts, place)) == number


def test_the_usual_cut_is_the_one_that_was_proposed(made, cuts: Cuts):
    usual = {frozenset(member.place for member in one.passages) for one in themes_in(cuts, cuts.usual)}
    proposed = [{member.place for member in one.passages} for one in made[0].suggestions if one.parent is None]
    for group in proposed:
        assert max(len(group & other) / len(group | other) for other in usual) >= 0.9


def test_what_stands_below_another_holds_only_passages_of_it(cuts: Cuts):
    by_id = {one.id: one for one in cuts.suggestions}
    for one in cuts.suggestions:
        if one.parent is not None:
            assert one.parent < one.id
            mine = {member.place for member in one.passages}
            theirs = {member.place for member in by_id[one.parent].passages}
            assert mine <= theirs


def test_parts_are_those_of_the_cut_and_middles_have_length_one(cuts: Cuts):
    assert any(one.part for one in cuts.suggestions)
    for one in cuts.suggestions:
        assert not one.part or one.parent is not None
        assert np.linalg.norm(one.centroid) == pytest.approx(1, abs=1e-5)
        assert set(one.borderline) <= {member.place for member in one.passages}


def test_no_two_suggestions_of_a_cut_are_called_the_same(cuts: Cuts):
    for place in range(len(cuts.cuts)):
        labels = [one.label.casefold() for one in themes_in(cuts, place)]
        assert len(labels) == len(set(labels))


def test_the_same_passages_give_the_same_cuts_and_every_passage_a_place_on_the_map(made, cuts: Cuts):
    proposed, passages, vectors = made
    assert all_cuts(proposed.kept, passages, vectors, seed=1) == cuts
    assert len(cuts.positions) == len(passages)
    assert np.abs(np.array(cuts.positions)).max() <= 1


def test_a_number_of_themes_that_was_asked_for_is_shown_first(made):
    proposed, passages, vectors = made
    asked = all_cuts(proposed.kept, passages, vectors, seed=1, usual=7)
    wanted = sum(group.parent is None for group in cut(proposed.kept.tree, 7).groups)
    assert asked.cuts[asked.usual] == wanted
