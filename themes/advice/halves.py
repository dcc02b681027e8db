"""Whether the quotations of a code fall into two groups, and whether the same two come back when some are left out.

Any cloud can be cut in two. The cut counts if it is tighter than those of one cloud of the same shape (SigClust: Liu,
Hayes, Nobel and Marron 2008, doi:10.1198/016214508000000454), drawn as normal along the same directions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.clustering.vectors import centred

Floats = NDArray[np.floating]
Labels = NDArray[np.int64]

FEWEST = 12  # quotations with different words
SMALLEST_GROUP, SMALLEST_SHARE = 4, 0.2
DRAWS, SHARE_DRAWN = 25, 0.8
STEADY = 0.8
# Of so many clouds of one piece at most so many may be cut as tightly: one in twenty by chance.
CLOUDS, MOST_AS_TIGHT = 99, 4
MOST_ROUNDS = 50


@dataclass(frozen=True, slots=True)
class Halves:
    """Two groups of rows, the larger first, with those nearest to each middle first; how far apart, how steady.

    `silhouette` is the mean over the rows (Rousseeuw 1987), `steadiness` the mean share of quotations that stay with
    their group over re-draws of four fifths, from 0.5 (chance) to 1; `as_tight` of 99 clouds of one piece were cut as
    tightly.
    """

    groups: tuple[tuple[int, ...], tuple[int, ...]]
    silhouette: float
    steadiness: float
    as_tight: int


def halves_of(vectors: Floats, seed: int = 1) -> Halves | None:
    """Return the two groups that unit rows (n, d) fall into; None where there are too few, or they are one group."""
    if len(vectors) < FEWEST:
        return None
    rest = centred(vectors)
    labels = two_means(rest)
    sizes = np.bincount(labels, minlength=2)
    if sizes.min() < max(SMALLEST_GROUP, SMALLEST_SHARE * len(vectors)):
        return None
    chance = np.random.default_rng(seed)
    steady = steadiness(vectors, labels, chance)
    as_tight = clouds_as_tight(vectors, labels, chance) if steady >= STEADY else CLOUDS
    if as_tight > MOST_AS_TIGHT:
        return None
    from sklearn.metrics import silhouette_score  # takes a second and 100 MB, so only when needed

    apart = float(silhouette_score(rest, labels, metric="cosine"))
    order = sorted((0, 1), key=lambda label: (-sizes[label], label))
    return Halves(tuple(_nearest_first(rest, labels == label) for label in order), apart, steady, as_tight)


def two_means(rest: Floats) -> Labels:
    """Spherical 2-means of unit rows, begun at the two sides of their first principal direction: nothing is random."""
    _left, _sizes, directions = np.linalg.svd(rest - rest.mean(axis=0), full_matrices=False)
    labels = (rest @ directions[0] > np.median(rest @ directions[0])).astype(np.int64)
    for _round in range(MOST_ROUNDS):
        middles = np.stack([rest[labels == label].mean(axis=0) for label in (0, 1)])
        middles /= np.maximum(np.linalg.norm(middles, axis=1, keepdims=True), 1e-12)
        moved = (rest @ middles.T).argmax(axis=1)
        if np.array_equal(moved, labels) or len(np.unique(moved)) < 2:
            break
        labels = moved
    return labels


def clouds_as_tight(vectors: Floats, labels: Labels, chance: np.random.Generator) -> int:
    """How many clouds of one piece, of `CLOUDS`, fall into halves that are as tight about their middles."""
    observed = within_share(centred(vectors), labels)
    spread = np.linalg.svd(vectors - vectors.mean(axis=0), compute_uv=False) / np.sqrt(len(vectors) - 1)
    clouds = (centred(chance.normal(size=(len(vectors), len(spread))) * spread) for _cloud in range(CLOUDS))
    return sum(within_share(cloud, two_means(cloud)) <= observed for cloud in clouds)


def within_share(rest: Floats, labels: Labels) -> float:
    """The cluster index: squared distances from the middle of one's group over those from the middle of all, 0 to 1."""
    inside = sum(((rest[labels == label] - rest[labels == label].mean(axis=0)) ** 2).sum() for label in (0, 1))
    return float(inside / ((rest - rest.mean(axis=0)) ** 2).sum())


def steadiness(vectors: Floats, labels: Labels, chance: np.random.Generator) -> float:
    """Mean share of drawn rows that fall as they did, over re-draws without replacement; 0.5 is chance."""
    drawn = round(SHARE_DRAWN * len(vectors))
    shares = []
    for _draw in range(DRAWS):
        rows = np.sort(chance.choice(len(vectors), size=drawn, replace=False))
        same = float((two_means(centred(vectors[rows])) == labels[rows]).mean())
        shares.append(max(same, 1 - same))
    return float(np.mean(shares))


def _nearest_first(rest: Floats, inside: NDArray[np.bool_]) -> tuple[int, ...]:
    rows = np.flatnonzero(inside)
    scores = rest[rows] @ rest[rows].mean(axis=0)
    return tuple(int(rows[place]) for place in np.argsort(-scores, kind="stable"))
