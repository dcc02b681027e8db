"""How quotations are spread over participants, and who is quoted too often. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FEWEST, TIMES = 3, 2.0


@dataclass(frozen=True)
class Share:
    """How many quotations are of one participant; `is_much`: at least three, and twice an even share or more."""

    person: int | None
    marked: int
    used: int
    is_much: bool


def spread(marked: Mapping[int | None, int], used: Mapping[int | None, int], people: int) -> list[Share]:
    """Return the participants by how often they are quoted; `people` is how many could be quoted.

    >>> [(one.person, one.is_much) for one in spread({1: 5, 2: 1, 3: 1}, {}, 7)]
    [(1, True), (2, False), (3, False)]
    """
    even = sum(marked.values()) / max(people, 1)
    shares = [
        Share(person, n, used.get(person, 0), person is not None and n >= max(FEWEST, TIMES * even))
        for person, n in marked.items()
    ]
    return sorted(shares, key=lambda one: (-one.marked, one.person is None, one.person or 0))
