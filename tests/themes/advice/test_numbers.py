"""What is said of codes is so on data of which the answer is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.advice.halves import halves_of
from themes.advice.learning import FEWEST_GUESSES, FOLDS, as_sure, fold_of, learn
from themes.advice.near import Coded, names_alike, near_pairs
from themes.clustering.vectors import unit

WIDTH = 40
chance = np.random.default_rng(7)
TOPICS = unit(chance.normal(size=(6, WIDTH)))


def about(topic: int, count: int, seed: int, spread: float = 0.7) -> np.ndarray:
    """Unit vectors around the direction of a topic."""
    noise = np.random.default_rng(seed).normal(size=(count, WIDTH)) / np.sqrt(WIDTH)
    return unit(TOPICS[topic] + spread * noise)


def code(key: int, name: str, rows: range, source: int, **more) -> Coded:
    return Coded(key, name, tuple(rows), tuple((source, 10 * row, 10 * row + 8) for row in rows), **more)


def test_codes_for_the_same_are_found_and_others_are_not():
    vectors = np.concatenate([about(0, 10, 1), about(0, 10, 2), about(1, 10, 3), about(2, 10, 4)])
    codes = [
        code(key, name, range(10 * key, 10 * key + 10), key) for key, name in enumerate(("a", "bee", "sea", "dew"))
    ]
    [pair] = near_pairs(codes, vectors)
    assert (pair.first, pair.second, pair.shared) == (0, 1, 0)
    assert pair.similarity > 0.8


def test_a_code_and_one_above_it_are_no_pair():
    vectors = np.concatenate([about(0, 10, 1), about(0, 10, 2), about(1, 10, 3)])
    codes = [
        code(0, "Trust", range(10), 0), code(1, "Trust", range(10, 20), 1, ancestors=frozenset({0})),
        code(2, "Time", range(20, 30), 2),
    ]  # fmt: skip
    assert near_pairs(codes, vectors) == []


def test_codes_on_the_same_words_and_codes_of_the_same_name_are_pairs():
    vectors = np.concatenate([about(topic, 5, topic) for topic in range(4)])
    here = [code(0, "Trust", range(5), 9), code(1, "Letters", range(5, 10), 9)]
    over = Coded(2, "Checking", tuple(range(10, 15)), here[0].places)
    named = Coded(3, "letter", (15,), ((3, 0, 5),))
    found = {(pair.first, pair.second): pair for pair in near_pairs([*here, over, named], vectors)}
    assert set(found) == {(0, 2), (1, 3)}
    assert (found[0, 2].shared, found[0, 2].fewer) == (5, 5)
    assert found[1, 3].similarity is None, "one quotation has no middle"


@pytest.mark.parametrize(("one", "other", "alike"), [
    ("Time saved", "saved_time", True), ("Workloads", "workload", True), ("Trust", "Distance", False), ("", "A", False),
])  # fmt: skip
def test_names(one: str, other: str, alike: bool):
    assert (names_alike(one, other) >= 0.8) is alike


def test_quotations_of_two_topics_fall_into_two_steady_groups():
    vectors = np.concatenate([about(0, 14, 1), about(1, 9, 2)])
    found = halves_of(vectors)
    assert {frozenset(group) for group in found.groups} == {frozenset(range(14)), frozenset(range(14, 23))}
    assert len(found.groups[0]) == 14
    assert found.steadiness > 0.95
    assert halves_of(vectors) == found


@pytest.mark.parametrize("seed", range(8))
def test_quotations_of_one_topic_are_one_group(seed: int):
    assert halves_of(about(0, 30, seed)) is None


def test_few_quotations_and_one_that_is_different_are_no_two_groups():
    assert halves_of(np.concatenate([about(0, 6, 1), about(1, 5, 2)])) is None
    assert halves_of(np.concatenate([about(0, 20, 1), about(1, 1, 2)])) is None


def case(topic_of_code: int, own: int, rest: int, seed: int, spread: float = 0.7):
    """Passages of a code on one topic among passages of the others, of ten people."""
    vectors = np.concatenate(
        [about(topic_of_code, own, seed, spread), *(about(topic, rest, seed + topic, spread) for topic in (3, 4, 5))]
    )
    marks = np.zeros((len(vectors), 1), dtype=bool)
    marks[:own] = True
    return vectors, marks, [f"P{row % 10}" for row in range(len(vectors))]


def test_passages_like_a_codes_are_found_with_the_precision_that_they_have():
    vectors, marks, groups = case(0, 60, 60, 1)
    read = np.ones(len(vectors), dtype=bool)
    read[40:60] = False  # the code's, in texts nobody has read
    read[220:] = False  # and another topic's
    marks[40:60] = False
    candidates = ~marks
    [found] = learn(vectors, marks, groups, read, candidates)
    assert (found.passages, found.cases, found.reason) == (40, 10, "")
    assert len(found.guesses) == 10
    assert all(40 <= guess.row < 60 for guess in found.guesses)
    assert [guess.score for guess in found.guesses] == sorted((guess.score for guess in found.guesses), reverse=True)
    assert found.right / found.made >= 0.9
    assert learn(vectors, marks, groups, read, candidates) == [found]


def test_the_measured_precision_holds_on_passages_that_were_never_seen():
    """Codes that are hard to tell: what is promised for guesses is what they turn out to be, within its error."""
    promised, kept, shown = 0.0, 0, 0
    for seed in range(30):
        vectors, truth, groups = case(0, 120, 120, 100 * seed, spread=2.2)
        read = np.arange(len(vectors)) % 2 == 0
        marks = truth & read[:, None]
        [found] = learn(vectors, marks, groups, read, ~marks & ~read[:, None])
        for guess in found.guesses:
            promised += guess.right / guess.made
            kept += bool(truth[guess.row, 0])
            shown += 1
    assert shown > 100
    assert abs(promised - kept) / shown < 0.08


def test_a_code_without_a_pattern_is_called_unsure_and_shows_nothing():
    vectors = np.concatenate([about(topic, 40, topic) for topic in range(5)])
    marks = (np.random.default_rng(3).random(len(vectors)) < 0.1)[:, None]
    everything = np.ones(len(vectors), dtype=bool)
    [found] = learn(vectors, marks, [f"P{row % 9}" for row in range(len(vectors))], everything, ~marks)
    assert (found.reason, found.guesses) == ("unsure", ())
    assert found.made == found.passages
    assert found.right / found.made < 0.5


@pytest.mark.parametrize(("own", "people"), [(9, 10), (30, 2)])
def test_too_few_passages_or_people_are_said(own: int, people: int):
    vectors, marks, _groups = case(0, own, 30, 1)
    everything = np.ones(len(vectors), dtype=bool)
    [found] = learn(vectors, marks, [f"P{row % people}" for row in range(len(vectors))], everything, ~marks)
    assert (found.reason, found.passages, found.guesses) == ("few", own, ())


def test_nothing_read_is_nothing_learned():
    vectors, marks, groups = case(0, 20, 20, 1)
    nothing = np.zeros(len(vectors), dtype=bool)
    [found] = learn(vectors, marks, groups, nothing, ~marks)
    assert (found.reason, found.passages) == ("few", 0)


@given(st.lists(st.booleans(), max_size=80))
def test_guesses_that_are_about_as_sure_are_as_often_right_and_less_often_than_surer_ones(hits: list[bool]):
    blocks = as_sure(np.array(hits, dtype=bool))
    assert sum(block.made for block in blocks) == len(hits)
    assert sum(block.right for block in blocks) == sum(hits)
    assert all(block.made >= FEWEST_GUESSES for block in blocks[:-1])
    shares = [block.right / block.made for block in blocks]
    assert shares == sorted(shares, reverse=True)


@given(st.lists(st.sampled_from("ABCDEFGHIJ"), min_size=1, max_size=60))
def test_a_person_is_in_one_fold(groups: list[str]):
    folds = fold_of(groups)
    assert all(0 <= fold < FOLDS for fold in folds)
    assert len(set(zip(groups, folds.tolist(), strict=True))) == len(set(groups))
