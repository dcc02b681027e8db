"""How far two coders' spans of one code lie over one another: F1 and intersection over union (IoU).

Two readings, under their own names: on characters (how much text both coded), and on spans (how many spans found a
partner). Neither is corrected for chance, and text that nobody coded does not enter.
"""

import numpy as np

from coding.agreement.coefficient import ratio
from coding.agreement.histograms import coder_pairs
from coding.agreement.laying import merged
from coding.agreement.units import Columns


def span_matches(columns: Columns) -> np.ndarray:
    """(sources, coder pairs, 2) for one code: twice the matched spans, and the spans of both coders.

    Two spans match when they share more than half of the text that either covers. A span can match one other at
    most, because a coder's merged spans of one code do not overlap.
    """
    units = merged(columns)
    sources, coders = len(units.lengths), len(units.coders)
    first, second = coder_pairs(coders)
    sums = np.zeros((sources, len(first), 2))
    of_coder = [np.flatnonzero(units.coder == coder) for coder in range(coders)]
    amounts = np.zeros((sources, coders))
    np.add.at(amounts, (units.source, units.coder), 1)
    saw = (units.seen[:, None] >> np.arange(coders) & 1).astype(float)
    sums[:, :, 1] = (amounts[:, first] + amounts[:, second]) * saw[:, first] * saw[:, second]
    for pair, (i, j) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        matched = _matched(units, of_coder[i], of_coder[j])
        sums[:, pair, 0] = 2 * np.bincount(units.source[matched], minlength=sources)
    return sums


def _matched(units: Columns, mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
    """Which of my spans have a partner among theirs (sorted by start)."""
    if not len(mine) or not len(theirs):
        return mine[:0]
    start, end = units.start[mine], units.end[mine]
    # A span that shares more than half of the union holds the middle of both.
    place = np.searchsorted(units.start[theirs] * 2, start + end, side="right") - 1
    partner = theirs[np.maximum(place, 0)]
    shared = np.minimum(end, units.end[partner]) - np.maximum(start, units.start[partner])
    either = np.maximum(end, units.end[partner]) - np.minimum(start, units.start[partner])
    return mine[(place >= 0) & (shared * 2 > either)]


def f1_spans_values(sums: np.ndarray) -> np.ndarray:
    """From (..., 2) sums; nan where neither coder has a span."""
    return ratio(sums[..., 0], sums[..., 1])
