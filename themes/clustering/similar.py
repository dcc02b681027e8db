"""For studies too small to group: of every passage those most like it."""

import numpy as np

from themes.clustering.measures import Floats

MOST_SIMILAR = 5


def most_similar(vectors: Floats, count: int = MOST_SIMILAR, block: int = 1024) -> list[list[tuple[int, float]]]:
    """For every unit row the `count` rows nearest to it as (row, cosine), nearest first, never itself."""
    found: list[list[tuple[int, float]]] = []
    for first in range(0, len(vectors), block):
        near = vectors[first : first + block] @ vectors.T
        here = np.arange(len(near))
        near[here, first + here] = -np.inf
        order = np.argsort(-near, axis=1, kind="stable")[:, : min(count, len(vectors) - 1)]
        found += [[(int(row), round(float(near[one, row]), 4)) for row in order[one]] for one in range(len(near))]
    return found
