"""The nearest neighbours of every passage: all pairs in small studies, cells of like passages in large ones.

In large studies rows go into as many cells as the root of their number (spherical k-means), and a row's neighbours
are looked for in the cells nearest to its own (the inverted file of Jégou et al. 2011, doi:10.1109/TPAMI.2010.57).
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

# More rows than this are looked up by cells.
ALL_PAIRS = 6000
CELLS_LOOKED_AT = 12
ROUNDS = 4
BLOCK = 2048

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


def neighbour_graph(vectors: Floats, neighbours: int, *, seed: int = 0) -> sparse.csr_matrix:
    """Symmetric graph of every unit row's nearest rows weighted by cosine; memory grows linearly with the rows."""
    rows = len(vectors)
    kept = min(neighbours, rows - 1)
    columns = np.empty((rows, kept), dtype=np.int32)
    weights = np.zeros((rows, kept), dtype=np.float32)
    for here, among in _searches(vectors, seed):
        near = vectors[here] @ (vectors if among is None else vectors[among]).T
        near[here[:, None] == (np.arange(rows) if among is None else among)] = -np.inf
        count = min(kept, near.shape[1] - 1)
        best = np.argpartition(-near, count - 1, axis=1)[:, :count] if count else np.zeros((len(here), 0), dtype=int)
        columns[here, :count] = best if among is None else among[best]
        weights[here, :count] = np.maximum(np.take_along_axis(near, best, axis=1), 1e-6)
        columns[here, count:] = here[:, None]
    pointers = np.arange(0, rows * kept + 1, kept)
    graph = sparse.csr_matrix((weights.ravel(), columns.ravel(), pointers), (rows, rows))
    graph = graph.maximum(graph.T).tocsr()
    graph.eliminate_zeros()
    return graph


def _searches(vectors: Floats, seed: int) -> Iterator[tuple[Rows, Rows | None]]:
    """Rows, and the rows among which their neighbours are looked for, None for all."""
    rows = len(vectors)
    if rows <= ALL_PAIRS:
        for first in range(0, rows, BLOCK):
            yield np.arange(first, min(first + BLOCK, rows)), None
        return
    middles, cell = _cells(vectors, seed)
    order = np.argsort(cell, kind="stable")
    inside = np.split(order, np.cumsum(np.bincount(cell, minlength=len(middles)))[:-1])
    near = np.argsort(-(middles @ middles.T), axis=1, kind="stable")[:, :CELLS_LOOKED_AT]
    for number, members in enumerate(inside):
        among = np.sort(np.concatenate([inside[other] for other in near[number]]))
        for first in range(0, len(members), BLOCK):
            yield members[first : first + BLOCK], among


def _cells(vectors: Floats, seed: int) -> tuple[Floats, Rows]:
    """Middles of the cells, unit rows, and the cell of every row."""
    count = round(len(vectors) ** 0.5)
    middles = vectors[np.sort(np.random.default_rng(seed).permutation(len(vectors))[:count])]
    for _ in range(ROUNDS):
        cell = _nearest(vectors, middles)
        ones = sparse.csr_matrix((np.ones(len(cell), dtype=np.float32), (cell, np.arange(len(cell)))))
        sums = ones @ vectors
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        middles[: len(sums)] = np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), middles[: len(sums)])
    return middles, _nearest(vectors, middles)


def _nearest(vectors: Floats, middles: Floats) -> Rows:
    parts = [(vectors[at : at + BLOCK] @ middles.T).argmax(axis=1) for at in range(0, len(vectors), BLOCK)]
    return np.concatenate(parts)


def nearness(known: Floats | sparse.csr_matrix, count: int = 3) -> Floats:
    """Mean cosine of every unit row to the `count` nearest others, from the rows or from their graph of neighbours."""
    graph = known if sparse.issparse(known) else neighbour_graph(known, count)
    means = np.zeros(graph.shape[0], dtype=np.float32)
    for row, (first, last) in enumerate(pairwise(graph.indptr.tolist())):
        means[row] = np.sort(graph.data[first:last])[-count:].mean() if last > first else 0
    return means
