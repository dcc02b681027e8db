"""Does a theme come back when other people had been asked?

80 % of the cases are drawn 25 times, the passages of those drawn are grouped anew, and every group is
compared with the new group most like it (Jaccard, as in Hennig 2007, doi:10.1016/j.csda.2006.11.025,
but drawing cases instead of passages).
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.clustering.algorithms import Labels

DRAWS = 25
SHARE_DRAWN = 0.8
FEWEST_CASES = 3
# More passages than this are sampled in a re-draw, so that 25 trees take seconds.
MOST_IN_A_DRAW = 1500
CAME_BACK = 0.5

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Stability:
    """Per group: mean best Jaccard, in how many draws it came back (Jaccard at least .5), draws it was in.

    `support` is per passage: the share of draws with it in which it stood in its group's counterpart.
    """

    jaccard: NDArray[np.float64]
    came_back: NDArray[np.int64]
    draws: NDArray[np.int64]
    support: NDArray[np.float64]


class Tally:
    """Adds up re-draws for one labelling; label -1 is left out."""

    def __init__(self, labels: Labels) -> None:
        groups = int(labels.max(initial=-1)) + 1
        self.labels = labels
        self.jaccard = np.zeros(groups)
        self.came_back = np.zeros(groups, dtype=np.int64)
        self.draws = np.zeros(groups, dtype=np.int64)
        self.stood, self.seen = np.zeros(len(labels)), np.zeros(len(labels))

    def add(self, rows: Rows, redrawn: Labels) -> None:
        """`redrawn` labels `rows`, the rows of one draw."""
        old = self.labels[rows]
        rows, redrawn, old = rows[old >= 0], redrawn[old >= 0], old[old >= 0]
        both = np.zeros((len(self.jaccard), int(redrawn.max(initial=0)) + 1))
        np.add.at(both, (old, redrawn), 1)
        either = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
        jaccard = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
        best, counterpart = jaccard.max(axis=1), jaccard.argmax(axis=1)
        self.jaccard += best
        self.came_back += best >= CAME_BACK
        self.draws += both.sum(axis=1) > 0
        self.seen[rows] += 1
        self.stood[rows] += redrawn == counterpart[old]

    def result(self) -> Stability:
        """Undefined (nan) for what was in no draw."""
        with np.errstate(invalid="ignore"):
            jaccard, support = self.jaccard / self.draws, self.stood / self.seen
        return Stability(jaccard, self.came_back, self.draws, support)


def redraws(
    cases: Sequence[frozenset[Hashable]], *, seed: int, draws: int = DRAWS, most: int = MOST_IN_A_DRAW
) -> Iterator[Rows]:
    """Rows whose words came from at least one of the cases drawn, `draws` times."""
    everyone = sorted(set().union(*cases), key=str)
    number = {case: place for place, case in enumerate(everyone)}
    table = [[number[case] for case in row] for row in cases]
    random = np.random.default_rng(seed)
    kept = max(1, round(SHARE_DRAWN * len(everyone)))
    for _ in range(draws):
        drawn = np.zeros(len(everyone), dtype=bool)
        drawn[random.permutation(len(everyone))[:kept]] = True
        rows = np.flatnonzero([any(drawn[row]) for row in table])
        yield np.sort(random.permutation(rows)[:most])


def assess(
    labellings: Sequence[Labels],
    cases: Sequence[frozenset[Hashable]],
    regroup: Callable[[Rows], Sequence[Labels]],
    *,
    seed: int,
    most: int = MOST_IN_A_DRAW,
    on_draw: Callable[[int, int], None] = lambda done, total: None,
) -> list[Stability] | None:
    """Stability of every labelling; `regroup(rows)` groups the drawn rows again, one labelling for each.

    None where fewer than three cases leave nothing to draw from.
    """
    if len(set().union(*cases)) < FEWEST_CASES:
        return None
    tallies = [Tally(labels) for labels in labellings]
    for done, rows in enumerate(redraws(cases, seed=seed, most=most), start=1):
        if len(rows) > 2:
            for tally, redrawn in zip(tallies, regroup(rows), strict=True):
                tally.add(rows, redrawn)
        on_draw(done, DRAWS)
    return [tally.result() for tally in tallies]
