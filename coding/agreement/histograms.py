"""Sufficient statistics of one code: what every coefficient is computed from, source by source."""

from dataclasses import dataclass

import numpy as np

from coding.agreement.laying import Presence
from coding.agreement.tallies import Tally


@dataclass(frozen=True)
class CodeTables:
    """What every coefficient of one code is computed from, source by source.

    ``counts``: kinds x 2 (applied, not applied); ``weights``: sources x kinds.
    ``pairs``: sources x coder pairs x 2 x 2, zero where not both saw the source.
    """

    counts: np.ndarray
    weights: np.ndarray
    pairs: np.ndarray

    def tally(self, weights: np.ndarray | None = None) -> Tally:
        return Tally(self.counts, self.weights.sum(axis=0) if weights is None else weights)


def code_tables(found: Presence, code: int) -> CodeTables:
    source, mask, weight = found.cells(code)
    return CodeTables(*_histogram(found, source, mask, weight), _pair_tables(found, source, mask, weight))


def _histogram(found: Presence, source: np.ndarray, mask: np.ndarray, weight: np.ndarray) -> tuple:
    """h(r, y) per source: r coders saw the unit, y of them applied the code."""
    r = found.columns.coders_of_source
    sources = len(r)
    base = len(found.columns.coders) + 1
    covered = np.bincount(source, weights=weight, minlength=sources)
    every_source = np.concatenate([source, np.arange(sources)])
    cell = np.concatenate([r[source] * base + np.bitwise_count(mask).astype(np.int64), r * base])
    amount = np.concatenate([weight, found.sizes - covered])
    kinds, place = np.unique(cell, return_inverse=True)
    weights = np.zeros((sources, len(kinds)))
    np.add.at(weights, (every_source, place), amount)
    coders, applied = kinds // base, kinds % base
    return np.stack([applied, coders - applied], axis=1).astype(float), weights


def coder_pairs(coders: int) -> tuple[np.ndarray, np.ndarray]:
    return np.triu_indices(coders, k=1)


def _pair_tables(found: Presence, source: np.ndarray, mask: np.ndarray, weight: np.ndarray) -> np.ndarray:
    coders, sources = len(found.columns.coders), len(found.sizes)
    shifts = np.arange(coders)
    bits = (mask[:, None] >> shifts & 1).astype(float)
    together = np.zeros((sources, coders, coders))
    begins = np.flatnonzero(np.diff(source, prepend=-1))
    if len(begins):
        for i in range(coders):
            shared = bits * (weight * bits[:, i])[:, None]
            together[source[begins], i] = np.add.reduceat(shared, begins, axis=0)
    i, j = coder_pairs(coders)
    both = together[:, i, j]
    first, second = together[:, i, i] - both, together[:, j, j] - both
    saw = (found.columns.seen[:, None] >> shifts & 1).astype(float)
    neither = found.sizes[:, None] - both - first - second
    tables = np.stack([both, first, second, neither], axis=-1) * (saw[:, i] * saw[:, j])[..., None]
    return tables.reshape(sources, len(i), 2, 2)
