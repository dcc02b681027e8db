"""The map of the themes as a chart: themes, subthemes and codes, whose marks grow with their participants. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from workbench.charts import Node, tree

THEME, SUBTHEME, CODE = 0, 1, 2


@dataclass(frozen=True)
class Place:
    """A theme, a subtheme or a code on the map: `parent` is the index of the place above, None at the top.

    `people` are the participants behind it; `against` those who speak against a theme.
    """

    name: str
    kind: int
    people: int
    passages: int
    parent: int | None = None
    against: int = 0


def spec_of(places: Sequence[Place], kinds: Sequence[str], told: str) -> dict[str, Any]:
    """Return the Vega specification of the map.

    `kinds` says what themes, subthemes and codes are called; `told` is a sentence with {name} and {n} by which each is
    labelled with its participants, e.g. "{name} ({n})".
    """
    nodes = [
        Node(
            key=str(key),
            label=told.format(name=place.name, n=place.people),
            parent=None if place.parent is None else str(place.parent),
            kind=place.kind,
            size=place.people,
        )
        for key, place in enumerate(places)
    ]
    there = max((place.kind for place in places), default=0)
    return tree(nodes, kinds=kinds[: there + 1])


def depths_of(places: Sequence[Place]) -> list[int]:
    """Return how deep each place stands, 0 at the top; those above come before those below."""
    depths: list[int] = []
    for place in places:
        depths.append(0 if place.parent is None else depths[place.parent] + 1)
    return depths
