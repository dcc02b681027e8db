"""A kind of work for tests: embeds the answers of a study with other workers, slowly, and writes down who did what."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from themes.embeddings import sharing
from themes.embeddings.encoder import Encoder, ignore
from themes.embeddings.queries import passages_of
from workbench.jobs.models import Job
from workbench.jobs.registry import helps, job
from workbench.jobs.runner import Run

KIND = "test.embed"


class SlowEncoder(Encoder):
    """A vector is the number of letters; each takes its time and is written down with the process that made it."""

    model_name, model_hash, dimensions = "slow", "5" * 64, 2

    def __init__(self, file: Path, pause: float = 0.0) -> None:
        super().__init__()
        self.file, self.pause = file, pause

    def ready(self) -> None:
        """There is nothing to open."""

    def encode(self, texts: Sequence[str], on_batch: Any = ignore) -> Any:
        for number, text in enumerate(texts, start=1):
            time.sleep(self.pause)
            with self.file.open("a", encoding="utf-8") as lines:
                lines.write(f"{os.getpid()}\t{text}\n")
            on_batch(number, len(texts))
        return np.array([[len(text), 1] for text in texts], dtype=np.float32)


def small_chunks() -> None:
    sharing.TEXTS_OF_A_CHUNK, sharing.TEXTS_AT_ONCE, sharing.BETWEEN_SIGNS = 8, 4, 0.1


@job(KIND)
def embed(run: Run, *, file: str, pause: float) -> dict[str, Any]:
    small_chunks()
    vectors = sharing.embed_together(
        run=run, passages=passages_of(run.project, "answers"), encoder=SlowEncoder(Path(file), pause),
        on_progress=run.progress,
    )  # fmt: skip
    return {"letters": vectors[:, 0].tolist()}


@helps(KIND)
def help_out(job: Job) -> bool:
    small_chunks()
    return sharing.help_embedding(job, SlowEncoder(Path(job.parameters["file"]), job.parameters["pause"]))
