"""How well a grouping holds together, in cosine distances, without ever forming all pairs.

For unit rows the mean distance from x to the members of a cluster is 1 - x . (sum of members) / size,
so silhouettes (Rousseeuw 1987, doi:10.1016/0377-0427(87)90125-7) are exact in linear memory.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Labels = NDArray[np.int64]


def cluster_sums(vectors: Floats, labels: Labels) -> Floats:
    """Sum of the rows of every cluster, shape (k, d); label -1 belongs to none."""
    sums = np.zeros((int(labels.max(initial=-1)) + 1, vectors.shape[1]), dtype=np.float32)
    placed = labels >= 0
    np.add.at(sums, labels[placed], vectors[placed])
    return sums


def silhouettes(vectors: Floats, labels: Labels) -> NDArray[np.float64]:
    """One value in [-1, 1] per unit row; 0 for a cluster of one, and everywhere when there is one cluster."""
    sizes = np.bincount(labels, minlength=int(labels.max(initial=-1)) + 1).astype(float)
    values = np.zeros(len(labels))
    if len(sizes) < 2:
        return values
    totals = sizes - vectors @ cluster_sums(vectors, labels).T
    rows = np.arange(len(labels))
    own_size = sizes[labels]
    selves = 1 - np.einsum("ij,ij->i", vectors, vectors)
    own = (totals[rows, labels] - selves) / np.maximum(own_size - 1, 1)
    means = totals / np.maximum(sizes, 1)
    means[:, sizes == 0] = np.inf
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    largest = np.maximum(own, other)
    np.divide(other - own, largest, out=values, where=(own_size > 1) & (largest > 1e-6))
    return values


def coherence(vectors: Floats) -> float:
    """Mean cosine over all pairs of unit rows; 1 for a single row."""
    size = len(vectors)
    if size < 2:
        return 1.0
    total = vectors.sum(axis=0, dtype=np.float64)
    return float((total @ total - (vectors.astype(np.float64) ** 2).sum()) / (size * (size - 1)))
