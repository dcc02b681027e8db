"""An encoder that needs no model: texts that share words are near."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from themes.embeddings import encoder as encoders


class WordEncoder(encoders.Encoder):
    """Counts words; remembers what it was asked to embed."""

    model_name, model_hash, dimensions = "words", "0" * 64, 64

    def __init__(self) -> None:
        super().__init__()
        self.read: list[str] = []

    def ready(self) -> None:
        """There is nothing to open."""

    def encode(self, texts: Sequence[str], on_batch: Callable[[int, int], None] = encoders.ignore) -> Any:
        self.read += texts
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().replace(".", "").replace(",", "").split():
                rows[row, zlib.crc32(word.encode()) % self.dimensions] += 1
            on_batch(row + 1, len(texts))
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any) -> WordEncoder:
    """Let all of the site use the word encoder, with its indexes in a folder of the test's own."""
    made = WordEncoder()
    for place in ("views", "jobs"):
        monkeypatch.setattr(f"themes.meaning.{place}.shared_encoder", lambda: made)
    monkeypatch.setattr("themes.management.commands.find.shared_encoder", lambda: made)
    settings.DATA_DIR = tmp_path
    return made
