"""Text as it is compared: one kind of quotation mark, dash and blank, with the way back to its own places. Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

_SAME = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | dict.fromkeys("‘’‚‛‹›ʼ´`′", "'") | dict.fromkeys("‐‑‒–—―−", "-"))
_CHANGED = re.compile(r"\s+|…|[\u00ad\u200b-\u200f\u2060\ufeff]")


@dataclass(frozen=True)
class Folded:
    """`text` as it is compared, and where its characters stood; `steps` are (place in text, place before) in order."""

    text: str
    steps: tuple[tuple[int, int], ...]

    def before(self, place: int) -> int:
        """Return where the character at a place of the folded text stood."""
        step = bisect_right(self.steps, (place, float("inf"))) - 1
        here, there = self.steps[step]
        return there + place - here

    @cached_property
    def lower(self) -> str:
        """The text without case; where that would shift places, as it is."""
        low = self.text.lower()
        return low if len(low) == len(self.text) else self.text


def folded(text: str) -> Folded:
    """Return the text with alike signs made the same and blanks run together.

    >>> folded("“It’s  fine…”").text
    '"It\\'s fine..."'
    """
    same = text.translate(_SAME)
    parts: list[str] = []
    steps = [(0, 0)]
    length = last = 0
    for found in _CHANGED.finditer(same):
        kept = same[last : found.start()]
        sign = "..." if found[0] == "…" else " " if found[0].isspace() else ""
        parts += [kept, sign]
        length += len(kept) + len(sign)
        last = found.end()
        if len(sign) != len(found[0]):
            steps.append((length, last))
    parts.append(same[last:])
    return Folded("".join(parts), tuple(steps))
