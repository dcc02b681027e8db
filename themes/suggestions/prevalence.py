"""How many of the participants stand behind a suggestion, with how far the number may be off."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from math import sqrt

NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `of` participants."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the share (Wilson 1927, doi:10.1080/01621459.1927.10502953); None of nobody.

        It takes participants for a random draw from those that might have been asked.
        """
        if not self.of:
            return None
        share, turn = self.count / self.of, NORMAL_95**2 / self.of
        middle = (share + turn / 2) / (1 + turn)
        reach = NORMAL_95 / (1 + turn) * sqrt(share * (1 - share) / self.of + turn / (4 * self.of))
        return (max(0.0, middle - reach), min(1.0, middle + reach))

    @property
    def percent(self) -> int | None:
        return None if self.value is None else round(100 * self.value)

    @property
    def percents(self) -> tuple[int, int] | None:
        found = self.interval
        return None if found is None else (round(100 * found[0]), round(100 * found[1]))


def shares_by_group(
    people: Collection[Hashable], groups: Mapping[str, Collection[Hashable]], everyone: Collection[Hashable]
) -> list[tuple[str, Share]]:
    """The share of each group of `everyone` that is among `people`; a group with nobody in it is left out."""
    asked, found = set(everyone), set(people)
    shares = []
    for label, members in groups.items():
        inside = asked & set(members)
        if inside:
            shares.append((label, Share(len(inside & found), len(inside))))
    return shares
