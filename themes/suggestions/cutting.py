"""All cuts of a run's tree at once, from few themes to many, so that another number of themes is only looked up.

What is the same group in neighbouring cuts is one suggestion: the same node of the tree, or one of which all but a
splinter stands in the next cut. Suggestions stand below one another as the nodes do.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from themes.clustering.plane import positions
from themes.clustering.tree import Cut, Tree, cut, most_themes, nearest_groups
from themes.clustering.vectors import unit
from themes.embeddings.passages import Passage
from themes.suggestions.proposals import Kept, Suggestion, as_suggestions

FEWEST, MOST = 2, 40
# Passages stand in every cut they are in: the more of them, the fewer cuts are kept.
CUTS_KEPT = ((2_000, 14), (5_000, 8), (20_000, 4))
ALL_BUT_A_SPLINTER = 0.9
UNSURE = 0.5
SHOWN = ("exemplars", "contrasts", "borderline")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cuts:
    """The suggestions of all cuts, what stands above another before it; `parent` is an `id` among them.

    `cuts` are the numbers of themes, the fewest first, `usual` the place of the one shown first. `positions` are one
    (x, y) for each passage.
    """

    suggestions: tuple[Suggestion, ...]
    cuts: tuple[int, ...]
    usual: int
    positions: tuple[tuple[float, float], ...]


def all_cuts(kept: Kept, passages: Sequence[Passage], vectors: Floats, *, seed: int, usual: int | None = None) -> Cuts:
    """Cut the tree again and again; `vectors` (n, d) are those of the passages, `usual` the themes asked for."""
    tree = kept.tree
    first = cut(tree, usual)
    found = {_themes(first): first}
    for wanted in _wanted(tree, len(passages)):
        one = cut(tree, wanted)
        found.setdefault(_themes(one), one)
    numbers = sorted(found)
    place = numbers.index(_themes(first))
    # The cut that is shown first says what a group is called and who is in it, then those next to it.
    order = sorted(range(len(numbers)), key=lambda at: (abs(at - place), at))
    cut_suggestions = {at: _cut(kept, found[numbers[at]], passages) for at in order}
    nodes = _merged(tree, cut_suggestions, order)
    rows = kept.row_of()
    laid = positions(tree.wide, seed)[rows].round(4)
    return Cuts(
        tuple(_nested(tree, nodes, vectors)), tuple(numbers), place, tuple((float(x), float(y)) for x, y in laid)
    )


def _themes(found: Cut) -> int:
    return sum(group.parent is None for group in found.groups)


def _wanted(tree: Tree, passages: int) -> list[int]:
    most = min(most_themes(tree), MOST)
    kept = next((cuts for largest, cuts in CUTS_KEPT if passages <= largest), 2)
    if most <= FEWEST:
        return []
    return sorted({round(float(number)) for number in np.geomspace(FEWEST, most, kept)})


def _cut(kept: Kept, found: Cut, passages: Sequence[Passage]) -> list[Suggestion]:
    """The suggestions of a cut with what is on the border: nearer to another theme, or seldom found with its own."""
    suggestions, _rest = as_suggestions(kept, found, passages)
    themes = [place for place, group in enumerate(found.groups) if group.parent is None]
    outer = [found.groups[place] for place in themes]
    told = list(suggestions)
    for at, group in enumerate(found.groups):
        border = {row for row, steady in zip(group.members, group.support, strict=False) if steady < UNSURE}
        if group.parent is None and len(outer) > 1:
            near = nearest_groups(kept.tree, outer, group.members, 1)
            border |= {row for row, best in zip(group.members, near, strict=True) if themes[best[0][0]] != at}
        places = sorted(place for row in border for place in kept.passages(row))
        told[at] = replace(told[at], borderline=tuple(places))
    return told


def _merged(tree: Tree, cuts: dict[int, list[Suggestion]], order: Sequence[int]) -> dict[int, Suggestion]:
    """Every group once, by its node, with the cuts that it stands in as a theme."""
    nodes: dict[int, Suggestion] = {}
    for at in order:
        for one in cuts[at]:
            known = nodes.get(one.node)
            nodes[one.node] = one if known is None else replace(known, part=known.part or one.part)
    stands: dict[int, list[int]] = {}
    same: dict[int, int] = {}
    above: list[Suggestion] = []
    for at in sorted(cuts):
        themes = [one for one in cuts[at] if one.parent is None]
        for one in themes:
            same.setdefault(one.node, _same_as(one, above, same))
            stands.setdefault(same[one.node], []).append(at)
        above = themes
    for node, known in list(nodes.items()):
        at = stands.get(node)
        if same.get(node, node) != node and not known.part:
            del nodes[node]
        elif at:
            nodes[node] = replace(known, first_cut=min(at), last_cut=max(at))
    return nodes


def _same_as(one: Suggestion, above: Sequence[Suggestion], same: dict[int, int]) -> int:
    """The node of the coarser cut of which this is all but a splinter, else its own."""
    mine = {member.place for member in one.passages}
    for other in above:
        theirs = {member.place for member in other.passages}
        if other.node != one.node and len(mine & theirs) >= ALL_BUT_A_SPLINTER * len(theirs | mine):
            return same.get(other.node, other.node)
    return one.node


def _nested(tree: Tree, nodes: dict[int, Suggestion], vectors: Floats) -> list[Suggestion]:
    """In the order of the tree from above, each with the node next above it as parent, and its middle."""
    spans = tree.nodes.spans
    size = {node: int(spans[node][1] - spans[node][0]) for node in nodes}
    middle = vectors.mean(axis=0)
    order = sorted(nodes, key=lambda node: (-size[node], nodes[node].part, node))
    made: dict[int, Suggestion] = {}
    for node in order:
        holding = [other for other in made if _holds(spans[other], spans[node])]
        parent = min(holding, key=lambda other: size[other], default=None)
        one = nodes[node] if parent is None else _within(nodes[node], made[parent])
        if parent is not None and len(one.passages) >= ALL_BUT_A_SPLINTER * len(made[parent].passages):
            if one.first_cut is None:
                continue  # nearly the whole is no part of it
            one = replace(one, part=False)
        places = [member.place for member in one.passages]
        direction = unit((vectors[places].mean(axis=0) - middle)[None, :])[0]
        made[node] = replace(
            one,
            id=len(made) + 1,
            parent=None if parent is None else made[parent].id,
            part=one.part and parent is not None,
            label=_apart(one, [other for other in made.values() if _meet(one, other)]),
            centroid=tuple(direction.tolist()),
        )
    return list(made.values())


def _within(one: Suggestion, above: Suggestion) -> Suggestion:
    """The suggestion with only those passages that what stands above it holds: another cut may have left some out."""
    there = {member.place for member in above.passages}
    kept = tuple(member for member in one.passages if member.place in there)
    if len(kept) in (0, len(one.passages)):
        return one
    shown = {name: tuple(place for place in getattr(one, name) if place in there) for name in SHOWN}
    return replace(one, passages=kept, size=len(kept), **shown)


def _holds(outer: NDArray[np.int64], inner: NDArray[np.int64]) -> bool:
    return bool(outer[0] <= inner[0] and inner[1] <= outer[1])


def _meet(one: Suggestion, other: Suggestion) -> bool:
    """Whether both can be on the page at once: as themes of one cut, or as parts below one."""
    if one.part or other.part or one.first_cut is None or other.first_cut is None:
        return True
    return one.first_cut <= other.last_cut and other.first_cut <= one.last_cut


def _apart(one: Suggestion, others: Sequence[Suggestion]) -> str:
    """The label, with a key phrase that it does not hold or else a number where another one has the same label."""
    taken = {other.label.casefold() for other in others}
    new = [phrase for phrase in one.key_phrases if phrase.casefold() not in one.label.casefold()]
    told = [one.label, *(f"{one.label}, {phrase}" for phrase in new)]
    numbered = (f"{one.label} ({number})" for number in range(2, len(others) + 3))
    return next(label for label in chain(told, numbered) if label.casefold() not in taken)
