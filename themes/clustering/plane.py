"""Places in a plane for passages, so that like lies by like: a picture to look around in, nothing is measured on it.

Up to some thousands of rows t-SNE (van der Maaten & Hinton 2008, jmlr.org/papers/v9/vandermaaten08a.html) that
begins from the principal components, as Kobak & Berens 2019 advise (doi:10.1038/s41467-019-13056-x). Of more rows
a sample is laid out so and the others go between those of the sample that they are most like.
"""

import numpy as np
from numpy.typing import NDArray

from themes.clustering.measures import Floats

FEWEST = 8
# More rows than this are laid out by a sample: t-SNE of 1,500 takes seconds.
MOST_LAID_OUT = 1500
COMPONENTS = 30
PERPLEXITY = 30
ITERATIONS = 500
NEIGHBOURS = 3
BLOCK = 2048


def positions(vectors: Floats, seed: int) -> NDArray[np.float32]:
    """Places (n, 2) in [-1, 1] for rows (n, d); the same rows and seed give the same places."""
    rows = len(vectors)
    if rows < FEWEST or float(np.ptp(vectors, axis=0).max(initial=0)) < 1e-6:
        return _round(rows)
    sample = np.sort(np.random.default_rng(seed).permutation(rows)[:MOST_LAID_OUT])
    laid = _scaled(_laid_out(vectors[sample], seed))
    return laid if len(sample) == rows else _between(vectors, sample, laid)


def _round(rows: int) -> NDArray[np.float32]:
    """A circle, where there is too little to tell apart."""
    angles = 2 * np.pi * np.arange(rows) / max(rows, 1)
    return np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32).reshape(rows, 2)


def _laid_out(vectors: Floats, seed: int) -> NDArray[np.float32]:
    from sklearn.decomposition import PCA
    from sklearn.manifold import TSNE
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in one order, so that the places are the same every time
        kept = min(COMPONENTS, len(vectors) - 1, vectors.shape[1])
        components = PCA(kept, svd_solver="full").fit_transform(vectors.astype(np.float64))
        if kept < 2:
            return np.hstack([components, np.zeros_like(components)])
        start = components[:, :2] / max(components[:, 0].std(), 1e-12) * 1e-4
        perplexity = min(PERPLEXITY, (len(vectors) - 1) / 3)
        plane = TSNE(2, init=start, perplexity=perplexity, max_iter=ITERATIONS, random_state=seed, n_jobs=1)
        return plane.fit_transform(components)


def _scaled(laid: NDArray[np.floating]) -> NDArray[np.float32]:
    """Centred and at most 1 from the middle each way, one scale for both."""
    centred = laid - (laid.max(axis=0) + laid.min(axis=0)) / 2
    return (centred / max(float(np.abs(centred).max()), 1e-12)).astype(np.float32)


def _between(vectors: Floats, sample: NDArray[np.int64], laid: NDArray[np.float32]) -> NDArray[np.float32]:
    """Every row in the weighted middle of the sampled rows nearest to it; those of the sample where they lie."""
    placed = np.empty((len(vectors), 2), dtype=np.float32)
    known = vectors[sample]
    for first in range(0, len(vectors), BLOCK):
        near = vectors[first : first + BLOCK] @ known.T
        nearest = np.argsort(-near, axis=1, kind="stable")[:, :NEIGHBOURS]
        weights = np.maximum(np.take_along_axis(near, nearest, axis=1), 1e-6) ** 4
        weights /= weights.sum(axis=1, keepdims=True)
        placed[first : first + BLOCK] = (laid[nearest] * weights[:, :, None]).sum(axis=1)
    placed[sample] = laid
    return placed
