"""Labels are phrases of several people, and no two groups have the same."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import sparse

from themes.clustering.vectors import unit
from themes.suggestions.keywords import Said, Target, label_groups
from themes.suggestions.phrasebook import phrasebook_of
from themes.suggestions.phrases import phrases_of

TEXTS = [
    "Version control is missing.",
    "Merging with version control is painful.",
    "I need version control.",
    "The patients did not trust the tool.",
    "People do not trust a machine.",
    "They do not trust it with secrets.",
    "Nobody has time for training.",
    "The training time is too short.",
    "We had no training time.",
]


def letters(texts: list[str]) -> np.ndarray:
    """A small encoder of letter pairs: texts that share letters are near."""
    rows = np.zeros((len(texts), 26 * 26), dtype=np.float32)
    for row, text in enumerate(texts):
        known = [ord(c) - 97 for c in text.lower() if "a" <= c <= "z"]
        for pair in pairwise(known):
            rows[row, pair[0] * 26 + pair[1]] += 1
    return unit(rows)


def labels(groups: list[list[int]], texts: list[str] = TEXTS, cases: list[str] | None = None):
    people = cases or [f"P{row}" for row in range(len(texts))]
    everyone = range(len(texts))
    said_by = sparse.csr_matrix([[float(person == known) for known in sorted(set(people))] for person in people])
    book = phrasebook_of(phrases_of(texts), [frozenset({case}) for case in people])
    return label_groups(
        [Target(tuple(rows), tuple(row for row in everyone if row not in rows)) for rows in groups],
        texts=texts,
        said=Said(book, said_by, letters(texts)),
    )


def test_a_label_is_what_the_group_says_and_others_do_not():
    found = labels([[0, 1, 2], [6, 7, 8]])
    assert found[0].label == "Version control"
    assert "training" in " ".join([found[1].label, *found[1].key_phrases]).lower()


def test_what_one_person_repeats_is_not_a_label():
    cases = ["P1", "P1", "P2", "P3", "P4", "P5", "P6", "P7", "P8"]
    assert labels([[0, 1, 2]], cases=["P1"] * 2 + cases[2:])[0].label == "Version control"
    texts = [*TEXTS[:3], *TEXTS[6:], "Grey elephants.", "Grey elephants again."]
    found = labels([[0, 1, 2, 6, 7]], texts=texts, cases=["A", "B", "C", "D", "E", "F", "G", "G"])
    assert "elephant" not in " ".join([found[0].label, *found[0].key_phrases]).lower()


def test_key_phrases_do_not_repeat_the_label_or_each_other():
    for found in labels([[0, 1, 2], [3, 4, 5], [6, 7, 8]]):
        said = [found.label.lower(), *found.key_phrases]
        assert len(set(said)) == len(said) <= 6


def test_two_groups_never_share_a_label():
    found = labels([[0, 1], [2, 1]])
    assert found[0].label != found[1].label


def test_a_group_with_nothing_in_common_is_called_after_one_of_its_passages():
    texts = ["Rain fell.", "Nine went.", "Who knows?", *TEXTS]
    found = labels([[0, 1, 2]], texts=texts)
    assert found[0].label in {"Rain fell", "Nine went", "Who knows?"}
    assert found[0].key_phrases == ()


@pytest.mark.parametrize("groups", [[[0]], [[0, 1]]])
def test_tiny_groups_have_labels(groups: list[list[int]]):
    assert labels(groups)[0].label


@pytest.mark.parametrize("text", ["I don't know.", "No idea.", "No issues.", "It is fine."])
def test_what_says_nothing_is_no_phrase(text: str):
    assert phrases_of([text]) == [set()]


def test_a_single_word_alone_is_no_label():
    texts = ["Speed, speed!", "And its speed is low", "Speed?", *TEXTS]
    found = labels([[0, 1, 2]], texts=texts)[0]
    assert found.label == "Its speed is low"
    assert found.key_phrases == ("speed",)
