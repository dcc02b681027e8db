"""Any sentence-transformers model, run by that library: slower to start and larger, and the measure of the others."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class ReferenceModel:
    """Texts to unit vectors by sentence-transformers, on one thread."""

    def __init__(self, folder: Path) -> None:
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
            os.environ[name] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer  # takes seconds, so only when needed
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        self.model = SentenceTransformer(str(folder), device="cpu", local_files_only=True).eval()

    @property
    def dimensions(self) -> int:
        return int(self.model.get_embedding_dimension())

    def read(self, texts: list[str]) -> tuple[list[str], list[int]]:
        """What `forward` takes of each text, and how many tokens it has, as far as the model reads."""
        tokenizer = self.model.tokenizer
        found = tokenizer(texts, truncation=True, max_length=self.model.max_seq_length, padding=False)
        return texts, [len(row) for row in found["input_ids"]]

    def forward(self, texts: list[str]) -> Vectors:
        with one_thread():
            return self.model.encode(
                texts, batch_size=len(texts), normalize_embeddings=True, show_progress_bar=False, convert_to_numpy=True
            ).astype(np.float32, copy=False)


@contextmanager
def one_thread() -> Iterator[None]:
    """One arithmetic thread: a worker process is one core, and sums are added in one order."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)
