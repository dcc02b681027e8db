"""Which codes are nearly the same: by what their quotations mean, where they stand, and what the codes are called."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from themes.clustering.vectors import unit

Floats = NDArray[np.floating]
Place = tuple[Hashable, int, int]

# Fewer quotations have no middle to speak of.
FEWEST = 4
# A cosine of middles beyond which two codes are shown, once what all quotations share is taken away.
ALIKE = 0.75
NAMES_ALIKE = 0.85
# Half of the quotations of the smaller code, and no fewer than so many, stand where the other's stand.
SHARED, FEWEST_SHARED = 0.5, 3
MOST_PAIRS = 30


@dataclass(frozen=True, slots=True)
class Coded:
    """A code: its name, the rows of its quotations in the vectors, and where they stand (source, start, end)."""

    key: int
    name: str
    rows: tuple[int, ...]
    places: tuple[Place, ...]
    ancestors: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two codes and why they are shown; `similarity` is None where one of them has too few quotations.

    `shared` of the quotations of `fewer`, the number of those of the smaller code, overlap one of the other code.
    """

    first: int
    second: int
    similarity: float | None
    names: float
    shared: int
    fewer: int


def near_pairs(codes: Sequence[Coded], vectors: Floats) -> list[NearPair]:
    """Return the pairs of codes that may be one, the most alike first. `vectors` (n, d) are of unit length.

    A code and one above it are meant to be alike and are no pair. Similarity is the cosine of the mean vectors after
    the mean of all quotations was taken away, from -1 to 1.
    """
    middles = _middles(codes, vectors)
    found = []
    for one, other in combinations(codes, 2):
        if one.key in other.ancestors or other.key in one.ancestors:
            continue
        pair = _pair(one, other, middles)
        if _is_near(pair):
            found.append(pair)
    return sorted(found, key=lambda pair: (-_nearness(pair), pair.first, pair.second))[:MOST_PAIRS]


def _middles(codes: Sequence[Coded], vectors: Floats) -> Mapping[int, Floats]:
    if not len(vectors):
        return {}
    rest = vectors - vectors.mean(axis=0)
    return {
        code.key: unit(rest[list(code.rows)].mean(axis=0)[None, :])[0] for code in codes if len(code.rows) >= FEWEST
    }


def _pair(one: Coded, other: Coded, middles: Mapping[int, Floats]) -> NearPair:
    both = one.key in middles and other.key in middles
    small, large = sorted((one, other), key=lambda code: len(code.places))
    return NearPair(
        first=one.key,
        second=other.key,
        similarity=float(middles[one.key] @ middles[other.key]) if both else None,
        names=names_alike(one.name, other.name),
        shared=_overlapping(small.places, large.places),
        fewer=len(small.places),
    )


def _is_near(pair: NearPair) -> bool:
    stand_together = pair.fewer >= FEWEST and pair.shared >= max(FEWEST_SHARED, SHARED * pair.fewer)
    return (pair.similarity or 0.0) >= ALIKE or pair.names >= NAMES_ALIKE or stand_together


def _nearness(pair: NearPair) -> float:
    return max(pair.similarity or 0.0, pair.names, pair.shared / pair.fewer if pair.fewer >= FEWEST else 0.0)


def names_alike(one: str, other: str) -> float:
    """How alike two names are, 0 to 1, without regard to case, marks, order of words and a plural s.

    >>> names_alike("Time saved", "saved-time")
    1.0
    """
    first, second = _plain(one), _plain(other)
    return SequenceMatcher(None, first, second, autojunk=False).ratio() if first and second else 0.0


def _plain(name: str) -> str:
    words = re.findall(r"\w+", name.casefold().replace("_", " "))
    return " ".join(sorted(word.removesuffix("s") if len(word) > 3 else word for word in words))


def _overlapping(places: Sequence[Place], others: Sequence[Place]) -> int:
    """How many of the places have a character in common with one of the others."""
    by_source: dict[Hashable, list[tuple[int, int]]] = {}
    for source, start, end in others:
        by_source.setdefault(source, []).append((start, end))
    return sum(
        any(start < last and first < end for first, last in by_source.get(source, [])) for source, start, end in places
    )
