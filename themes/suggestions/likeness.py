"""Which suggestions are alike, by the directions of their middles."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

# A suggestion that is as near as this to one that was rejected says nothing new.
NEARLY_THE_SAME = 0.9


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things and the cosine between them, -1 to 1."""

    first: Hashable
    second: Hashable
    cosine: float


def nearest(middle: Floats, others: Sequence[tuple[int, Floats]], above: float) -> int | None:
    """Return the key of the unit vector most like `middle` (d,), if their cosine is more than `above`."""
    alike = [
        (float(middle @ other), -place, key) for place, (key, other) in enumerate(others) if len(other) == len(middle)
    ]
    best = max(alike, default=None)
    return best[2] if best is not None and best[0] > above else None


def pairs_alike(keys: Sequence[Hashable], vectors: Floats, above: float) -> list[Pair]:
    """Return the pairs of unit rows (n, d) whose cosine is at least `above`, the most alike first."""
    if len(keys) < 2:
        return []
    cosines = vectors @ vectors.T
    rows, columns = np.triu_indices(len(keys), k=1)
    found = [
        Pair(keys[row], keys[column], float(cosines[row, column]))
        for row, column in zip(rows, columns, strict=True)
        if cosines[row, column] >= above
    ]
    return sorted(found, key=lambda pair: -pair.cosine)
