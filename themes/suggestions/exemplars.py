"""Which passages speak for a group, and which of its members are least like the rest."""

from collections.abc import Hashable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from themes.embeddings.passages import word_count

CLOSEST = 5
MOST_DIFFERENT = 3
SHORTEST, LONGEST = 4, 40
WEIGHT_OF_SUPPORT = 0.3

Floats = NDArray[np.floating]


def closest(scores: Floats, support: Sequence[float], texts: Sequence[str], cases: Sequence[Hashable]) -> list[int]:
    """Places of up to five passages nearest the middle that came back in re-draws, one per case."""
    steady = np.nan_to_num(np.asarray(support, dtype=float)) if len(support) else np.zeros(len(scores))
    order = np.argsort(-(np.asarray(scores) + WEIGHT_OF_SUPPORT * steady), kind="stable").tolist()
    quotable = [place for place in order if SHORTEST <= word_count(texts[place]) <= LONGEST]
    return list(_one_per_case(quotable or order, cases))[:CLOSEST]


def most_different(scores: Floats, texts: Sequence[str], cases: Sequence[Hashable], taken: Sequence[int]) -> list[int]:
    """Places of up to three passages farthest from the middle, none of them `taken` already."""
    order = np.argsort(scores, kind="stable").tolist()
    quotable = [place for place in order if place not in taken and word_count(texts[place]) >= SHORTEST]
    return list(_one_per_case(quotable, cases))[:MOST_DIFFERENT]


def _one_per_case(places: Sequence[int], cases: Sequence[Hashable]) -> Iterator[int]:
    seen: set[Hashable] = set()
    for place in places:
        if cases[place] not in seen:
            seen.add(cases[place])
            yield place
