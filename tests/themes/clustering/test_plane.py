"""A map of passages is the same every time, and like lies by like."""

import numpy as np
import pytest
from sklearn.neighbors import KNeighborsClassifier

from tests.themes.clustering.test_algorithms import blobs
from themes.clustering import plane
from themes.clustering.plane import positions


def test_like_lies_by_like():
    vectors, truth = blobs(5, 150, spread=0.5)
    laid = positions(vectors, seed=1)
    assert laid.shape == (150, 2)
    assert np.abs(laid).max() == pytest.approx(1)
    assert KNeighborsClassifier(5).fit(laid[:75], truth[:75]).score(laid[75:], truth[75:]) > 0.95


def test_the_same_rows_have_the_same_places():
    vectors, _ = blobs(3, 60)
    np.testing.assert_array_equal(positions(vectors, seed=4), positions(vectors, seed=4))


def test_many_rows_lie_among_a_sample_of_them(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(plane, "MOST_LAID_OUT", 80)
    vectors, truth = blobs(4, 400, spread=0.4)
    laid = positions(vectors, seed=1)
    assert np.abs(laid).max() <= 1
    assert KNeighborsClassifier(5).fit(laid[:75], truth[:75]).score(laid[75:], truth[75:]) > 0.95


@pytest.mark.parametrize("rows", [0, 1, 3, 7])
def test_a_few_rows_lie_on_a_circle(rows: int):
    laid = positions(blobs(2, 10)[0][:rows], seed=1)
    assert laid.shape == (rows, 2)
    assert len({tuple(place) for place in laid.round(3).tolist()}) == rows


def test_rows_that_are_all_alike_have_places_too():
    laid = positions(np.ones((40, 3), dtype=np.float32), seed=1)
    assert np.isfinite(laid).all()
