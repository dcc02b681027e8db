"""The tree of a run, from which every number of themes is cut.

Nodes are numbered as in SciPy's linkage: leaves first, then one node for each merge, the root last. A leaf is
one row, or in large studies a small community of rows. Cutting goes from the root downwards: the loosest node
is split first, and a splinter that too few people stand behind is left over instead of counting as a theme.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from themes.clustering.measures import Floats, Labels, coherence, silhouettes
from themes.clustering.nesting import Nested, Rows, nodes_of_tree

SMALLEST_SPLIT = 12
# A theme of which one part is nearly the whole has no parts.
NEARLY_ALL = 0.85


@dataclass(frozen=True, slots=True)
class Group:
    """Row numbers of one group at a node of the tree; `parent` is a place in the list it stands in.

    `stability` is None where it is undefined, with `draws` 0. `support` is the share of re-draws in which a
    member stood with its usual group, empty where it is undefined.
    """

    parent: int | None
    members: tuple[int, ...]
    cases: int
    silhouette: float
    coherence: float
    stability: float | None
    came_back: int
    draws: int
    support: tuple[float, ...]
    node: int = -1


@dataclass(frozen=True)
class Tree:
    """Arrays only. n rows, m leaves, 2m - 1 nodes.

    `leaf` (n,) is the leaf of every row; `merges` (m - 1, 2) the two nodes joined; `heights` (m - 1,) never
    fall from child to parent; `vectors` (n, d) are unit rows as float16; cases of row i are
    `case_numbers[case_starts[i]:case_starts[i + 1]]`. Per node: `jaccard` (nan where undefined), `came_back`,
    `draws`; per row: `support` (nan where undefined) and whether it stays an `outlier` in every cut.
    `usual` is the number of themes that is shown first, `finest` the height under which nothing is split into
    subthemes, `fewest` the cases that make a theme.
    """

    leaf: NDArray[np.int32]
    merges: NDArray[np.int32]
    heights: NDArray[np.float32]
    vectors: NDArray[np.float16]
    case_starts: NDArray[np.int32]
    case_numbers: NDArray[np.int32]
    jaccard: NDArray[np.float32]
    came_back: NDArray[np.int16]
    draws: NDArray[np.int16]
    support: NDArray[np.float32]
    outlier: NDArray[np.bool_]
    usual: int
    finest: float
    fewest: int

    @property
    def leaves(self) -> int:
        return len(self.merges) + 1

    @property
    def root(self) -> int:
        return 2 * self.leaves - 2

    def children(self, node: int) -> tuple[int, int]:
        first, second = self.merges[node - self.leaves].tolist()
        return first, second

    def height(self, node: int) -> float:
        return float(self.heights[node - self.leaves]) if node >= self.leaves else -1.0

    def rows(self, node: int) -> Rows:
        """Rows under a node, ascending."""
        return np.sort(self._under(node))

    def _under(self, node: int) -> Rows:
        first, last = self.nodes.spans[node]
        return self.nodes.order[first:last]

    def cases(self, rows: Rows) -> int:
        """How many cases said at least one of the rows."""
        return len(np.unique(np.concatenate([self.case_numbers[self._of(row)] for row in rows.tolist()])))

    def _of(self, row: int) -> slice:
        return slice(int(self.case_starts[row]), int(self.case_starts[row + 1]))

    @cached_property
    def wide(self) -> Floats:
        """The unit rows as float32, which is what is reckoned with."""
        return self.vectors.astype(np.float32)

    @cached_property
    def nodes(self) -> Nested:
        """All nodes as stretches of one order of the rows."""
        return nodes_of_tree(self.merges, self.leaf)

    @cached_property
    def backed(self) -> NDArray[np.bool_]:
        """Nodes that at least `fewest` cases stand behind."""
        kept: list[frozenset[int]] = []
        for leaf in range(self.leaves):
            rows = self._under(leaf).tolist()
            kept.append(self._some(case for row in rows for case in self.case_numbers[self._of(row)].tolist()))
        for one, other in self.merges.tolist():
            kept.append(self._some(iter(kept[one] | kept[other])))
        return np.array([len(cases) >= self.fewest for cases in kept])

    def _some(self, cases: Iterator[int]) -> frozenset[int]:
        found: set[int] = set()
        for case in cases:
            found.add(case)
            if len(found) >= self.fewest:
                break
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Cut:
    """Themes, each followed by its subthemes, and the rows that are in none of them."""

    groups: tuple[Group, ...]
    unassigned: tuple[int, ...]


def cut(tree: Tree, themes: int | None = None) -> Cut:
    """Cut into so many themes, or as many as there are; the usual number if none is asked for."""
    nodes = split(tree, tree.root, tree.usual if themes is None else themes)
    rows = {node: _without_outliers(tree, node) for node in nodes}
    parts = {node: _parts(tree, node, rows[node]) for node in nodes}
    values = _silhouettes(tree, list(rows.values()))
    below = _silhouettes(tree, [part for node in nodes for part in (parts[node].values() or [rows[node]])])
    found = {node: _group(tree, node, kept, values) for node, kept in rows.items() if len(kept)}
    groups: list[Group] = []
    for node in sorted(found, key=lambda node: _rank(found[node])):
        place = len(groups)
        groups.append(found[node])
        inside = [_group(tree, part, inner, below, place) for part, inner in parts[node].items()]
        groups.extend(sorted(inside, key=_rank))
    placed = np.zeros(len(tree.leaf), dtype=bool)
    for kept in rows.values():
        placed[kept] = True
    return Cut(tuple(groups), tuple(np.flatnonzero(~placed).tolist()))


def split(tree: Tree, top: int, wanted: int, lowest: float = -np.inf) -> list[int]:
    """Nodes under `top` that `fewest` cases stand behind, `wanted` of them if possible, none under `lowest` split."""
    if not tree.backed[top]:
        return []
    found, waiting = {top}, [(-tree.height(top), top)]
    while waiting and len(found) < wanted:
        height, node = heapq.heappop(waiting)
        if node < tree.leaves or -height <= lowest:
            continue
        backed = [child for child in tree.children(node) if tree.backed[child]]
        if backed:
            found.discard(node)
            found.update(backed)
            for child in backed:
                heapq.heappush(waiting, (-tree.height(child), child))
    return sorted(found)


def most_themes(tree: Tree) -> int:
    """The largest number of themes that a cut can have."""
    return len(split(tree, tree.root, len(tree.leaf)))


def _rank(group: Group) -> tuple[int, int, tuple[int, ...]]:
    return (-group.cases, -len(group.members), group.members)


def _parts(tree: Tree, node: int, kept: Rows) -> dict[int, Rows]:
    """The subthemes of a theme, unless it is small or one of them is nearly the whole of it."""
    if len(kept) < SMALLEST_SPLIT:
        return {}
    parts = {part: np.intersect1d(tree.rows(part), kept) for part in split(tree, node, len(kept), tree.finest)}
    parts = {part: rows for part, rows in parts.items() if len(rows) and tree.cases(rows) >= tree.fewest}
    largest = max((len(rows) for rows in parts.values()), default=0)
    return parts if len(parts) > 1 and largest <= NEARLY_ALL * len(kept) else {}


def _silhouettes(tree: Tree, groups: Sequence[Rows]) -> NDArray[np.float64]:
    """Silhouette of every row that is in a group, nan for the others."""
    labels = np.full(len(tree.leaf), -1, dtype=np.int64)
    for label, rows in enumerate(groups):
        labels[rows] = label
    placed = np.flatnonzero(labels >= 0)
    values = np.full(len(labels), np.nan)
    values[placed] = silhouettes(tree.wide[placed], _closed_up(labels[placed]))
    return values


def _closed_up(labels: Labels) -> Labels:
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _without_outliers(tree: Tree, node: int) -> Rows:
    rows = tree.rows(node)
    kept = rows[~tree.outlier[rows]]
    return kept if len(kept) and tree.cases(kept) >= tree.fewest else rows[:0]


def _group(tree: Tree, node: int, rows: Rows, values: NDArray[np.float64], parent: int | None = None) -> Group:
    drawn = int(tree.draws[node])
    support = tree.support[rows]
    return Group(
        parent=parent,
        members=tuple(rows.tolist()),
        cases=tree.cases(rows),
        silhouette=float(values[rows].mean()),
        coherence=coherence(tree.wide[rows]),
        stability=float(tree.jaccard[node]) if drawn else None,
        came_back=int(tree.came_back[node]),
        draws=drawn,
        support=() if np.isnan(support).any() else tuple(support.tolist()),
        node=node,
    )


def nearest_groups(
    tree: Tree, groups: Sequence[Group], rows: Sequence[int], count: int = 3
) -> list[list[tuple[int, float]]]:
    """For every row the places of the groups nearest to it with its mean cosine to their members, nearest first."""
    if not groups:
        return [[] for _ in rows]
    middles = np.stack([tree.wide[list(group.members)].mean(axis=0) for group in groups])
    near = tree.wide[list(rows)] @ middles.T
    order = np.argsort(-near, axis=1, kind="stable")[:, :count]
    return [[(int(place), round(float(near[row, place]), 4)) for place in places] for row, places in enumerate(order)]
