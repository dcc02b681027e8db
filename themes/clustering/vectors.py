"""The vectors that are clustered: what a passage means beside the words and letters it uses."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from themes.clustering.neighbours import neighbour_graph

Floats = NDArray[np.floating]

LEXICAL_DIMENSIONS = 100
# Shares beside the sentence vector, which has 1: see docs/adr/0021.
LETTERS_WEIGHT = WORDS_WEIGHT = 0.5
# Halfway from a passage to the middle of so many that are most like it.
SMOOTHED_OVER, SMOOTHING = 15, 0.5
# Directions that are kept of a large study, and the rows they are found from.
REDUCED, SAMPLED = 128, 10_000


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

    rarest = max(2, len(texts) // SAMPLED)
    weights = TfidfVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), min_df=rarest, sublinear_tf=True, dtype=np.float32
    )
    try:
        table = weights.fit_transform(texts)
    except ValueError:  # no letter sequence occurs twice
        return np.zeros((len(texts), 1), dtype=np.float32)
    kept = min(dimensions, min(table.shape) - 1)
    if kept < 1:
        return np.zeros((len(texts), 1), dtype=np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):  # identical texts have no variance to explain
        found = TruncatedSVD(kept, random_state=0).fit(table[:: max(1, len(texts) // SAMPLED)])
    return (table @ found.components_.T).astype(np.float32)


def blend(*kinds: tuple[Floats, float]) -> NDArray[np.float32]:
    """Kinds of vectors (n, d) with their weights, each centred, side by side; unit rows."""
    blended = np.empty((len(kinds[0][0]), sum(vectors.shape[1] for vectors, _ in kinds)), dtype=np.float32)
    first = 0
    for vectors, weight in kinds:
        last = first + vectors.shape[1]
        np.multiply(centred(vectors), np.sqrt(weight), out=blended[:, first:last], casting="same_kind")
        first = last
    lengths = np.linalg.norm(blended, axis=1, keepdims=True)
    return np.divide(blended, lengths, out=blended, where=lengths > 0)


def reduced(vectors: NDArray[np.float32], dimensions: int = REDUCED) -> NDArray[np.float32]:
    """Unit rows along the directions in which a sample of them differs most: what a large study is searched by."""
    if vectors.shape[1] <= dimensions:
        return vectors
    sample = vectors[:: max(1, len(vectors) // SAMPLED)]
    _, directions = np.linalg.eigh(sample.T.astype(np.float64) @ sample)
    return unit(vectors @ directions[:, ::-1][:, :dimensions].astype(np.float32))


def smoothed(vectors: NDArray[np.float32], neighbours: int = SMOOTHED_OVER) -> NDArray[np.float32]:
    """Every unit row moved halfway to the weighted middle of its neighbours, so that a tree is not led by accidents."""
    graph = neighbour_graph(vectors, neighbours)
    shares = np.asarray(graph.sum(axis=1))
    middles = unit((graph @ vectors) / shares)
    return centred((1 - SMOOTHING) * vectors + SMOOTHING * middles)
