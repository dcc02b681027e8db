"""Which passages look like a code's quotations, and how often such a guess was right on the coder's own work.

A ridge regression on each code's 0 and 1 (a regularised linear discriminant: Hastie, Tibshirani and Friedman 2009,
section 4.2) over sentence vectors. Its precision comes from passages it was not fitted on: whole cases are left out in
turn, since two passages of one person are more alike than those of two.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]
Flags = NDArray[np.bool_]

FOLDS = 5
PENALTY = 1.0
# With fewer, neither a fit nor its measure means anything.
FEWEST_PASSAGES, FEWEST_CASES = 10, 3
# A guess is shown where at least this share of those about as sure were right, of no fewer than so many.
LEAST_PRECISION, FEWEST_GUESSES = 0.5, 5
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Guess:
    """A passage (its row), its score, and of how many guesses that were about as sure how many were right."""

    row: int
    score: float
    right: int
    made: int


@dataclass(frozen=True, slots=True)
class Learned:
    """What came of one code: guesses, the surest first, or why there are none.

    `right` of `made` are the surest guesses of the cross-validation, down to those about as sure as the last one shown;
    where none is sure enough, as many as the code has passages. Both are 0 where nothing could be measured.
    """

    passages: int
    cases: int
    right: int = 0
    made: int = 0
    guesses: tuple[Guess, ...] = ()
    reason: str = ""  # "few", "unsure", "none", or empty


def fold_of(groups: Sequence[Hashable], folds: int = FOLDS) -> NDArray[np.int64]:
    """Return the fold of each row: groups stay whole, and the largest are laid out first so that folds are alike."""
    sizes: dict[Hashable, int] = {}
    for group in groups:
        sizes[group] = sizes.get(group, 0) + 1
    loads, of = [0] * folds, {}
    for group in sorted(sizes, key=lambda group: (-sizes[group], str(group))):
        fold = loads.index(min(loads))
        of[group] = fold
        loads[fold] += sizes[group]
    return np.array([of[group] for group in groups], dtype=np.int64)


def fit(vectors: Floats, marks: Floats) -> tuple[Floats, Floats]:
    """Return weights (d, c) and levels (c,) of the ridge regression of marks (n, c) on vectors (n, d)."""
    middle, level = vectors.mean(axis=0), marks.mean(axis=0)
    rest = vectors - middle
    table = rest.T @ rest + PENALTY * np.eye(rest.shape[1])
    weights = np.linalg.solve(table, rest.T @ (marks - level))
    return weights, level - middle @ weights


def held_out_scores(vectors: Floats, marks: Flags, groups: Sequence[Hashable]) -> Floats:
    """Return each row's score (n, c) by a fit on the folds that it is not in; nan where a fold is all there is."""
    folds, scores = fold_of(groups), np.full(marks.shape, np.nan)
    for fold in range(FOLDS):
        here = folds == fold
        if here.any() and not here.all():
            weights, level = fit(vectors[~here], marks[~here].astype(float))
            scores[here] = vectors[here] @ weights + level
    return scores


def learn(vectors: Floats, marks: Flags, groups: Sequence[Hashable], read: Flags, candidates: Flags) -> list[Learned]:
    """Return for each code (column of `marks`) what looks like it.

    vectors (n, d) are passages, marks (n, c) say which the coder gave which code, groups (n,) whose words they are,
    `read` (n,) which passages the coder has read: those are fitted and measured on. `candidates` (n, c) may be
    guessed; one that was read is scored by a fit without its case.
    """
    scores = np.full(marks.shape, np.nan)
    rows = np.flatnonzero(read)
    whose = [groups[row] for row in rows]
    if len(rows):
        scores[rows] = held_out_scores(vectors[rows], marks[rows], whose)
        weights, level = fit(vectors[rows], marks[rows].astype(float))
        scores[~read] = vectors[~read] @ weights + level
    found = []
    for code in range(marks.shape[1]):
        own = np.flatnonzero(marks[:, code] & read)
        cases = len({groups[row] for row in own})
        if len(own) < FEWEST_PASSAGES or cases < FEWEST_CASES:
            found.append(Learned(len(own), cases, reason="few"))
        else:
            found.append(_guesses(scores[:, code], marks[:, code], rows, candidates[:, code], cases))
    return found


def _guesses(scores: Floats, marks: Flags, rows: NDArray[np.int64], candidates: Flags, cases: int) -> Learned:
    own = int(marks[rows].sum())
    measured = rows[~np.isnan(scores[rows])]
    order = measured[np.argsort(-scores[measured], kind="stable")]
    blocks = as_sure(marks[order])
    sure = [block for block in blocks if block.right >= LEAST_PRECISION * block.made]
    if not sure:
        first = min(own, len(order))
        return Learned(own, cases, int(marks[order[:first]].sum()), first, reason="unsure")
    ends = np.cumsum([block.made for block in sure])
    least = scores[order[ends[-1] - 1]]
    found = np.flatnonzero(candidates & (scores >= least))
    found = found[np.argsort(-scores[found], kind="stable")][:MOST_SHOWN]
    # The block that a score falls into: the first whose last score is no higher.
    places = np.searchsorted(-scores[order[ends - 1]], -scores[found])
    guesses = tuple(
        Guess(int(row), float(scores[row]), sure[place].right, sure[place].made)
        for row, place in zip(found, places, strict=True)
    )
    last = int(ends[places[-1]]) if len(found) else int(ends[-1])
    return Learned(own, cases, int(marks[order[:last]].sum()), last, guesses, "" if guesses else "none")


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbours among guesses, the surest first: how many there are, and how many were right."""

    right: int
    made: int


def as_sure(hits: Flags) -> list[Block]:
    """Pool guesses, the surest first, into blocks whose share of right ones falls from each to the next.

    Adjacent violators are pooled (Ayer et al. 1955, doi:10.1214/aoms/1177728423), and blocks of fewer than
    `FEWEST_GUESSES` with the next, since one guess that was right says little.

    >>> as_sure(np.array([1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0]) == 1)
    [Block(right=6, made=6), Block(right=0, made=5)]
    """
    blocks: list[Block] = []
    for hit in hits:
        blocks.append(Block(int(hit), 1))
        while len(blocks) > 1 and _must_join(blocks[-2], blocks[-1]):
            last = blocks.pop()
            blocks[-1] = Block(blocks[-1].right + last.right, blocks[-1].made + last.made)
    return blocks


def _must_join(before: Block, after: Block) -> bool:
    return before.made < FEWEST_GUESSES or after.right * before.made >= before.right * after.made
