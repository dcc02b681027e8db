"""How wide the columns of a printed table are, and how small its letters. Pure; lengths in points."""

from __future__ import annotations

import re
from collections.abc import Sequence

SIZES = (9.5, 9.0, 8.5, 8.0, 7.5, 7.0)
# The letters of a book face are about half as wide as they are high; capitals and figures a little more.
LETTER = 0.54
_BREAKS = re.compile(r"[\s/\u2010-\u2014-]+")
LONGEST_WORD = 16


def longest_word(texts: Sequence[str]) -> int:
    """Return how many letters must stand together, at most LONGEST_WORD: longer words may be broken.

    >>> longest_word(["Percent agreement", "Trust/Errors in notes"])
    9
    """
    words = (len(word) for text in texts for word in _BREAKS.split(text))
    return min(LONGEST_WORD, max(words, default=0))


def breakable(text: str) -> str:
    """Return the text with a place to break after each slash of words that are too long for a narrow column.

    >>> breakable("Responsibility/Pressure and/or").replace(chr(0x200B), "~")
    'Responsibility/~Pressure and/or'
    """
    words = re.split(r"(\s+)", text)
    return "".join(word.replace("/", "/\u200b") if len(word) > LONGEST_WORD else word for word in words)


def fit(words: Sequence[int], shares: Sequence[float], total: float, padding: float) -> tuple[float, list[float]]:
    """Return the size of the letters and the width of each column.

    `words` has the longest word of each column, `shares` its wish. No column is narrower than its longest word as
    long as some size of SIZES allows it; with the smallest size all are narrowed alike.
    """
    for size in SIZES:
        least = [letters * size * LETTER + padding for letters in words]
        if sum(least) <= total:
            return size, _spread(least, shares, total)
    scale = total / sum(least)
    return SIZES[-1], [width * scale for width in least]


def _spread(least: list[float], shares: Sequence[float], total: float) -> list[float]:
    """Give each column its share, and those whose share is too small what they need."""
    fixed: dict[int, float] = {}
    while True:
        free = [place for place in range(len(least)) if place not in fixed]
        rest = total - sum(fixed.values())
        whole = sum(shares[place] for place in free) or 1
        widths = {place: rest * shares[place] / whole for place in free} | fixed
        narrow = [place for place in free if widths[place] < least[place] - 1e-6]
        if not narrow:
            return [widths[place] for place in range(len(least))]
        fixed |= {place: least[place] for place in narrow}
