"""How alike texts are by the words they share. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

# Pieces of words: inflected and misspelled words still meet, and languages without spaces have words too.
PIECES = (3, 5)


def shared_words(texts: Sequence[str], like: str) -> NDArray[np.float64]:
    """Return the cosine, 0 to 1, of each text with `like`, over TF-IDF weights of their words' pieces; shape (n,).

    Rare words weigh more than common ones. A text without a letter or digit is like nothing: 0.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    everything = [like, *texts]
    if not any(character.isalnum() for text in everything for character in text):
        return np.zeros(len(texts))
    weights = TfidfVectorizer(analyzer="char_wb", ngram_range=PIECES, sublinear_tf=True).fit_transform(everything)
    return (weights[1:] @ weights[0].T).toarray()[:, 0]
