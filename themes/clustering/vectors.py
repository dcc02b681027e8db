"""The vectors that are clustered: what a passage means beside the words and letters it uses."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.floating]

LEXICAL_DIMENSIONS = 100
# Shares beside the sentence vector, which has 1: see docs/adr/0021.
LETTERS_WEIGHT = WORDS_WEIGHT = 0.5
# Halfway from a passage to the middle of so many that are most like it.
SMOOTHED_OVER, SMOOTHING = 15, 0.5


def unit(vectors: Floats) -> NDArray[np.float32]:
    """Rows scaled to length one; a row of zeros stays zero."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def centred(vectors: Floats) -> NDArray[np.float32]:
    """Rows minus their mean, at unit length: what all passages share no longer makes them alike."""
    return unit(vectors - vectors.mean(axis=0, keepdims=True))


def lexical_vectors(texts: Sequence[str], dimensions: int = LEXICAL_DIMENSIONS) -> NDArray[np.float32]:
    """TF-IDF of letter sequences reduced by singular value decomposition, shape (n, at most `dimensions`).

    Letters rather than words, so that "code" and "coding" meet, and scripts without spaces work.
    Nothing is random: the decomposition starts from a fixed seed and its signs are fixed.
    """
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=2, sublinear_tf=True)
    try:
        table = weights.fit_transform(texts)
    except ValueError:  # no letter sequence occurs twice
        return np.zeros((len(texts), 1), dtype=np.float32)
    kept = min(dimensions, min(table.shape) - 1)
    if kept < 1:
        return np.zeros((len(texts), 1), dtype=np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):  # identical texts have no variance to explain
        return TruncatedSVD(kept, random_state=0).fit_transform(table).astype(np.float32)


def blend(*kinds: tuple[Floats, float]) -> NDArray[np.float32]:
    """Kinds of vectors (n, d) with their weights, each centred, side by side; unit rows."""
    return unit(np.hstack([np.sqrt(weight) * centred(vectors) for vectors, weight in kinds]))


def smoothed(vectors: NDArray[np.float32], neighbours: int = SMOOTHED_OVER) -> NDArray[np.float32]:
    """Every unit row moved halfway to the weighted middle of its neighbours, so that a tree is not led by accidents."""
    graph = neighbour_graph(vectors, neighbours)
    shares = np.asarray(graph.sum(axis=1))
    middles = unit((graph @ vectors) / shares)
    return centred((1 - SMOOTHING) * vectors + SMOOTHING * middles)


def nearness(known: NDArray[np.float32] | sparse.csr_matrix, count: int = 3) -> NDArray[np.float32]:
    """Mean cosine of every unit row to the `count` nearest others, from the rows or from their graph of neighbours."""
    graph = known if sparse.issparse(known) else neighbour_graph(known, count)
    means = np.zeros(graph.shape[0], dtype=np.float32)
    for row, (first, last) in enumerate(pairwise(graph.indptr.tolist())):
        means[row] = np.sort(graph.data[first:last])[-count:].mean() if last > first else 0
    return means


def neighbour_graph(vectors: NDArray[np.float32], neighbours: int, block: int = 1024) -> sparse.csr_matrix:
    """Symmetric graph of every row's nearest rows weighted by cosine; memory grows linearly with the rows."""
    rows = len(vectors)
    kept = min(neighbours, rows - 1)
    columns = np.empty((rows, kept), dtype=np.int32)
    weights = np.empty((rows, kept), dtype=np.float32)
    for first in range(0, rows, block):
        near = vectors[first : first + block] @ vectors.T
        here = np.arange(len(near))
        near[here, first + here] = -np.inf
        columns[first : first + block] = np.argpartition(-near, kept - 1, axis=1)[:, :kept]
        weights[first : first + block] = np.take_along_axis(near, columns[first : first + block], axis=1)
    pointers = np.arange(0, rows * kept + 1, kept)
    graph = sparse.csr_matrix((np.maximum(weights, 1e-6).ravel(), columns.ravel(), pointers), (rows, rows))
    return graph.maximum(graph.T).tocsr()
