"""Cluster bootstrap: whole sources are drawn again, with every unit and coder in them.

Units of one interview are not independent, so resampling units would print intervals that are too
narrow. The coders are taken as given: the interval says nothing about other coders.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

MIN_SOURCES = 10
TOO_FEW_SOURCES = "fewer than ten sources were compared, too few for an interval"
NOT_ASKED = "no resamples were asked for"
RARELY_DEFINED = "the statistic has no value in too many resamples, as happens with a rare code"
ALWAYS_THE_SAME = "every resample gave the same value, so resampling says nothing about its uncertainty"
# More undefined resamples than this and the rest no longer stand for the sample.
MAX_UNDEFINED = 0.10
# Numbers held in memory for one block of resamples.
BLOCK_CELLS = 4_000_000
# Draws up to this many numbers (a byte each) are kept for the next code; beyond, they are drawn again.
KEPT_CELLS = 200_000_000


@dataclass(frozen=True)
class Interval:
    """A percentile interval, or in ``reason`` why there is none."""

    low: float | None
    high: float | None
    reason: str | None = None


@dataclass(frozen=True)
class Resampler:
    """``resamples`` draws of ``sources`` sources with replacement, the same for the same seed.

    ``compared``: how many of them two coders or more saw, when not all.
    """

    sources: int
    resamples: int
    seed: int
    compared: int | None = None

    @property
    def refusal(self) -> str | None:
        if (self.sources if self.compared is None else self.compared) < MIN_SOURCES:
            return TOO_FEW_SOURCES
        return None if self.resamples > 0 else NOT_ASKED

    def blocks(self) -> Iterator[np.ndarray]:
        """(resamples in the block, sources) arrays: how often each source was drawn."""
        if self.refusal:
            return
        if self.sources * self.resamples <= KEPT_CELLS:
            yield from (block.astype(float) for block in self._kept)
        else:
            yield from self._drawn()

    @cached_property
    def _kept(self) -> list[np.ndarray]:
        # That a source is drawn more than 255 times is out of the question: it is expected once.
        return [block.astype(np.uint8) for block in self._drawn()]

    def _drawn(self) -> Iterator[np.ndarray]:
        generator = np.random.default_rng(self.seed)
        shares = np.full(self.sources, 1.0 / self.sources)
        size = max(1, BLOCK_CELLS // self.sources)
        for done in range(0, self.resamples, size):
            count = min(size, self.resamples - done)
            yield generator.multinomial(self.sources, shares, size=count).astype(float)


def percentile_interval(replicates: np.ndarray, level: float = 0.95) -> Interval:
    """The middle ``level`` of one statistic's replicates, nan marking undefined ones."""
    values = replicates[np.isfinite(replicates)]
    if values.size < (1 - MAX_UNDEFINED) * replicates.size:
        return Interval(None, None, RARELY_DEFINED)
    ordered = np.sort(values)
    if ordered[-1] - ordered[0] < 1e-12:
        return Interval(None, None, ALWAYS_THE_SAME)
    # As np.quantile, at a fraction of its cost: a report has thousands of intervals.
    places = np.array([(1 - level) / 2, (1 + level) / 2]) * (len(ordered) - 1)
    low, high = np.interp(places, np.arange(len(ordered)), ordered)
    return Interval(float(low), float(high))


def cluster_interval(statistic, per_source: np.ndarray, resampler: Resampler) -> Interval:
    """Interval of ``statistic(weights)`` for weights (..., cells) summed over drawn sources.

    ``per_source``: sources x cells, the sufficient statistics of each source.
    """
    if resampler.refusal:
        return Interval(None, None, resampler.refusal)
    replicates = np.concatenate([statistic(block @ per_source) for block in resampler.blocks()])
    return percentile_interval(replicates)
