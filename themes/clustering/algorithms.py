"""Passages into themes and subthemes: a tree for studies up to 5,000 passages, a graph above.

Up to 5,000 distinct passages one average-linkage tree of cosine distances is cut twice: where the mean
silhouette is best (subthemes) and higher up (themes), so that subthemes nest by construction and nothing
is random. Above, communities of the graph of nearest neighbours (Louvain: Blondel et al. 2008,
doi:10.1088/1742-5468/2008/10/P10008) are the themes, each with a tree of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from themes.clustering.measures import Floats, Labels, silhouettes

LARGEST_TREE = 5000
NEIGHBOURS = 15
# At most so many subthemes, or one for so many rows.
MOST_SUBTHEMES, ROWS_A_SUBTHEME = 60, 15
FEWEST_THEMES, MOST_THEMES = 3, 25
CUTS_TRIED = 14
# Mean silhouette of groups that anyone would see.
CLEAR = 0.15
SMALLEST_SPLIT = 12


@dataclass(frozen=True, slots=True)
class Partition:
    """Labels of themes and of subthemes for every row, 0.. without gaps; every subtheme lies in one theme."""

    themes: Labels
    subthemes: Labels
    method: str
    graph: sparse.csr_matrix | None = None

    @property
    def sizes(self) -> tuple[int, int]:
        return (int(self.themes.max()) + 1, int(self.subthemes.max()) + 1)


def partition(vectors: Floats, *, seed: int, themes: int | None = None) -> Partition:
    """Group unit rows. `themes` fixes the number of themes of a tree, which else grows with the square root."""
    if len(vectors) > LARGEST_TREE:
        return communities(vectors, seed=seed)
    tree = average_tree(vectors)
    wanted = usual_themes(len(vectors)) if themes is None else themes
    subthemes = best_cut(tree, vectors, _cuts(len(vectors), wanted), wanted)
    return Partition(cut(tree, min(wanted, int(subthemes.max()) + 1)), subthemes, "average-linkage tree")


def usual_themes(rows: int) -> int:
    return int(np.clip(round(np.sqrt(rows / 2) / 1.25), FEWEST_THEMES, MOST_THEMES))


def average_tree(vectors: Floats) -> NDArray[np.float64]:
    """SciPy linkage matrix of average linkage over cosine distances of unit rows (n at least 2)."""
    from scipy.cluster.hierarchy import linkage

    rows = len(vectors)
    distances = np.empty(rows * (rows - 1) // 2)
    first = 0
    for row in range(rows - 1):
        count = rows - 1 - row
        distances[first : first + count] = 1 - vectors[row + 1 :] @ vectors[row]
        first += count
    return linkage(np.maximum(distances, 0, out=distances), method="average")


def cut(tree: NDArray[np.float64], clusters: int) -> Labels:
    """Labels 0.. of the rows, numbered by first appearance."""
    from scipy.cluster.hierarchy import fcluster

    return renumbered(fcluster(tree, clusters, criterion="maxclust"))


def renumbered(labels: NDArray[np.integer]) -> Labels:
    """The same grouping with labels 0, 1, 2 ... in the order in which they first appear."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse].astype(np.int64)


def best_cut(tree: NDArray[np.float64], vectors: Floats, cuts: list[int], expected: int = 0) -> Labels:
    """The cut with the highest mean silhouette; the coarser one of equals.

    A cut into fewer groups than `expected` must stand out clearly: long interviews look best as two or three
    heaps, though only a little, and heaps tell nothing.
    """
    tried = [cut(tree, clusters) for clusters in cuts]
    scores = [round(float(silhouettes(vectors, labels).mean()), 9) for labels in tried]
    for place, clusters in enumerate(cuts):
        if clusters < expected and scores[place] < CLEAR:
            scores[place] = -np.inf
    return tried[int(np.argmax(scores))]


def _cuts(rows: int, themes: int) -> list[int]:
    most = max(themes, min(max(MOST_SUBTHEMES, rows // ROWS_A_SUBTHEME), rows // 5))
    return sorted({themes, *(round(k) for k in np.geomspace(FEWEST_THEMES, most, CUTS_TRIED))})


def communities(vectors: Floats, *, seed: int) -> Partition:
    graph = neighbour_graph(vectors)
    themes = louvain(graph, seed)
    subthemes = np.full(len(vectors), -1, dtype=np.int64)
    for members in members_of(themes):
        inner = _subthemes_inside(vectors[members], graph[members][:, members], seed)
        subthemes[members] = inner + subthemes.max() + 1
    return Partition(themes, subthemes, "communities of nearest neighbours", graph)


def members_of(labels: Labels) -> Iterator[NDArray[np.int64]]:
    """Row numbers of label 0, 1, 2 ..."""
    order = np.argsort(labels, kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(labels))[:-1])


def _subthemes_inside(vectors: Floats, graph: sparse.csr_matrix, seed: int) -> Labels:
    if len(vectors) < SMALLEST_SPLIT:
        return np.zeros(len(vectors), dtype=np.int64)
    if len(vectors) > LARGEST_TREE:
        return louvain(graph, seed)
    most = max(2, min(FEWEST_THEMES * 4, len(vectors) // 6))
    return best_cut(average_tree(vectors), vectors, list(range(2, most + 1)))


def neighbour_graph(vectors: Floats, neighbours: int = NEIGHBOURS, block: int = 1024) -> sparse.csr_matrix:
    """Symmetric graph of every row's nearest rows weighted by cosine; memory grows linearly with the rows."""
    rows = len(vectors)
    kept = min(neighbours, rows - 1)
    columns = np.empty((rows, kept), dtype=np.int32)
    weights = np.empty((rows, kept), dtype=np.float32)
    for first in range(0, rows, block):
        near = vectors[first : first + block] @ vectors.T
        here = np.arange(len(near))
        near[here, first + here] = -np.inf
        columns[first : first + block] = np.argpartition(-near, kept - 1, axis=1)[:, :kept]
        weights[first : first + block] = np.take_along_axis(near, columns[first : first + block], axis=1)
    pointers = np.arange(0, rows * kept + 1, kept)
    graph = sparse.csr_matrix((np.maximum(weights, 1e-6).ravel(), columns.ravel(), pointers), (rows, rows))
    return graph.maximum(graph.T).tocsr()


def louvain(graph: sparse.csr_matrix, seed: int) -> Labels:
    from sknetwork.clustering import Louvain

    return renumbered(Louvain(random_state=seed).fit_predict(graph.astype(float)))
