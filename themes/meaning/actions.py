"""Reading the passages of a study, so that those near in meaning can be found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import numpy as np
from django.db import transaction
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from themes.embeddings.actions import embed_texts, model_key
from themes.embeddings.encoder import Encoder, ignore
from themes.embeddings.passages import Passage
from themes.embeddings.sharing import embed_together
from themes.meaning.index import About, Writer
from themes.meaning.queries import folder_of, index_of, passages_with_revisions, stamp_of
from workbench.accounts.models import User
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.jobs.runner import Run
from workbench.projects.models import Project

JOB = "themes.read_meaning"
# A window is read by all workers together: sixteen chunks and more, and some ten megabytes of vectors.
PASSAGES_AT_ONCE = 8192
LONGEST_TEXT = 2000


def read_passages(
    *,
    project: Project,
    encoder: Encoder,
    on_progress: Callable[[int, int], None] = ignore,
    run: Run | None = None,
) -> About:
    """Make the index of the study's passages anew if its texts have changed; what was embedded before is not again.

    Derived from the texts, nobody's act: no event is written. `on_progress(read, 0)` may raise to stop; what was
    embedded is kept. With the `run` of a job other workers help with it.
    """
    model, stamp = model_key(encoder), stamp_of(project)
    found = index_of(project, model)
    if found and found.stamp == stamp:
        return found
    writer = Writer(folder_of(project), encoder.dimensions)
    passages = passages_with_revisions(project)
    while window := list(islice(passages, PASSAGES_AT_ONCE)):
        before = writer.passages
        vectors = _embedded(
            [passage for passage, _revision in window],
            encoder,
            lambda done, _total, before=before: on_progress(before + done, 0),
            run,
        )
        writer.add([(passage.source, revision, passage.start, passage.end) for passage, revision in window], vectors)
    return writer.close(stamp=stamp, model=model)


def _embedded(
    passages: list[Passage], encoder: Encoder, on_progress: Callable[[int, int], None], run: Run | None
) -> NDArray[np.float32]:
    if run is not None:
        return embed_together(run=run, passages=passages, encoder=encoder, on_progress=on_progress)
    texts = [passage.text for passage in passages]
    return embed_texts(texts=texts, encoder=encoder, on_progress=on_progress)


@transaction.atomic
def start_reading(*, project: Project, by: User, text: str, address: str) -> Job:
    """Read the passages, and the text that is asked for, as long work; `address` is where the answer is shown."""
    parameters = {"text": text[:LONGEST_TEXT], "address": address}
    return start_job(
        kind=JOB, project=project, by=by, label=_("Read passages for their meaning"), parameters=parameters
    )
