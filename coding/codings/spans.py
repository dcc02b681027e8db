"""Span algebra: half-open ``[start, end)`` stretches of a text, counted in code points."""

from collections.abc import Iterable
from itertools import pairwise

Span = tuple[int, int]


def merge(spans: Iterable[Span], *, join_touching: bool = True) -> list[Span]:
    """Sorted, disjoint spans covering the same characters; empty spans vanish.

    With ``join_touching=False`` two spans that only meet stay apart: where a coder ended one unit
    and began the next is kept.
    """
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and (start < merged[-1][1] or (join_touching and start == merged[-1][1])):
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def union(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    return merge([*first, *second])


def length(spans: Iterable[Span]) -> int:
    """Number of characters covered; characters covered twice count once."""
    return sum(end - start for start, end in merge(spans))


def overlaps(first: Span, second: Span) -> bool:
    return max(first[0], second[0]) < min(first[1], second[1])


def intersection(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """The characters covered by both sets of spans, sorted and disjoint."""
    ours, theirs = merge(first), merge(second)
    common: list[Span] = []
    i = j = 0
    while i < len(ours) and j < len(theirs):
        start, end = max(ours[i][0], theirs[j][0]), min(ours[i][1], theirs[j][1])
        if start < end:
            common.append((start, end))
        if ours[i][1] < theirs[j][1]:
            i += 1
        else:
            j += 1
    return common


def difference(first: Iterable[Span], second: Iterable[Span]) -> list[Span]:
    """The characters of the first set that the second does not cover."""
    left: list[Span] = []
    holes = merge(second)
    for start, end in merge(first):
        position = start
        for hole_start, hole_end in clip(holes, start, end):
            left.append((position, hole_start))
            position = hole_end
        left.append((position, end))
    return merge(left)


def overlap_length(first: Iterable[Span], second: Iterable[Span]) -> int:
    return length(intersection(first, second))


def iou(first: Iterable[Span], second: Iterable[Span]) -> float | None:
    """Shared characters over all covered characters (Jaccard); None when neither covers any."""
    ours, theirs = merge(first), merge(second)
    covered = length([*ours, *theirs])
    return overlap_length(ours, theirs) / covered if covered else None


def clip(spans: Iterable[Span], start: int, end: int) -> list[Span]:
    """The parts of the spans inside ``[start, end)``, in their order; what lies outside vanishes."""
    parts = ((max(a, start), min(b, end)) for a, b in spans)
    return [(a, b) for a, b in parts if a < b]


def trim(text: str, start: int, end: int) -> Span:
    """The span without white space at either end; empty at ``start`` when nothing else is left."""
    start, end = max(0, start), min(len(text), end)
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end)


def elementary_segments(spans: Iterable[Span], text_length: int) -> list[Span]:
    """The text cut at every start and end of a span: inside a segment nothing changes.

    The segments tile ``[0, text_length)``.
    """
    inside = clip(spans, 0, text_length)
    cuts = sorted({0, text_length, *(point for span in inside for point in span)})
    return list(pairwise(cuts))
