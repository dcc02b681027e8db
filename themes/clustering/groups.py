"""A study's passages as groups worth showing: themes, their subthemes, and what belongs to none."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from themes.clustering import algorithms
from themes.clustering.algorithms import Grown, average_tree, grow, louvain
from themes.clustering.measures import Floats
from themes.clustering.neighbours import nearness
from themes.clustering.nesting import Nested, Rows, flat_groups, nodes_of_tree
from themes.clustering.stability import Stability, assess
from themes.clustering.tree import Cut, Group, Tree, cut, split
from themes.clustering.vectors import reduced, smoothed

SMALLEST_STUDY = 25
FEWEST_CASES = 3
SMALL_STUDY_CASES = 6
# An outlier: the mean cosine to its three nearest, or to its usual theme, is below this (docs/adr/0021).
NOTHING_NEAR, UNLIKE_ITS_THEME = 0.25, 0.03

Cases = Sequence[frozenset[Hashable]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Clustering:
    """Themes, each followed by its subthemes; `parent` is a place in `groups`. `tree` cuts into other numbers."""

    groups: tuple[Group, ...] = ()
    unassigned: tuple[int, ...] = ()
    parameters: dict[str, object] = field(default_factory=dict)
    reason: str = ""
    tree: Tree | None = field(default=None, compare=False, repr=False)


def nothing(rows: int, reason: str) -> Clustering:
    return Clustering(unassigned=tuple(range(rows)), reason=reason)


def fewest_cases(cases: Cases) -> int:
    """Three people make a theme; two in a study of fewer than six, one where there is just one."""
    everyone = len(set().union(*cases))
    return FEWEST_CASES if everyone >= SMALL_STUDY_CASES else min(2, everyone)


def find_groups(
    vectors: Floats,
    cases: Cases,
    *,
    seed: int,
    themes: int | None = None,
    on_draw: Progress = lambda done, total: None,
) -> Clustering:
    """Group unit rows said by `cases`; the same input and seed give the same answer."""
    if len(vectors) < SMALLEST_STUDY:
        return nothing(
            len(vectors),
            f"Only {len(vectors)} different passages: at least {SMALLEST_STUDY} are needed "
            "before groups of them mean anything.",
        )
    if float(np.ptp(vectors, axis=0).max()) < 1e-6:
        return nothing(len(vectors), "All passages are alike, so there is nothing to tell apart.")
    if len(vectors) > algorithms.LARGEST_TREE:
        vectors = reduced(vectors)
    grown = grow(vectors, seed=seed)
    tree = without_outliers(bare_tree(grown, vectors, cases), grown, vectors)
    tree = _assessed(tree, grown, vectors, cases, seed, on_draw)
    found = cut(tree, themes)
    return Clustering(
        found.groups,
        found.unassigned,
        _parameters(tree, grown, found),
        "" if found.groups else f"No group of passages came from at least {tree.fewest} cases.",
        tree,
    )


def _parameters(tree: Tree, grown: Grown, found: Cut) -> dict[str, object]:
    themes = sum(group.parent is None for group in found.groups)
    return {
        "method": grown.method,
        "cut_themes": themes,
        "cut_subthemes": len(found.groups) - themes,
        "usual_themes": tree.usual,
        "fewest_cases": tree.fewest,
    }


def bare_tree(grown: Grown, vectors: Floats, cases: Cases) -> Tree:
    """The tree before anything is known of its stability."""
    number = {case: place for place, case in enumerate(sorted(set().union(*cases), key=str))}
    table = [sorted(number[case] for case in row) for row in cases]
    nodes = 2 * len(grown.merges) + 1
    return Tree(
        leaf=grown.leaf.astype(np.int32),
        merges=grown.merges.astype(np.int32),
        heights=grown.heights.astype(np.float32),
        vectors=vectors.astype(np.float16),
        case_starts=np.append(0, np.cumsum([len(row) for row in table])).astype(np.int32),
        case_numbers=np.array([case for row in table for case in row], dtype=np.int32),
        jaccard=np.full(nodes, np.nan, dtype=np.float32),
        came_back=np.zeros(nodes, dtype=np.int16),
        draws=np.zeros(nodes, dtype=np.int16),
        support=np.full(len(vectors), np.nan, dtype=np.float32),
        outlier=np.zeros(len(vectors), dtype=np.bool_),
        usual=grown.usual,
        finest=float(np.float32(grown.finest)),
        fewest=fewest_cases(cases),
    )


def without_outliers(tree: Tree, grown: Grown, vectors: Floats) -> Tree:
    """The same tree with what is like nothing marked: no neighbour is near, or its usual theme is unlike it."""
    alone = nearness(vectors if grown.graph is None else grown.graph) < NOTHING_NEAR
    for node in split(tree, tree.root, tree.usual):
        rows = tree.rows(node)
        like = (vectors[rows] @ vectors[rows].sum(axis=0) - 1) / max(len(rows) - 1, 1)
        alone[rows[like < UNLIKE_ITS_THEME]] = True
    return replace(tree, outlier=alone)


def _assessed(tree: Tree, grown: Grown, vectors: Floats, cases: Cases, seed: int, on_draw: Progress) -> Tree:
    """The same tree with how often its nodes come back: all that may be themes, of communities the outermost."""
    nodes = np.flatnonzero(tree.backed) if grown.graph is None else _outermost(tree, grown)
    place = np.full(2 * tree.leaves - 1, -1)
    place[nodes] = np.arange(len(nodes))
    usual = np.full(len(vectors), -1, dtype=np.int64)
    for node in split(tree, tree.root, tree.usual):
        usual[tree.rows(node)] = place[node]
    most = {} if grown.graph is None else {"most": len(vectors)}
    regroup = _regroup(grown, vectors, seed)
    known = Nested(tree.nodes.order, tree.nodes.spans[nodes])
    found = assess(known, usual, cases, regroup, seed=seed, on_draw=on_draw, **most)
    return tree if found is None else _with(tree, nodes, found)


def _outermost(tree: Tree, grown: Grown) -> Rows:
    """The nodes of the communities, which are what a re-draw finds again."""
    return np.array(split(tree, tree.root, grown.usual), dtype=np.int64)


def _regroup(grown: Grown, vectors: Floats, seed: int) -> Callable[[Rows], Nested]:
    if grown.graph is not None:
        return lambda rows: flat_groups(louvain(grown.graph[rows][:, rows], seed))
    return lambda rows: nodes_of_tree(average_tree(smoothed(vectors[rows]))[:, :2].astype(np.int64))


def _with(tree: Tree, nodes: Rows, found: Stability) -> Tree:
    jaccard, came_back, draws = tree.jaccard.copy(), tree.came_back.copy(), tree.draws.copy()
    jaccard[nodes], came_back[nodes], draws[nodes] = found.jaccard, found.came_back, found.draws
    support = found.support.astype(np.float32)
    return replace(tree, jaccard=jaccard, came_back=came_back, draws=draws, support=support)
