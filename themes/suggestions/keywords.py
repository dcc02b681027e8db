"""A label and key phrases for every group, in words people used.

A phrase scores by how many cases say it, how much oftener inside the group than outside (log odds), how near
its meaning is to the middle of the group, and by being a phrase rather than a single word. Phrases too much
like one already chosen wait their turn (maximal marginal relevance: Carbonell & Goldstein 1998,
doi:10.1145/290941.291025).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from themes.clustering.vectors import unit
from themes.suggestions.phrases import Phrase

KEY_PHRASES = 5
CONSIDERED = 40
PHRASE_BONUS = 1.25
ALIKE = 0.4
COMMON_GROUND = 0.7
MULTIWORD_SHARE = 0.15
LONGEST_EXCERPT = 8

Floats = NDArray[np.float32]
Cases = Sequence[frozenset[Hashable]]
Encode = Callable[[Sequence[str]], Floats]
Key = tuple[str, ...]


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


@dataclass(slots=True)
class Candidate:
    key: Key
    text: str
    score: float
    vector: Floats


class Vocabulary:
    """Which cases say which phrase, looked up by row."""

    def __init__(self, phrases: Sequence[set[Phrase]], cases: Cases) -> None:
        self.keys = [{phrase.key for phrase in row} for row in phrases]
        self.cases = cases
        spellings: dict[Key, Counter[str]] = defaultdict(Counter)
        for row in phrases:
            for phrase in row:
                spellings[phrase.key][phrase.text] += 1
        self.spelling = {key: _commonest(seen) for key, seen in spellings.items()}

    def sayers(self, rows: Sequence[int]) -> dict[Key, set[Hashable]]:
        found: dict[Key, set[Hashable]] = defaultdict(set)
        for row in rows:
            for key in self.keys[row]:
                found[key] |= self.cases[row]
        return found

    def people(self, rows: Sequence[int]) -> int:
        return len(set().union(*(self.cases[row] for row in rows)))


def _commonest(seen: Counter[str]) -> str:
    return min(seen, key=lambda text: (-seen[text], text))


def label_groups(
    targets: Sequence[Target],
    *,
    texts: Sequence[str],
    phrases: Sequence[set[Phrase]],
    cases: Cases,
    vectors: Floats,
    encode: Encode,
) -> list[Labelled]:
    """Labels in the order of `targets`, no two the same. `vectors` (n, d) and `encode` share one space."""
    vocabulary = Vocabulary(phrases, cases)
    contrasts = [_distinctive(target, vocabulary) for target in targets]
    meaning = _meanings(contrasts, vocabulary, encode)
    mean = vectors.mean(axis=0)
    taken: set[str] = set()
    labelled = []
    for target, scores in zip(targets, contrasts, strict=True):
        direction = unit((vectors[list(target.members)].mean(axis=0) - COMMON_GROUND * mean)[None, :])[0]
        candidates = [
            Candidate(key, vocabulary.spelling[key], score * _nearness(meaning[key], direction), meaning[key])
            for key, score in scores.items()
        ]
        found = _named(_chosen(candidates), taken) or _excerpt(target, texts, vectors, direction, taken)
        taken.add(found.label.casefold())
        labelled.append(found)
    return labelled


def _nearness(phrase: Floats, direction: Floats) -> float:
    return float(np.exp(2 * phrase @ direction))


def _distinctive(target: Target, vocabulary: Vocabulary) -> dict[Key, float]:
    """The best phrases before meaning is asked: said by several cases, and less by the others."""
    inside, outside = vocabulary.sayers(target.members), vocabulary.sayers(target.others)
    here, there = vocabulary.people(target.members), vocabulary.people(target.others)
    fewest = 2 if here > 2 else 1
    scores = {}
    for key, sayers in inside.items():
        said, elsewhere = len(sayers), len(outside.get(key, ()))
        odds = _log_odds(said, here) - _log_odds(elsewhere, there)
        if said >= fewest and odds > 0:
            bonus = PHRASE_BONUS if 2 <= len(key) <= 3 else 1
            scores[key] = log(1 + said) * odds * bonus
    best = sorted(scores, key=lambda key: (-scores[key], key))[:CONSIDERED]
    return {key: scores[key] for key in best}


def _log_odds(said: int, people: int) -> float:
    return log((said + 0.5) / (people - said + 0.5))


def _meanings(contrasts: list[dict[Key, float]], vocabulary: Vocabulary, encode: Encode) -> dict[Key, Floats]:
    keys = sorted({key for scores in contrasts for key in scores})
    return dict(zip(keys, encode([vocabulary.spelling[key] for key in keys]), strict=True))


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
    """A phrase, or two single words together, that no other group is called."""
    texts = [candidate.text for candidate in chosen]
    for place, candidate in enumerate(chosen):
        following = texts[place + 1 : place + 2]
        used = [candidate.text] if len(candidate.key) > 1 else [candidate.text, *following]
        label = _capitalised(", ".join(used))
        if label.casefold() not in taken:
            rest = [text for text in texts if text not in used]
            return Labelled(label, tuple(rest[:KEY_PHRASES]))
    return None


def _capitalised(label: str) -> str:
    return label[:1].upper() + label[1:]


def _excerpt(target: Target, texts: Sequence[str], vectors: Floats, direction: Floats, taken: set[str]) -> Labelled:
    """The first words of the passage nearest the middle, rather a short one, where no phrase is shared."""
    order = sorted(target.members, key=lambda row: (-float(vectors[row] @ direction), row))
    short = [row for row in order if len(texts[row].split()) <= LONGEST_EXCERPT]
    labels = [_capitalised(_beginning(texts[row])) for row in short + order]
    free = [label for label in labels if label.casefold() not in taken]
    return Labelled(free[0] if free else f"{labels[0]} ({len(taken) + 1})", ())


def _beginning(text: str) -> str:
    words = text.rstrip(".").split()
    return " ".join(words[:LONGEST_EXCERPT]) + ("…" if len(words) > LONGEST_EXCERPT else "")
