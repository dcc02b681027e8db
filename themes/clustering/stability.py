"""Does a theme come back when other people had been asked?

80 % of the cases are drawn again and again, the passages of those drawn are grouped anew, and every node of the
tree is compared with the new group most like it (Jaccard, as in Hennig 2007, doi:10.1016/j.csda.2006.11.025, but
drawing cases instead of passages). All groups that the new tree holds are looked at, whatever height they have,
so that the answer holds for every cut.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.clustering.measures import Labels
from themes.clustering.nesting import Nested, overlaps

DRAWS, FEWEST_DRAWS = 100, 25
SHARE_DRAWN = 0.8
FEWEST_CASES = 3
# More passages than this are sampled in a re-draw, so that a hundred trees take seconds.
MOST_IN_A_DRAW = 1000
# Above so many passages there are 25 re-draws.
MANY = 1500
CAME_BACK = 0.5

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stability:
    """Per group: mean best Jaccard, in how many draws it came back (Jaccard at least .5), draws it was in.

    `support` is per passage: the share of draws with it in which it stood in its group's counterpart.
    """

    jaccard: Floats
    came_back: NDArray[np.int64]
    draws: NDArray[np.int64]
    support: Floats


class Tally:
    """Adds up re-draws for the groups `known`; `usual` (n,) says in which of them a row is shown, -1 for none."""

    def __init__(self, known: Nested, usual: Labels) -> None:
        groups = len(known.spans)
        self.known, self.usual = known, usual
        self.jaccard = np.zeros(groups)
        self.came_back = np.zeros(groups, dtype=np.int64)
        self.draws = np.zeros(groups, dtype=np.int64)
        self.stood, self.seen = np.zeros(len(usual)), np.zeros(len(usual))

    def add(self, rows: Rows, redrawn: Nested) -> None:
        """`redrawn` groups the places of `rows`, the ascending rows of one draw."""
        drawn = np.zeros(len(self.usual), dtype=bool)
        drawn[rows] = True
        before = np.append(0, np.cumsum(drawn[self.known.order]))
        old = before[self.known.spans]
        place = np.searchsorted(rows, self.known.order[drawn[self.known.order]])
        both = overlaps(Nested(place, old), redrawn)
        sizes = (old[:, 1] - old[:, 0])[:, None] + np.diff(redrawn.spans, axis=1).T
        jaccard = both / np.maximum(sizes - both, 1)
        best, counterpart = jaccard.max(axis=1), jaccard.argmax(axis=1)
        there = old[:, 1] > old[:, 0]
        self.jaccard += np.where(there, best, 0)
        self.came_back += there & (best >= CAME_BACK)
        self.draws += there
        self._support(rows, redrawn, counterpart)

    def _support(self, rows: Rows, redrawn: Nested, counterpart: Rows) -> None:
        shown = self.usual[rows] >= 0
        where = np.empty(len(rows), dtype=np.int64)
        where[redrawn.order] = np.arange(len(rows))
        first, last = redrawn.spans[counterpart[self.usual[rows]]].T
        self.seen[rows[shown]] += 1
        self.stood[rows[shown]] += ((where >= first) & (where < last))[shown]

    def result(self) -> Stability:
        """Undefined (nan) for what was in no draw."""
        with np.errstate(invalid="ignore"):
            jaccard, support = self.jaccard / self.draws, self.stood / self.seen
        return Stability(jaccard, self.came_back, self.draws, support)


def redraws(
    cases: Sequence[frozenset[Hashable]], *, seed: int, draws: int, most: int = MOST_IN_A_DRAW
) -> Iterator[Rows]:
    """Rows whose words came from at least one of the cases drawn, `draws` times."""
    everyone = sorted(set().union(*cases), key=str)
    number = {case: place for place, case in enumerate(everyone)}
    flat = np.array([number[case] for row in cases for case in row], dtype=np.int64)
    starts = np.append(0, np.cumsum([len(row) for row in cases]))[:-1]
    random = np.random.default_rng(seed)
    kept = max(1, round(SHARE_DRAWN * len(everyone)))
    for _ in range(draws):
        drawn = np.zeros(len(everyone), dtype=bool)
        drawn[random.permutation(len(everyone))[:kept]] = True
        rows = np.flatnonzero(np.logical_or.reduceat(drawn[flat], starts))
        yield np.sort(random.permutation(rows)[:most])


def draws_for(rows: int) -> int:
    return DRAWS if rows <= MANY else FEWEST_DRAWS


def assess(
    known: Nested,
    usual: Labels,
    cases: Sequence[frozenset[Hashable]],
    regroup: Callable[[Rows], Nested],
    *,
    seed: int,
    most: int = MOST_IN_A_DRAW,
    on_draw: Callable[[int, int], None] = lambda done, total: None,
) -> Stability | None:
    """Stability of the groups `known`; `regroup(rows)` groups the drawn rows again.

    None where fewer than three cases leave nothing to draw from.
    """
    if len(set().union(*cases)) < FEWEST_CASES:
        return None
    tally, draws = Tally(known, usual), draws_for(len(cases))
    for done, rows in enumerate(redraws(cases, seed=seed, draws=draws, most=most), start=1):
        if len(rows) > 2:
            tally.add(rows, regroup(rows))
        on_draw(done, draws)
    return tally.result()
