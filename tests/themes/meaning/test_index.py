"""The nearest passages of an index that is larger than what is in memory at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from themes.meaning import index
from themes.meaning.index import Writer, about, mean_closeness, nearest


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def vectors() -> np.ndarray:
    return unit(np.random.default_rng(3).normal(size=(500, 8)))


def write(folder: Path, vectors: np.ndarray) -> index.About:
    writer = Writer(folder, vectors.shape[1])
    for first in range(0, len(vectors), 100):
        some = vectors[first : first + 100]
        writer.add([(first + at, 1, at, at + 5) for at in range(len(some))], some)
    return writer.close(stamp="now", model="m")


def test_the_nearest_come_first_as_if_all_were_compared_at_once(tmp_path, vectors, monkeypatch):
    monkeypatch.setattr(index, "ROWS_AT_ONCE", 37)
    found = nearest(tmp_path, write(tmp_path, vectors), vectors[250], most=20, least=-1)
    expected = np.argsort(-(vectors @ vectors[250]), kind="stable")[:20]
    assert [one.source for one in found] == list(expected)
    assert found[0].cosine == pytest.approx(1, abs=1e-3)


def test_what_is_not_close_or_of_other_sources_is_left_out(tmp_path, vectors):
    made = write(tmp_path, vectors)
    assert all(one.cosine >= 0.5 for one in nearest(tmp_path, made, vectors[0], most=500, least=0.5))
    some = nearest(tmp_path, made, vectors[0], most=500, least=-1, sources=[3, 7])
    assert {one.source for one in some if one.cosine > -1} == {3, 7}


def test_a_new_index_replaces_the_old_one_whole(tmp_path, vectors):
    first = write(tmp_path, vectors)
    unfinished = Writer(tmp_path, 8)
    unfinished.add([(1, 1, 0, 5)], vectors[:1])
    assert about(tmp_path) == first
    second = write(tmp_path, vectors[:10])
    assert (about(tmp_path), second.passages) == (second, 10)
    assert {path.stem for path in tmp_path.iterdir()} == {"current", second.name}


def test_no_index_and_an_empty_one_have_nothing_near(tmp_path, vectors):
    assert about(tmp_path / "none") is None
    assert nearest(tmp_path, write(tmp_path, vectors[:0]), vectors[0], most=5, least=0) == []


def test_sources_are_as_close_as_their_passages_are_on_average(tmp_path, monkeypatch):
    monkeypatch.setattr(index, "ROWS_AT_ONCE", 2)
    east, north = np.array([1, 0], dtype=np.float32), np.array([0, 1], dtype=np.float32)
    writer = Writer(tmp_path, 2)
    writer.add([(4, 1, 0, 5), (9, 1, 0, 5), (9, 1, 6, 9), (2, 1, 0, 5)], np.stack([east, east, north, north]))
    made = writer.close(stamp="now", model="m")
    assert mean_closeness(tmp_path, made, 4, [2, 9, 4, 77]).tolist() == [0.0, 0.5, 1.0, -1.0]
    assert mean_closeness(tmp_path, made, 77, [2]) is None
