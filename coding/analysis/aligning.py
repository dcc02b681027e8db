"""Whether the same people say one thing in answer to one question and another in answer to another. Pure.

After Kim et al. (J Med Internet Res 2026;28:e96556): the unit is the participant, and only those who answered both
questions count.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

SMALL = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two lines, each in its question: how many participants have the first, the second, both; of how many.

    `small` says that so few have both that a share of them means little.
    """

    first: Hashable
    second: Hashable
    have_first: int
    have_second: int
    both: int
    of: int
    small: bool = False

    @property
    def jaccard(self) -> float | None:
        """Those who have both, of those who have either; None where nobody has either."""
        either = self.have_first + self.have_second - self.both
        return self.both / either if either else None

    @property
    def lift(self) -> float | None:
        """How many times as many have both as would if the one said nothing of the other; None where that is none."""
        expected = self.have_first * self.have_second
        return self.both * self.of / expected if expected else None


def aligned(
    first: Mapping[Hashable, Iterable[Hashable]],
    second: Mapping[Hashable, Iterable[Hashable]],
    answered: Iterable[Hashable],
    small: int = SMALL,
) -> list[Pair]:
    """Return a pair for every two lines of {line: participants}; `answered` are those who answered both questions."""
    everyone = set(answered)
    ones = {line: everyone.intersection(people) for line, people in first.items()}
    others = {line: everyone.intersection(people) for line, people in second.items()}
    return [
        Pair(one, other, len(mine), len(theirs), both := len(mine & theirs), len(everyone), 0 < both < small)
        for one, mine in ones.items()
        for other, theirs in others.items()
    ]


def strongest(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs that anybody has, those of most participants first, then by Jaccard."""
    return sorted((pair for pair in pairs if pair.both), key=lambda pair: (-pair.both, -(pair.jaccard or 0)))
