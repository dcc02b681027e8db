"""A label and key phrases for every group, in words people used.

A phrase scores by how many cases say it, how much oftener inside the group than outside (log odds), how near
its meaning is to the middle of the group, and by being a phrase rather than a single word. Phrases too much
like one already chosen wait their turn (maximal marginal relevance: Carbonell & Goldstein 1998,
doi:10.1145/290941.291025).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from themes.clustering.vectors import unit
from themes.suggestions.phrasebook import Key, Phrasebook

KEY_PHRASES = 5
CONSIDERED = 40
PHRASE_BONUS = 1.25
ALIKE = 0.4
COMMON_GROUND = 0.7
MULTIWORD_SHARE = 0.15
SHORTEST_EXCERPT, LONGEST_EXCERPT = 3, 8
LEADING = re.compile(r"^(?:[\W\d_]+|(?:and|but|or|so|because|also)\b\s*)+", re.IGNORECASE)

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Labelled:
    """What a group is called; `label` is never empty."""

    label: str
    key_phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Rows to label, and the rows they are told apart from."""

    members: tuple[int, ...]
    others: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of every row: its phrases, the cases that said it (rows by cases), its unit vector."""

    phrasebook: Phrasebook
    cases: sparse.csr_matrix
    vectors: Floats


@dataclass(slots=True)
class Candidate:
    key: Key
    text: str
    score: float
    vector: Floats


def label_groups(targets: Sequence[Target], *, texts: Sequence[str], said: Said) -> list[Labelled]:
    """Labels in the order of `targets`, no two the same."""
    mean = said.vectors.mean(axis=0)
    taken: set[str] = set()
    labelled = []
    for target in targets:
        direction = unit((said.vectors[list(target.members)].mean(axis=0) - COMMON_GROUND * mean)[None, :])[0]
        chosen = _chosen(_candidates(target, said, direction))
        found = _named(chosen, taken) or _excerpt(target, texts, said.vectors, direction, taken, chosen[:KEY_PHRASES])
        taken.add(found.label.casefold())
        labelled.append(found)
    return labelled


def _candidates(target: Target, said: Said, direction: Floats) -> list[Candidate]:
    """The best phrases, scored by how near their meaning is to the group's."""
    numbers, scores = _distinctive(target, said)
    if not len(numbers):
        return []
    vectors = meanings(said, numbers)
    scores = scores * np.exp(2 * vectors @ direction)
    book = said.phrasebook
    return [
        Candidate(book.keys[number], book.texts[number], float(score), vector)
        for number, score, vector in zip(numbers, scores, vectors, strict=True)
    ]


def meanings(said: Said, numbers: NDArray[np.int64]) -> Floats:
    """The middle of the passages that hold a phrase stands for what it means; unit rows."""
    return unit(said.phrasebook.table[:, numbers].T @ said.vectors)


def _distinctive(target: Target, said: Said) -> tuple[NDArray[np.int64], Floats]:
    """The best phrases before meaning is asked: said by several cases, and less by the others."""
    inside, here = _sayers(target.members, said)
    outside, there = _sayers(target.others, said)
    scores = np.log1p(inside) * (_log_odds(inside, here) - _log_odds(outside, there))
    scores = np.where(inside >= (2 if here > 2 else 1), scores, 0)
    lengths = np.array([len(key) for key in said.phrasebook.keys], dtype=np.int64)
    scores = scores * np.where((lengths >= 2) & (lengths <= 3), PHRASE_BONUS, 1)
    best = np.argsort(-scores, kind="stable")[:CONSIDERED]
    best = best[scores[best] > 0]
    return best, scores[best]


def _sayers(rows: Sequence[int], said: Said) -> tuple[NDArray[np.int64], int]:
    """How many cases say each phrase in these rows, and how many cases say any."""
    known = np.asarray(rows, dtype=np.int64)
    known = known[np.diff(said.phrasebook.starts)[known] > 0]
    cases = said.cases[known]
    together = (cases.T @ said.phrasebook.table[known]).tocsc()
    return np.diff(together.indptr), len(np.unique(cases.indices))


def _log_odds(said: NDArray[np.int64], people: int) -> NDArray[np.float64]:
    return np.log((said + 0.5) / (people - said + 0.5))


def _chosen(candidates: list[Candidate]) -> list[Candidate]:
    """The label first, then key phrases that add something."""
    waiting = sorted(candidates, key=lambda candidate: (-candidate.score, candidate.key))
    if not waiting:
        return []
    top = waiting[0].score
    phrases = (one for one in waiting if len(one.key) > 1 and one.score > MULTIWORD_SHARE * top)
    chosen = [next(phrases, waiting[0])]
    while len(chosen) <= KEY_PHRASES + 1:
        fresh = [one for one in waiting if not any(_folded(one.key, other.key) for other in chosen)]
        if not fresh:
            break
        chosen.append(max(fresh, key=lambda one: one.score * (1 - ALIKE * _closest(one, chosen))))
    return chosen


def _closest(candidate: Candidate, chosen: list[Candidate]) -> float:
    return max(0.0, *(float(candidate.vector @ other.vector) for other in chosen))


def _folded(key: Key, other: Key) -> bool:
    """One says what the other says, whether longer, negated or not."""
    mine, theirs = set(key) - {"not", "no"}, set(other) - {"not", "no"}
    return mine <= theirs or theirs <= mine


def _named(chosen: list[Candidate], taken: set[str]) -> Labelled | None:
    """A phrase that no other group is called; single words, alone or in a row, say too little."""
    for candidate in chosen:
        label = _capitalised(candidate.text)
        if len(candidate.key) > 1 and label.casefold() not in taken:
            rest = [other.text for other in chosen if other is not candidate]
            return Labelled(label, tuple(rest[:KEY_PHRASES]))
    return None


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]


def _excerpt(
    target: Target,
    texts: Sequence[str],
    vectors: Floats,
    direction: Floats,
    taken: set[str],
    shared: Sequence[Candidate],
) -> Labelled:
    """The first words of the passage nearest the middle, where too little is shared to name the group by.

    Rather a short passage than a long one, and rather one with the word that is shared.
    """
    words = [candidate.text for candidate in shared]

    def rank(row: int) -> tuple[bool, bool, float, int]:
        text = texts[row]
        without = bool(words) and words[0].casefold() not in text.casefold()
        return (
            without,
            not SHORTEST_EXCERPT <= len(text.split()) <= LONGEST_EXCERPT,
            -float(vectors[row] @ direction),
            row,
        )

    labels = [_capitalised(_beginning(texts[row])) for row in sorted(target.members, key=rank)]
    free = [label for label in labels if label.casefold() not in taken]
    return Labelled(free[0] if free else f"{labels[0]} ({len(taken) + 1})", tuple(words))


def _beginning(text: str) -> str:
    """The first words of a passage, without a number, bracket or conjunction before them."""
    cleaned = LEADING.sub("", " ".join(text.split())).rstrip(".;,)")
    words = (cleaned or text).split()
    return " ".join(words[:LONGEST_EXCERPT]) + ("…" if len(words) > LONGEST_EXCERPT else "")
