"""Who codes which sources: everyone everything, or shared out evenly with a seed. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from itertools import combinations, permutations, product

from coding.reconciliation.drawing import shuffled

MOST_EXCHANGES = 100_000  # that are weighed to even out what the first allotting left uneven
Parts = dict[Hashable, tuple[Hashable, ...]]


def everyone(sources: Iterable[Hashable], coders: Sequence[Hashable]) -> Parts:
    """Return all coders for every source."""
    return {source: tuple(coders) for source in sources}


def balanced(
    sizes: Mapping[Hashable, int],
    coders: Sequence[Hashable],
    per_source: int,
    seed: int,
    several: Collection[Hashable] | None = None,
) -> Parts:
    """Return `per_source` coders for each of the sources that several read (all, if not said), one for each other.

    `sizes` are the sources' words. Coders get equal numbers of sources (one more or less) and about as many words;
    each pair of coders meets about equally often, so that agreement can be told for every pair. The seed settles what
    is otherwise equal: same seed, same sources, same coders, same outcome.
    """
    if not 1 <= per_source <= len(coders):
        raise ValueError("there are not so many coders")
    several = set(sizes if several is None else several)
    # The longest first: what comes later, and is shorter, evens the words out. Shared ones before those of one coder.
    place = {source: number for number, source in enumerate(shuffled(sizes, seed))}
    order = sorted(sizes, key=lambda source: (source not in several, -sizes[source], place[source]))
    mixed = shuffled(coders, seed)
    allotting = _Allotting(len(mixed))
    for source in order:
        allotting.give(sizes[source], per_source if source in several else 1)
    allotting.even_out()
    teams = {source: {mixed[coder] for coder in team} for source, team in zip(order, allotting.teams, strict=True)}
    return {source: tuple(coder for coder in coders if coder in teams[source]) for source in sizes}


def meetings(parts: Mapping[Hashable, Sequence[Hashable]]) -> Counter[frozenset[Hashable]]:
    """Return how many sources each pair of coders has in common."""
    return Counter(frozenset(pair) for coders in parts.values() for pair in combinations(coders, 2))


class _Allotting:
    """The sources' teams so far, with what each coder (by number) has and how often each pair has met."""

    def __init__(self, coders: int) -> None:
        self.teams: list[set[int]] = []
        self._words: list[int] = []
        self._sources = [0] * coders
        self._load = [0] * coders
        self._met = [[0] * coders for _coder in range(coders)]

    def give(self, words: int, number: int) -> None:
        """Let so many coders read the next source: those with the fewest so far, of these who met least."""
        team: list[int] = []
        while len(team) < number:
            free = [coder for coder in range(len(self._load)) if coder not in team]
            team.append(min(free, key=lambda one: (self._sources[one], self._meetings(one, team), self._load[one])))
        for coder in team:
            self._sources[coder] += 1
            self._load[coder] += words
        for one, other in permutations(team, 2):
            self._met[one][other] += 1
        self.teams.append(set(team))
        self._words.append(words)

    def _meetings(self, coder: int, team: Iterable[int]) -> int:
        met = self._met[coder]
        return sum(met[mate] for mate in team)

    def even_out(self) -> None:
        """Exchange coders between sources as long as pairs then meet more evenly, or words become more even."""
        left, better = MOST_EXCHANGES, True
        while better:
            better = False
            # The sources are in the order of their words: neighbours first, whose exchange moves few words.
            for distance in range(1, len(self.teams)):
                for first in range(len(self.teams) - distance):
                    left -= len(self.teams[first]) * len(self.teams[first + distance])
                    better |= self._exchange(first, first + distance)
                    if left <= 0:
                        return

    def _exchange(self, first: int, second: int) -> bool:
        """Let one coder of each source change places with the other where that is better."""
        one, other = self.teams[first] - self.teams[second], self.teams[second] - self.teams[first]
        for gone, come in product(sorted(one), sorted(other)):
            if self._change(gone, come, one, other, self._words[second] - self._words[first]) < (0, 0):
                self._move(first, gone, come)
                self._move(second, come, gone)
                return True
        return False

    def _change(self, gone: int, come: int, one: set[int], other: set[int], words: int) -> tuple[int, int]:
        """What the exchange adds to the squares of the meetings, and of the words, of which `gone` has more then."""
        here, there = len(one) - 1, len(other) - 1
        left = self._meetings(come, one) - self._meetings(gone, one) - self._met[come][gone]
        joined = self._meetings(gone, other) - self._meetings(come, other) - self._met[gone][come]
        return here + there + left + joined, words * (self._load[gone] - self._load[come] + words)

    def _move(self, place: int, gone: int, come: int) -> None:
        team = self.teams[place]
        team.remove(gone)
        for mate in team:
            for coder, step in ((gone, -1), (come, 1)):
                self._met[coder][mate] += step
                self._met[mate][coder] += step
        team.add(come)
        self._load[gone] -= self._words[place]
        self._load[come] += self._words[place]
