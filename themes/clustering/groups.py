"""A study's passages as groups worth showing: themes, their subthemes, and what belongs to none."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from themes.clustering.algorithms import (
    SMALLEST_SPLIT,
    Floats,
    Labels,
    Partition,
    average_tree,
    cut,
    louvain,
    members_of,
    partition,
)
from themes.clustering.measures import coherence, silhouettes
from themes.clustering.stability import Rows, Stability, assess

SMALLEST_STUDY = 25
FEWEST_CASES = 3
SMALL_STUDY_CASES = 6
UNSUPPORTED = 0.5
NEARLY_ALL = 0.85

Cases = Sequence[frozenset[Hashable]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Group:
    """Row numbers of one group. `stability` is None where it is undefined, with `draws` 0."""

    parent: int | None
    members: tuple[int, ...]
    cases: int
    silhouette: float
    coherence: float
    stability: float | None
    came_back: int
    draws: int
    support: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Clustering:
    """Themes first, each followed by its subthemes; `parent` is a place in `groups`."""

    groups: tuple[Group, ...] = ()
    unassigned: tuple[int, ...] = ()
    parameters: dict[str, object] = field(default_factory=dict)
    reason: str = ""


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
    found = partition(vectors, seed=seed, themes=themes)
    stable = _stability(vectors, found, cases, seed, on_draw)
    groups = tuple(_groups(vectors, found, cases, stable))
    placed = {row for group in groups for row in group.members}
    return Clustering(
        groups,
        tuple(row for row in range(len(vectors)) if row not in placed),
        _parameters(found, cases),
        "" if groups else f"No group of passages came from at least {fewest_cases(cases)} cases.",
    )


def _parameters(found: Partition, cases: Cases) -> dict[str, object]:
    themes, subthemes = found.sizes
    return {
        "method": found.method,
        "cut_themes": themes,
        "cut_subthemes": subthemes,
        "fewest_cases": fewest_cases(cases),
    }


Stable = tuple[Stability | None, Stability | None]


def _stability(vectors: Floats, found: Partition, cases: Cases, seed: int, on_draw: Progress) -> Stable:
    """Stability of themes and of subthemes."""
    if found.graph is not None:
        return _stability_of_communities(found, cases, seed, on_draw), None
    cuts = found.sizes

    def regroup(rows: Rows) -> list[Labels]:
        tree = average_tree(vectors[rows])
        return [cut(tree, clusters) for clusters in cuts]

    both = assess((found.themes, found.subthemes), cases, regroup, seed=seed, on_draw=on_draw)
    return (both[0], both[1]) if both else (None, None)


def _stability_of_communities(found: Partition, cases: Cases, seed: int, on_draw: Progress) -> Stability | None:
    graph = found.graph

    def regroup(rows: Rows) -> list[Labels]:
        return [louvain(graph[rows][:, rows], seed)]

    result = assess((found.themes,), cases, regroup, seed=seed, most=len(found.themes), on_draw=on_draw)
    return result[0] if result else None


def _groups(vectors: Floats, found: Partition, cases: Cases, stable: Stable) -> Iterator[Group]:
    """Themes by number of cases, each with the subthemes that are real parts of it."""
    themes = _usable(vectors, found.themes, cases, stable[0], None)
    subthemes = _usable(vectors, found.subthemes, cases, stable[1], set(_rows_of(themes)))
    place = 0
    for theme in themes:
        yield theme
        parts = _parts(theme, subthemes)
        for part in parts:
            yield replace(part, parent=place)
        place += 1 + len(parts)


def _parts(theme: Group, subthemes: Sequence[Group]) -> list[Group]:
    """The subthemes of a theme, unless it is small or one of them is nearly the whole of it."""
    inside = set(theme.members)
    parts = [part for part in subthemes if part.members[0] in inside]
    largest = max((len(part.members) for part in parts), default=0)
    split = len(theme.members) >= SMALLEST_SPLIT and len(parts) > 1
    return parts if split and largest <= NEARLY_ALL * len(theme.members) else []


def _rows_of(groups: Sequence[Group]) -> Iterator[int]:
    for group in groups:
        yield from group.members


def _usable(
    vectors: Floats, labels: Labels, cases: Cases, stable: Stability | None, allowed: set[int] | None
) -> list[Group]:
    """Groups that enough cases stand behind, without the members that neither fit nor come back."""
    values = silhouettes(vectors, labels)
    groups = []
    for label, members in enumerate(members_of(labels)):
        kept = [row for row in members.tolist() if allowed is None or row in allowed]
        if stable is not None:
            kept = [row for row in kept if values[row] >= 0 or not stable.support[row] < UNSUPPORTED]
        if kept and len(set().union(*(cases[row] for row in kept))) >= fewest_cases(cases):
            groups.append(_group(vectors, kept, cases, values=values, stable=stable, label=label))
    return sorted(groups, key=lambda group: (-group.cases, -len(group.members), group.members))


def _group(
    vectors: Floats,
    members: list[int],
    cases: Cases,
    *,
    values: NDArray[np.float64],
    stable: Stability | None,
    label: int,
) -> Group:
    drawn = stable is not None and stable.draws[label] > 0
    return Group(
        parent=None,
        members=tuple(members),
        cases=len(set().union(*(cases[row] for row in members))),
        silhouette=float(values[members].mean()),
        coherence=coherence(vectors[members]),
        stability=float(stable.jaccard[label]) if stable is not None and drawn else None,
        came_back=int(stable.came_back[label]) if stable is not None and drawn else 0,
        draws=int(stable.draws[label]) if stable is not None and drawn else 0,
        support=tuple(stable.support[members].tolist()) if stable is not None and drawn else (),
    )
