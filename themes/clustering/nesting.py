"""Groups one inside another, laid out so that every group is a stretch of one order of the rows."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from themes.clustering.measures import Labels

LARGEST_TABLE = 2000

Rows = NDArray[np.int64]
Spans = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Nested:
    """`order` holds every row once; group g is `order[spans[g, 0]:spans[g, 1]]`, spans of shape (groups, 2)."""

    order: Rows
    spans: Spans


def flat_groups(labels: Labels) -> Nested:
    """Groups that do not nest, from their labels 0, 1, 2 ..."""
    ends = np.cumsum(np.bincount(labels))
    return Nested(np.argsort(labels, kind="stable"), np.stack([np.append(0, ends[:-1]), ends], axis=1))


def nodes_of_tree(merges: NDArray[np.integer], leaf: Labels | None = None) -> Nested:
    """Every node of a tree: the leaves first, then one for each of `merges` (m - 1, 2), as SciPy numbers them.

    `leaf` says to which leaf each row belongs; without it every leaf is a row.
    """
    leaves = len(merges) + 1
    rows = np.arange(leaves) if leaf is None else leaf
    sizes = np.zeros(2 * leaves - 1, dtype=np.int64)
    sizes[:leaves] = np.bincount(rows, minlength=leaves)
    joined, count = merges.tolist(), sizes.tolist()
    for node, (one, other) in enumerate(joined, start=leaves):
        count[node] = count[one] + count[other]
    first = [0] * len(count)
    for node in range(len(count) - 1, leaves - 1, -1):
        one, other = joined[node - leaves]
        first[one], first[other] = first[node], first[node] + count[one]
    spans = np.stack([np.array(first), np.array(first) + np.array(count)], axis=1)
    return Nested(np.argsort(spans[rows, 0], kind="stable"), spans)


def overlaps(known: Nested, other: Nested) -> NDArray[np.int64]:
    """How many rows two groups share, for every pair: shape (groups of `known`, groups of `other`).

    Stretches of two orders of the same rows cut rectangles out of one table, whose running sums answer all at once;
    of more rows than such a table should have, every stretch is looked through by itself.
    """
    rows = len(known.order)
    where = np.empty(rows, dtype=np.int64)
    where[other.order] = np.arange(rows)
    if rows > LARGEST_TABLE:
        stretches = (np.sort(where[known.order[first:last]]) for first, last in known.spans.tolist())
        return np.stack([np.diff(np.searchsorted(places, other.spans), axis=1)[:, 0] for places in stretches])
    counts = np.zeros((rows + 1, rows + 1), dtype=np.int32)
    counts[np.arange(1, rows + 1), where[known.order] + 1] = 1
    np.cumsum(counts, axis=1, out=counts)
    np.cumsum(counts, axis=0, out=counts)
    inside = counts[known.spans[:, 1]] - counts[known.spans[:, 0]]
    return inside[:, other.spans[:, 1]] - inside[:, other.spans[:, 0]]
