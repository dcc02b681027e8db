"""Embedding in chunks that lie in the database, so that every idle worker takes some; one worker alone does them all.

Which worker died, came or went changes nothing: a chunk without a sign of life is free again, what was embedded of it
is kept, and the worker that has the job ends when no chunk is left.
"""

from __future__ import annotations

import os
import socket
import time
import uuid
from collections.abc import Callable, Sequence
from datetime import timedelta

import numpy as np
from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone
from numpy.typing import NDArray

from coding.sources.models import Source
from themes.embeddings.actions import embed_texts, keep_vectors, model_key
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import Encoder
from themes.embeddings.models import EmbeddingChunk
from themes.embeddings.passages import Passage
from themes.embeddings.queries import hash_of, known_hashes
from workbench.jobs.models import Job
from workbench.jobs.queries import is_wanted
from workbench.jobs.registry import chore
from workbench.jobs.runner import Run, Stopped

# Some seconds of one core: what a worker that is killed leaves undone, and how long others wait for their turn.
TEXTS_OF_A_CHUNK = 512
# Texts that are kept at once: what is embedded twice at most.
TEXTS_AT_ONCE = 128
PAUSE, BETWEEN_SIGNS = 0.2, 1.0
OWN = "attempt "  # the worker that has the job

Progress = Callable[[int, int], None]
Place = tuple[str, int, int, int]


def embed_together(
    *, run: Run, passages: Sequence[Passage], encoder: Encoder, on_progress: Progress
) -> NDArray[np.float32]:
    """Return unit vectors of passages (n, d), like embed_texts(), with the help of whatever workers are idle."""
    texts = [passage.text for passage in passages]
    places = {hash_of(passage.text): (passage.source, passage.start, passage.end) for passage in passages}
    known = known_hashes(list(places), model_key(encoder))
    _lay_out(run.job, places, known, model_key(encoder))
    pieces = _open_chunks(run.job).count()
    if pieces > 1:
        run.call_for_help(pieces - 1)
    if pieces:
        encoder.ready()
    _work_through(run.job, encoder, lambda done: on_progress(min(len(known) + done, len(places)), len(places)))
    # Whatever no chunk held, such as words of a text that was changed meanwhile, is embedded here.
    vectors = embed_texts(texts=texts, encoder=encoder, on_progress=on_progress)
    EmbeddingChunk.objects.filter(job=run.job).delete()
    return vectors


def help_embedding(job: Job, encoder: Encoder | None = None) -> bool:
    """Embed one chunk of another worker's job; say whether there is another."""
    encoder = encoder or shared_encoder()
    encoder.ready()
    chunk = _claim(job, f"{socket.gethostname()[:60]} {os.getpid()} {uuid.uuid4().hex[:8]}", model_key(encoder))
    if chunk is None:
        return False

    def check(_done: int) -> None:
        if not is_wanted(job):
            raise Stopped

    try:
        _embed(chunk, encoder, check)
    except Stopped:
        return False
    return _free(job, model_key(encoder)).exists()


def sweep_chunks() -> None:
    """Delete what is left of jobs that are over."""
    EmbeddingChunk.objects.filter(job__finished_at__isnull=False).delete()


chore(sweep_chunks)


def _lay_out(job: Job, places: dict[str, tuple[int, int, int]], known: set[str], model: str) -> None:
    """Make chunks of what is new. Those of an earlier attempt stay, and what its own worker had in hand is free."""
    chunks = EmbeddingChunk.objects.filter(job=job)
    chunks.exclude(model=model).delete()
    chunks.filter(finished=True).delete()
    chunks.filter(worker__startswith=OWN).exclude(worker=_own(job)).update(worker="", alive_at=None)
    waiting = {place[0] for held in chunks.values_list("places", flat=True) for place in held}
    # The longest first: the end of the work is then not its slowest part, and the rows of a batch are of one length.
    new = sorted(places.keys() - known - waiting, key=lambda text: (places[text][1] - places[text][2], text))
    rows = []
    for position, first in enumerate(range(0, len(new), TEXTS_OF_A_CHUNK)):
        held = [(text, *places[text]) for text in new[first : first + TEXTS_OF_A_CHUNK]]
        rows.append(EmbeddingChunk(job=job, position=position, model=model, places=held))
    EmbeddingChunk.objects.bulk_create(rows, batch_size=50)


def _work_through(job: Job, encoder: Encoder, on_progress: Callable[[int], None]) -> None:
    """Do chunks until none is left, those that others have in hand too; `on_progress(texts done)` may raise to stop."""

    def tell(_done: int) -> None:
        on_progress(EmbeddingChunk.objects.filter(job=job).aggregate(done=Sum("done"))["done"] or 0)

    while _open_chunks(job).exists():
        chunk = _claim(job, _own(job), model_key(encoder))
        if chunk is None:
            time.sleep(PAUSE)
        else:
            _embed(chunk, encoder, tell)
        tell(0)


def _embed(chunk: EmbeddingChunk, encoder: Encoder, check: Callable[[int], None]) -> None:
    """Embed what is new of a chunk, keeping it as it goes; `check` is called about once a second and may raise."""
    mine = EmbeddingChunk.objects.filter(pk=chunk.pk, worker=chunk.worker, finished=False)
    texts = _texts(chunk.places)
    known = known_hashes(list(texts), chunk.model)
    new = [text for text in texts if text not in known]
    before = len(chunk.places) - len(new)
    last = time.monotonic()

    def sign(done: int) -> None:
        nonlocal last
        if time.monotonic() - last < BETWEEN_SIGNS:
            return
        last = time.monotonic()
        if not mine.update(alive_at=timezone.now(), done=before + done):
            raise Lost
        check(done)

    try:
        for first in range(0, len(new), TEXTS_AT_ONCE):
            some = new[first : first + TEXTS_AT_ONCE]
            encoded = encoder.encode(
                [texts[text] for text in some], on_batch=lambda done, _total, first=first: sign(first + done)
            )
            keep_vectors(vectors=dict(zip(some, encoded, strict=True)), model=chunk.model)
    except Lost:
        return
    mine.update(finished=True, done=len(chunk.places), alive_at=timezone.now())


class Lost(Exception):
    """Another worker has the chunk now."""


def _texts(places: Sequence[Place]) -> dict[str, str]:
    """Return the words that stand at the places by their hash; those of a text that was changed are left out."""
    sources = dict(Source.objects.filter(pk__in={place[1] for place in places}).values_list("pk", "text"))
    found = {text: sources.get(source, "")[start:end] for text, source, start, end in places}
    return {text: words for text, words in found.items() if hash_of(words) == text}


def _own(job: Job) -> str:
    return f"{OWN}{job.attempt}"


def _open_chunks(job: Job) -> QuerySet[EmbeddingChunk]:
    return EmbeddingChunk.objects.filter(job=job, finished=False)


def _free(job: Job, model: str) -> QuerySet[EmbeddingChunk]:
    since = timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER)
    return _open_chunks(job).filter(Q(worker="") | Q(alive_at__lt=since), model=model)


def _claim(job: Job, worker: str, model: str) -> EmbeddingChunk | None:
    """Take the next free chunk; None if there is none."""
    while chunk := _free(job, model).first():
        taken = _free(job, model).filter(pk=chunk.pk).update(worker=worker, alive_at=timezone.now())
        if taken:
            chunk.worker = worker
            return chunk
    return None
