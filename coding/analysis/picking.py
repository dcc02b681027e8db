"""Which passage illustrates a cell: one of a length that can be quoted. Pure."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from coding.analysis.mentions import Mentions

IDEAL = 140


def illustrating(mentions: Mentions, line: int, cases: Collection[int]) -> int | None:
    """Return the row of the passage of the line, of one of the cases, whose length is nearest to a good quotation's.

    Half as long is as far off as twice as long; of equals the first in the order of the texts.
    None where there is none.
    """
    of_cases = np.isin(mentions.case, np.fromiter(cases, dtype=np.int64, count=len(cases)))
    rows = np.flatnonzero((mentions.line == line) & of_cases)
    if not len(rows):
        return None
    length = np.maximum(mentions.end[rows] - mentions.start[rows], 1)
    off = np.abs(np.log2(length / IDEAL)).round(6)
    order = np.lexsort((mentions.start[rows], mentions.source[rows], off))
    return int(rows[order[0]])
