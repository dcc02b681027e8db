"""Which passage illustrates a cell: one of a length that can be quoted. Pure."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from coding.analysis.mentions import Mentions

IDEAL = 140


def illustrating(
    mentions: Mentions, line: int, cases: Collection[int], chosen: Collection[tuple[int, int, int]] = ()
) -> int | None:
    """Return the row of the passage that shows the line best, of one of the cases; None where there is none.

    One of the `chosen` places (source, start, end) comes first, then the one whose length is nearest to a good
    quotation's: half as long is as far off as twice as long; of equals the first in the order of the texts.
    """
    of_cases = np.isin(mentions.case, np.fromiter(cases, dtype=np.int64, count=len(cases)))
    rows = np.flatnonzero((mentions.line == line) & of_cases)
    if not len(rows):
        return None
    length = np.maximum(mentions.end[rows] - mentions.start[rows], 1)
    off = np.abs(np.log2(length / IDEAL)).round(6)
    places = zip(*(getattr(mentions, name)[rows].tolist() for name in ("source", "start", "end")), strict=True)
    others = np.array([place not in chosen for place in places])
    order = np.lexsort((mentions.start[rows], mentions.source[rows], off, others))
    return int(rows[order[0]])
