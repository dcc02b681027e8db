"""Sources are shared out evenly: numbers, words, and how often two coders meet."""

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.reconciliation.allotting import balanced, everyone, meetings


@st.composite
def rounds(draw):
    """Words of the sources, the coders, coders for each source, a seed, and which sources several read."""
    coders = draw(st.lists(st.integers(1, 1000), min_size=2, max_size=20, unique=True))
    words = draw(st.lists(st.integers(0, 9000), min_size=1, max_size=60))
    several = set(range(0, len(words), draw(st.sampled_from([1, 2, 5, 10]))))
    return dict(enumerate(words)), coders, draw(st.integers(1, min(5, len(coders)))), draw(st.integers(0, 99)), several


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_every_source_has_its_coders_and_every_coder_as_many_sources(one):
    sizes, coders, per_source, seed, several = one
    parts = balanced(sizes, coders, per_source, seed, several)

    assert parts.keys() == sizes.keys()
    assert all(len(set(team)) == len(team) and set(team) <= set(coders) for team in parts.values())
    assert {source for source, team in parts.items() if len(team) == per_source} >= several
    assert all(len(team) == 1 for source, team in parts.items() if source not in several)
    held = Counter(coder for team in parts.values() for coder in team)
    assert max(held[coder] for coder in coders) - min(held[coder] for coder in coders) <= 1


@settings(max_examples=60, deadline=None)
@given(rounds())
def test_words_are_even_up_to_the_longest_sources(one):
    sizes, coders, per_source, seed, several = one
    parts = balanced(sizes, coders, per_source, seed, several)

    words = Counter(dict.fromkeys(coders, 0))
    for source, team in parts.items():
        words.update(dict.fromkeys(team, sizes[source]))
    assert max(words.values()) - min(words.values()) <= 3 * max(sizes.values())


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 12), st.integers(1, 60), st.integers(0, 99), st.sampled_from([2, 3]))
def test_pairs_meet_about_equally_often(coders, sources, seed, per_source):
    per_source = min(per_source, coders)
    parts = balanced(dict.fromkeys(range(sources), 500), range(coders), per_source, seed)

    met = meetings(parts)
    times = [met[frozenset(pair)] for pair in combinations(range(coders), 2)]
    assert max(times) - min(times) <= per_source


@settings(max_examples=30, deadline=None)
@given(rounds(), st.randoms())
def test_the_seed_settles_everything_whatever_the_order_of_the_sources(one, random):
    sizes, coders, per_source, seed, several = one
    mixed = {source: sizes[source] for source in random.sample(list(sizes), len(sizes))}

    assert balanced(mixed, coders, per_source, seed, several) == balanced(sizes, coders, per_source, seed, several)


def test_six_coders_on_fifteen_sources_meet_each_other_once():
    parts = balanced(dict.fromkeys(range(15), 100), "abcdef", 2, seed=3)

    assert set(meetings(parts).values()) == {1}
    assert set(Counter(coder for team in parts.values() for coder in team).values()) == {5}


def test_many_answers_are_shared_out_at_once():
    parts = balanced({number: number % 40 for number in range(20_000)}, range(8), 2, 1, range(2000))

    assert Counter(map(len, parts.values())) == {1: 18_000, 2: 2000}


def test_everyone_reads_everything():
    assert everyone([1, 2], ["a", "b"]) == {1: ("a", "b"), 2: ("a", "b")}


@pytest.mark.parametrize("per_source", [0, 3])
def test_more_coders_than_there_are_cannot_read_a_source(per_source):
    with pytest.raises(ValueError):
        balanced({1: 10}, ["a", "b"], per_source, 1)
