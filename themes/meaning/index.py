"""The vectors of all passages of a study in two flat files, read a stretch at a time, so that memory stays small.

A third, small file says which pair is current; it is replaced last, so that a reader sees a whole pair or none.
"""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 32_768
CURRENT = "current.json"
# A place is source, revision, start, end.
PLACE = 4


@dataclass(frozen=True)
class About:
    """What an index was made of: the state of the texts, the model, and how many passages it has."""

    stamp: str
    model: str
    passages: int
    dimensions: int
    name: str


@dataclass(frozen=True)
class Near:
    """A passage that is near: where it is, and the cosine of its vector and the one asked for."""

    source: int
    revision: int
    start: int
    end: int
    cosine: float


def about(folder: Path) -> About | None:
    """Return what the current index was made of; None where there is none."""
    try:
        return About(**json.loads((folder / CURRENT).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


class Writer:
    """Writes an index window by window; nothing is current before close()."""

    def __init__(self, folder: Path, dimensions: int) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder, self.dimensions, self.name, self.passages = folder, dimensions, uuid.uuid4().hex, 0
        self.vectors = _vectors(folder, self.name).open("wb")
        self.places = _places(folder, self.name).open("wb")

    def add(self, places: Sequence[tuple[int, int, int, int]], vectors: NDArray[np.float32]) -> None:
        self.passages += len(places)
        self.vectors.write(vectors.astype("<f2").tobytes())
        self.places.write(np.array(places, dtype="<i8").reshape(-1, PLACE).tobytes())

    def close(self, *, stamp: str, model: str) -> About:
        """Make this index the current one, and delete the others."""
        self.vectors.close()
        self.places.close()
        made = About(stamp, model, self.passages, self.dimensions, self.name)
        waiting = self.folder / f"{self.name}.json"
        waiting.write_text(json.dumps(asdict(made)), encoding="utf-8")
        os.replace(waiting, self.folder / CURRENT)
        _sweep(self.folder, self.name)
        return made


def _vectors(folder: Path, name: str) -> Path:
    return folder / f"{name}.vectors"


def _places(folder: Path, name: str) -> Path:
    return folder / f"{name}.places"


def _sweep(folder: Path, kept: str) -> None:
    for path in folder.iterdir():
        if path.name != CURRENT and path.stem != kept:
            path.unlink(missing_ok=True)


def nearest(
    folder: Path,
    found: About,
    vector: NDArray[np.float32],
    *,
    most: int,
    least: float,
    sources: Iterable[int] | None = None,
) -> list[Near]:
    """Return the nearest passages, the nearest first, at least as close as `least`; of some `sources` if given."""
    if not found.passages:
        return []
    shape = (found.passages, found.dimensions)
    vectors = np.memmap(_vectors(folder, found.name), dtype="<f2", mode="r", shape=shape)
    places = np.memmap(_places(folder, found.name), dtype="<i8", mode="r", shape=(found.passages, PLACE))
    wanted = None if sources is None else np.fromiter(sources, dtype="<i8")
    rows, cosines = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    for first in range(0, found.passages, ROWS_AT_ONCE):
        here = vectors[first : first + ROWS_AT_ONCE].astype(np.float32) @ vector
        if wanted is not None:
            here[~np.isin(places[first : first + ROWS_AT_ONCE, 0], wanted)] = -1
        rows, cosines = _best(rows, cosines, np.arange(first, first + len(here)), here, most)
    order = np.lexsort((rows, -cosines))
    return [
        Near(*(int(number) for number in places[rows[at]]), float(cosines[at]))
        for at in order
        if cosines[at] >= least
    ]  # fmt: skip


def mean_closeness(folder: Path, found: About, like: int, sources: Sequence[int]) -> NDArray[np.float64] | None:
    """Return for each source the mean cosine of its passages with the mean of those of `like`, shape (n,).

    -1 for a source without passages; None where `like` has none.
    """
    shape = (found.passages, found.dimensions)
    vectors = np.memmap(_vectors(folder, found.name), dtype="<f2", mode="r", shape=shape)
    owners = np.memmap(_places(folder, found.name), dtype="<i8", mode="r", shape=(found.passages, PLACE))[:, 0]
    own = np.flatnonzero(owners == like)
    if not len(own):
        return None
    centre = vectors[own].astype(np.float32).mean(axis=0)
    centre /= np.linalg.norm(centre)
    wanted = np.unique(np.asarray(sources, dtype=np.int64))
    sums, counts = np.zeros(len(wanted)), np.zeros(len(wanted))
    for first in range(0, found.passages, ROWS_AT_ONCE):
        here = np.asarray(owners[first : first + ROWS_AT_ONCE])
        at = np.flatnonzero(np.isin(here, wanted))
        place = np.searchsorted(wanted, here[at])
        cosines = vectors[first : first + ROWS_AT_ONCE][at].astype(np.float32) @ centre
        sums += np.bincount(place, weights=cosines, minlength=len(wanted))
        counts += np.bincount(place, minlength=len(wanted))
    means = np.divide(sums, counts, out=np.full(len(wanted), -1.0), where=counts > 0)
    return means[np.searchsorted(wanted, np.asarray(sources, dtype=np.int64))]


def _best(
    rows: NDArray[np.int64],
    cosines: NDArray[np.float32],
    more: NDArray[np.int64],
    theirs: NDArray[np.float32],
    most: int,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    rows, cosines = np.concatenate([rows, more]), np.concatenate([cosines, theirs])
    if len(rows) <= most:
        return rows, cosines
    kept = np.argpartition(-cosines, most - 1)[:most]
    return rows[kept], cosines[kept]
