"""Which lines occur together: in the same words, in the same source, with the same person. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from coding.analysis.mentions import Mentions, incidence

CASE, SOURCE, OVERLAP = "case", "source", "overlap"


@dataclass(frozen=True)
class Together:
    """Counts, lines x lines: symmetric, what each line has by itself on the diagonal.

    `joint` counts cases or sources that have both, or pairs of passages that share a character. `jaccard` is what both
    have of what either has: of cases, of sources, or of characters; nan where neither has anything.
    """

    joint: np.ndarray
    jaccard: np.ndarray


def together(mentions: Mentions, lines: int, by: str = CASE) -> Together:
    """Return how often every two lines occur together."""
    if by == OVERLAP:
        return _in_the_same_words(mentions, lines)
    found = incidence(mentions, lines, by)[1].astype(np.int64)
    joint = found.T @ found
    return Together(joint, _jaccard(joint, joint))


def _jaccard(shared: np.ndarray, joint: np.ndarray) -> np.ndarray:
    own = np.diag(joint)
    either = own[:, None] + own[None, :] - shared
    return np.divide(shared, either, out=np.full(shared.shape, np.nan), where=either > 0)


def _in_the_same_words(mentions: Mentions, lines: int) -> Together:
    """Passages of one line that overlap are one; only what the same hand marked can overlap."""
    passages = merged(mentions)
    first, second = overlapping(passages)
    cell = np.concatenate([passages.line[first] * lines + passages.line[second]])
    shared = np.minimum(passages.end[first], passages.end[second]) - np.maximum(
        passages.start[first], passages.start[second]
    )
    pairs = np.bincount(cell, minlength=lines * lines).reshape(lines, lines)
    length = np.bincount(cell, weights=shared, minlength=lines * lines).reshape(lines, lines)
    joint = pairs + pairs.T
    words = length + length.T
    np.fill_diagonal(joint, np.bincount(passages.line, minlength=lines))
    np.fill_diagonal(words, np.bincount(passages.line, weights=passages.end - passages.start, minlength=lines))
    return Together(joint, _jaccard(words, words))


def merged(mentions: Mentions) -> Mentions:
    """Join what overlaps under one line, in one source, by one hand; spans that only touch stay two."""
    if not len(mentions):
        return mentions
    order = np.lexsort((mentions.end, mentions.start, mentions.hand, mentions.source, mentions.line))
    rows = mentions.where(order)
    same = np.ones(len(rows), dtype=bool)
    same[0] = False
    for name in ("line", "source", "hand"):
        column = getattr(rows, name)
        same[1:] &= column[1:] == column[:-1]
    # Furthest end so far within a group: groups are set apart by a step that no text is as long as.
    step = int(rows.end.max()) + 1
    group = np.cumsum(~same) - 1
    furthest = np.maximum.accumulate(rows.end + group * step) - group * step
    joins = same.copy()
    joins[1:] &= rows.start[1:] < furthest[:-1]
    firsts = np.flatnonzero(~joins)
    ends = np.maximum.reduceat(rows.end, firsts)
    kept = rows.where(firsts)
    return Mentions(kept.line, kept.source, kept.case, kept.start, ends, kept.hand)


def overlapping(mentions: Mentions) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of every two places of one source and hand that share a character, each pair once."""
    if not len(mentions):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    groups = np.unique(np.stack([mentions.source, mentions.hand]), axis=1, return_inverse=True)[1].reshape(-1)
    step = int(mentions.end.max()) + 1
    starts, ends = mentions.start + groups * step, mentions.end + groups * step
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], ends[order]
    # In the order of their starts, a place overlaps those after it that begin before it ends.
    after = np.searchsorted(starts, ends, side="left") - np.arange(len(starts)) - 1
    first = np.repeat(np.arange(len(starts)), after)
    ahead = np.arange(len(first)) - np.repeat(np.cumsum(after) - after, after) + 1
    return order[first], order[first + ahead]
