"""Passages into one tree: average linkage for studies up to 5,000 passages, communities of a graph above.

Up to 5,000 distinct passages one average-linkage tree of cosine distances: nothing in it is random. Above,
communities of the graph of nearest neighbours (Louvain: Blondel et al. 2008,
doi:10.1088/1742-5468/2008/10/P10008), divided again until they are small; average linkage of their middles joins
the parts of each, and then the communities.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from themes.clustering.measures import Floats, Labels, cluster_sums, silhouettes
from themes.clustering.neighbours import neighbour_graph
from themes.clustering.vectors import smoothed

LARGEST_TREE = 5000
NEIGHBOURS = 15
# At most so many subthemes, or one for so many rows.
MOST_SUBTHEMES, ROWS_A_SUBTHEME = 60, 15
FEWEST_THEMES, MOST_THEMES = 3, 25
# Themes grow with the cube root of the passages: 6 of 60, 12 of 400, 20 of 2,000.
THEMES_A_ROOT = 1.6
CUTS_TRIED = 14
# Mean silhouette of groups that anyone would see.
CLEAR = 0.15
# A community this small is a leaf of the tree.
SMALLEST_COMMUNITY = 60
# Heights of cosine distances are at most 2, so each level of communities lies wholly above the one inside it.
LEVEL = 2.0

Linkage = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Grown:
    """A tree over leaves: `leaf` of every row, SciPy-like `merges` with `heights`, and where it is usually cut.

    `usual` counts themes, `finest` is the height of the cut into subthemes; `graph` and `themes` only of
    communities, the latter their labels.
    """

    leaf: Labels
    merges: NDArray[np.int64]
    heights: NDArray[np.float64]
    usual: int
    finest: float
    method: str
    graph: sparse.csr_matrix | None = None
    themes: Labels | None = None


def grow(vectors: Floats, *, seed: int) -> Grown:
    """The tree of unit rows (n at least 2)."""
    if len(vectors) > LARGEST_TREE:
        return communities(vectors, seed=seed)
    linkage = average_tree(smoothed(vectors))
    usual = usual_themes(len(vectors))
    subthemes = best_cut(linkage, vectors, _cuts(len(vectors), usual), usual)
    return Grown(
        leaf=np.arange(len(vectors)),
        merges=linkage[:, :2].astype(np.int64),
        heights=linkage[:, 2],
        usual=min(usual, subthemes),
        finest=_height_of(linkage[:, 2], subthemes),
        method="average-linkage tree",
    )


def usual_themes(rows: int) -> int:
    return int(np.clip(round(THEMES_A_ROOT * rows ** (1 / 3)), FEWEST_THEMES, MOST_THEMES))


def average_tree(vectors: Floats) -> Linkage:
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


def flat(linkage: Linkage, clusters: int) -> Labels:
    """Labels 0.. of the rows, numbered by first appearance."""
    from scipy.cluster.hierarchy import fcluster

    return renumbered(fcluster(linkage, clusters, criterion="maxclust"))


def renumbered(labels: NDArray[np.integer]) -> Labels:
    """The same grouping with labels 0, 1, 2 ... in the order in which they first appear."""
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    return np.argsort(np.argsort(first))[inverse].astype(np.int64)


def best_cut(linkage: Linkage, vectors: Floats, cuts: list[int], expected: int = 0) -> int:
    """The number of clusters with the highest mean silhouette; the coarser one of equals.

    A cut into fewer groups than `expected` must stand out clearly: long interviews look best as two or three
    heaps, though only a little, and heaps tell nothing.
    """
    tried = [flat(linkage, clusters) for clusters in cuts]
    scores = [round(float(silhouettes(vectors, labels).mean()), 9) for labels in tried]
    for place, clusters in enumerate(cuts):
        if clusters < expected and scores[place] < CLEAR:
            scores[place] = -np.inf
    return int(tried[int(np.argmax(scores))].max()) + 1


def _cuts(rows: int, themes: int) -> list[int]:
    most = max(themes, min(max(MOST_SUBTHEMES, rows // ROWS_A_SUBTHEME), rows // 5))
    return sorted({themes, *(round(k) for k in np.geomspace(FEWEST_THEMES, most, CUTS_TRIED))})


def _height_of(heights: NDArray[np.float64], clusters: int) -> float:
    """The height under which nothing is split when a tree is cut into so many."""
    below = len(heights) - clusters
    return float(heights[below]) if below >= 0 else -1.0


def members_of(labels: Labels) -> Iterator[NDArray[np.int64]]:
    """Row numbers of label 0, 1, 2 ..."""
    order = np.argsort(labels, kind="stable")
    yield from np.split(order, np.cumsum(np.bincount(labels))[:-1])


def communities(vectors: Floats, *, seed: int) -> Grown:
    graph = neighbour_graph(vectors, NEIGHBOURS, seed=seed)
    themes = louvain(graph, seed)
    levels = _levels(graph, themes, seed)
    merges, heights = _joined(vectors, levels)
    inside = levels[min(1, len(levels) - 1)]
    return Grown(
        leaf=levels[-1],
        merges=merges,
        heights=heights,
        usual=int(themes.max()) + 1,
        finest=_height_of(heights, int(inside.max()) + 1),
        method="communities of nearest neighbours",
        graph=graph,
        themes=themes,
    )


def _levels(graph: sparse.csr_matrix, themes: Labels, seed: int) -> list[Labels]:
    """Labels of communities, of the communities inside them, and so on while any of them still divides."""
    levels = [themes]
    while True:
        inside = np.zeros(len(themes), dtype=np.int64)
        for members in members_of(levels[-1]):
            parts = np.zeros(len(members), dtype=np.int64)
            if len(members) > SMALLEST_COMMUNITY:
                parts = louvain(graph[members][:, members], seed)
            inside[members] = parts + inside.max() + 1
        if inside.max() == levels[-1].max() + 1:
            return levels
        levels.append(renumbered(inside))


def _joined(vectors: Floats, levels: list[Labels]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Merges and heights of the tree whose leaves are the finest communities: level by level, inside first."""
    leaves = int(levels[-1].max()) + 1
    made: list[tuple[float, int, int]] = []
    nodes = list(range(leaves))
    for depth in range(len(levels) - 1, -1, -1):
        parts = levels[depth]
        wholes = levels[depth - 1] if depth else np.zeros(len(parts), dtype=np.int64)
        whole_of = np.empty(len(nodes), dtype=np.int64)
        whole_of[parts] = wholes
        sums, sizes = cluster_sums(vectors, parts), np.bincount(parts).astype(float)
        above = []
        for inside in members_of(whole_of):
            known = [nodes[part] for part in inside.tolist()]
            for one, other, height in average_of_groups(sums[inside], sizes[inside]):
                made.append((height + LEVEL * (len(levels) - 1 - depth), known[one], known[other]))
                known.append(leaves + len(made) - 1)
            above.append(known[-1])
        nodes = above
    return _in_order(made, leaves)


def average_of_groups(sums: Floats, sizes: NDArray[np.float64]) -> Iterator[tuple[int, int, float]]:
    """Average linkage over groups of unit rows given by their sums: which two are joined, and how far apart.

    Groups are numbered 0.., and every pair joined gets the next number.
    """
    totals, counts = list(sums.astype(np.float64)), list(sizes)
    distances = 1 - (sums @ sums.T).astype(np.float64) / np.outer(sizes, sizes)
    names, last = list(range(len(sizes))), 0.0
    np.fill_diagonal(distances, np.inf)
    for number in range(len(sizes), 2 * len(sizes) - 1):
        one, other = sorted(divmod(int(distances.argmin()), len(names)))
        last = max(last, float(distances[one, other]))
        yield names[one], names[other], last
        totals[one], counts[one], names[one] = totals[one] + totals[other], counts[one] + counts[other], number
        del totals[other], counts[other], names[other]
        distances = np.delete(np.delete(distances, other, axis=0), other, axis=1)
        distances[one] = distances[:, one] = 1 - np.stack(totals) @ totals[one] / (np.array(counts) * counts[one])
        distances[one, one] = np.inf


def _in_order(made: list[tuple[float, int, int]], leaves: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Merges by height with their nodes numbered in that order."""
    order = np.argsort([height for height, *_ in made], kind="stable")
    number = np.arange(leaves + len(made))
    number[leaves + order] = leaves + np.arange(len(made))
    merges = number[np.array([nodes for _, *nodes in made], dtype=np.int64).reshape(-1, 2)]
    return merges[order], np.array([made[place][0] for place in order])


def louvain(graph: sparse.csr_matrix, seed: int) -> Labels:
    from sknetwork.clustering import Louvain

    if graph.nnz == 0:
        return np.zeros(graph.shape[0], dtype=np.int64)
    return renumbered(Louvain(random_state=seed).fit_predict(graph.astype(float)))
