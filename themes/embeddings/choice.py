"""Which passages of a kind are meant: whose codings, of which codes, in which words of which people."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Choice:
    """What narrows passages down; nothing of it means all of them, without what interviewers say.

    `layer` is that of coded quotations (consensus, all, coder:NAME; empty is the consensus of a source where it has
    one, else its coders'), `codes` are keys of codes, each with its subcodes; `variable` and `value` say whose words.
    """

    layer: str = ""
    codes: tuple[int, ...] = ()
    variable: int | None = None
    value: str = ""
    interviewer: bool = False

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Choice:
        """Return a choice from the plain values that a job keeps of it."""
        return cls(**{**kept, "codes": tuple(kept.get("codes", ()))})


ALL = Choice()


def without(span: Span, others: Sequence[Span]) -> list[Span]:
    """Return what is left of a span without others, which stand in order and do not overlap.

    >>> without((0, 10), [(2, 4), (8, 12)])
    [(0, 2), (4, 8)]
    """
    kept, (start, end) = [], span
    for left, right in others[bisect_left(others, start, key=lambda other: other[1]) :]:
        if left >= end:
            break
        if left > start:
            kept.append((start, left))
        start = max(start, right)
    if start < end:
        kept.append((start, end))
    return kept


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the stretches that spans cover, in order.

    >>> joined([(5, 9), (0, 2), (1, 3)])
    [(0, 3), (5, 9)]
    """
    covered: list[Span] = []
    for start, end in sorted(spans):
        if covered and start <= covered[-1][1]:
            covered[-1] = (covered[-1][0], max(end, covered[-1][1]))
        else:
            covered.append((start, end))
    return covered


def overlaps(span: Span, others: Sequence[Span]) -> bool:
    """Say whether a span has a character in common with others, which stand in order and do not overlap."""
    place = bisect_left(others, span[0] + 1, key=lambda other: other[1])
    return place < len(others) and others[place][0] < span[1]
