"""The vectors that are clustered: what a passage means beside the words it uses."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.floating]

LEXICAL_DIMENSIONS = 100
LEXICAL_WEIGHT = 0.5


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


def blend(meaning: Floats, words: Floats, weight: float = LEXICAL_WEIGHT) -> NDArray[np.float32]:
    """Both kinds centred and side by side, the second with `weight` of the first's share; unit rows."""
    return unit(np.hstack([centred(meaning), np.sqrt(weight) * centred(words)]))
