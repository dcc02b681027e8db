"""Themes in the order of their tree, pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Node:
    """A theme with its depth (0 at the top) and its place, "Parent/Child"."""

    theme: Any
    depth: int
    path: str


def in_order(themes: Iterable[Any]) -> list[Node]:
    """Nodes in tree order; a theme has pk, parent_id, position and name."""
    below: dict[int | None, list[Any]] = defaultdict(list)
    for theme in themes:
        below[theme.parent_id].append(theme)
    return list(_walk(below, None, 0, ""))


def _walk(below: Mapping[int | None, list[Any]], parent: int | None, depth: int, path: str) -> Iterator[Node]:
    for theme in sorted(below.get(parent, []), key=lambda one: (one.position, one.pk)):
        here = f"{path}/{theme.name}" if path else theme.name
        yield Node(theme, depth, here)
        yield from _walk(below, theme.pk, depth + 1, here)


def with_ancestors(parents: Mapping[int, int | None], theme: int) -> list[int]:
    """The theme, its parent, and so on up to the top."""
    chain: list[int] = []
    place: int | None = theme
    while place is not None and place not in chain:
        chain.append(place)
        place = parents.get(place)
    return chain


def with_descendants(parents: Mapping[int, int | None], theme: int) -> set[int]:
    """The theme and everything below it."""
    return {one for one in parents if theme in with_ancestors(parents, one)}
