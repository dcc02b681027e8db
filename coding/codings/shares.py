"""How much of a text somebody has been through: the part of it that they coded or marked. Pure.

Counted are characters, which every script has, not words, which some write without blanks between them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from coding.codings.spans import Span, merge

# Beside what was read, so little is a blank or a full stop, not something left to read.
REST = 3


def to_read(turns: Iterable[tuple[int, int, bool]], characters: int) -> list[Span]:
    """Return what a reader goes through: what participants said, or all of a text in which none of them speaks.

    A turn is (start of what was said, end, whether the interviewer said it).
    """
    said = merge((start, end) for start, end, is_interviewer in turns if not is_interviewer)
    return said or ([(0, characters)] if characters else [])


def unread(text: Sequence[Span], read: Iterable[Span]) -> list[Span]:
    """Return the stretches of `text` that `read` leaves open; a blank or full stop at its edge is none.

    `text` is sorted and disjoint.
    """
    covered = merge(read)
    starts = [start for start, _end in covered]
    left: list[Span] = []
    for start, end in text:
        position = start
        number = max(0, bisect_right(starts, start) - 1)
        while number < len(covered) and covered[number][0] < end:
            hole_start, hole_end = covered[number]
            left += _worth(position, hole_start)
            position = max(position, hole_end)
            number += 1
        left += _worth(position, end) if position > start else [(start, end)]
    return left


def _worth(start: int, end: int) -> list[Span]:
    return [(start, end)] if end - start > REST else []


def read_share(text: Sequence[Span], read: Iterable[Span]) -> float | None:
    """Return which part of `text` was read, 0 to 1; None where there is nothing to read."""
    characters = sum(end - start for start, end in text)
    if not characters:
        return None
    return 1 - sum(end - start for start, end in unread(text, read)) / characters


def whole_percent(share: float) -> int:
    """Return a share as a whole number of hundredths; 100 only for all of it, 0 only for nothing.

    >>> [whole_percent(share) for share in (0, 0.001, 0.619, 0.999, 1)]
    [0, 1, 61, 99, 100]
    """
    return max(1, int(share * 100)) if share > 0 else 0
