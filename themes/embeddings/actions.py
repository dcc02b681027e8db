"""Embedding texts; a text seen before is never embedded again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from themes.embeddings.encoder import Encoder, ignore
from themes.embeddings.models import Embedding
from themes.embeddings.queries import hash_of, known_vectors

TEXTS_AT_ONCE = 1024


def model_key(encoder: Encoder) -> str:
    """Name vectors by model and weights, so that those of another model are never mixed in."""
    return f"{encoder.model_name}@{encoder.model_hash[:16]}"


@transaction.atomic
def keep_vectors(*, vectors: Mapping[str, NDArray[np.float32]], model: str) -> None:
    """Store vectors by the hash of their text. They are derived, nobody's act: no event is written."""
    rows = [
        Embedding(text_sha256=text, model=model, vector=vector.astype("<f4").tobytes())
        for text, vector in vectors.items()
    ]
    Embedding.objects.bulk_create(rows, ignore_conflicts=True, batch_size=200)


def embed_texts(
    *, texts: Sequence[str], encoder: Encoder, on_progress: Callable[[int, int], None] = ignore
) -> NDArray[np.float32]:
    """Return unit vectors (n, d), embedding only what is new and keeping it as it goes.

    `on_progress(done, total)` counts different texts and may raise to stop: what was embedded is kept.
    """
    hashes = [hash_of(text) for text in texts]
    by_hash = dict(zip(hashes, texts, strict=True))
    model = model_key(encoder)
    known = known_vectors(list(by_hash), model)
    # The longest first: rows of a batch are then of one length, and the end of the work is not its slowest part.
    new = sorted(by_hash.keys() - known.keys(), key=lambda text: (-len(by_hash[text]), text))
    on_progress(len(known), len(by_hash))
    for first in range(0, len(new), TEXTS_AT_ONCE):
        some, before = new[first : first + TEXTS_AT_ONCE], len(known)
        encoded = encoder.encode(
            [by_hash[text] for text in some],
            on_batch=lambda done, _total, before=before: on_progress(before + done, len(by_hash)),
        )
        fresh = dict(zip(some, encoded, strict=True))
        keep_vectors(vectors=fresh, model=model)
        known |= fresh
    if not texts:
        return np.zeros((0, encoder.dimensions), dtype=np.float32)
    return np.stack([known[text] for text in hashes])
