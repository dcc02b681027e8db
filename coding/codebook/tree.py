"""Trees of named things, in the order in which people read them. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

SEPARATOR = "/"


class Item(Protocol):
    """What can stand in a tree: a row with its own key and that of its parent."""

    pk: Any
    parent_id: Any
    name: str
    position: int


@dataclass
class Node:
    """One entry with its place: depth 0 is the top, `path` is the names from the top joined by "/"."""

    code: Any
    depth: int
    path: str
    children: list[Node] = field(default_factory=list)

    @property
    def id(self) -> Any:
        return self.code.pk


def nodes_in_order(items: Iterable[Item]) -> list[Node]:
    """Return every item once, parents before their children, siblings by position and key.

    An item whose parent is not among the items stands at the top, so that a filtered list loses none;
    items that are each other's ancestors are left out, since they have no place.
    """
    rows = list(items)
    known = {row.pk for row in rows}
    below: dict[Any, list[Item]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.position, row.pk)):
        below[row.parent_id if row.parent_id in known else None].append(row)
    nodes: list[Node] = []
    # A stack instead of recursion: a tree may be deeper than Python's call stack.
    waiting: list[tuple[Item, Node | None]] = [(row, None) for row in reversed(below[None])]
    while waiting:
        row, above = waiting.pop()
        path = f"{above.path}{SEPARATOR}{row.name}" if above else row.name
        node = Node(row, above.depth + 1 if above else 0, path)
        if above:
            above.children.append(node)
        nodes.append(node)
        waiting.extend((child, node) for child in reversed(below[row.pk]))
    return nodes


def descendants(parents: dict[Any, Any], key: Any) -> set[Any]:
    """Return the keys below `key`, where `parents` maps every key to that of its parent (None at the top).

    >>> sorted(descendants({1: None, 2: 1, 3: 2, 4: None}, 1))
    [2, 3]
    """
    below: dict[Any, list[Any]] = defaultdict(list)
    for child, parent in parents.items():
        below[parent].append(child)
    found: set[Any] = set()
    waiting = list(below[key])
    while waiting:
        child = waiting.pop()
        if child not in found:
            found.add(child)
            waiting.extend(below[child])
    return found


def names_of(path: str) -> list[str]:
    """Split "Parent/Child" into its names; blanks around the names do not count.

    >>> names_of(" Trust / Errors ")
    ['Trust', 'Errors']
    """
    return [name.strip() for name in path.split(SEPARATOR)]
