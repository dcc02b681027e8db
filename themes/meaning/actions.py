"""Reading the passages of a study, so that those near in meaning can be found."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from django.db import transaction
from django.utils.translation import gettext as _

from themes.embeddings.actions import embed_texts, model_key
from themes.embeddings.encoder import Encoder, ignore
from themes.meaning.index import About, Writer
from themes.meaning.queries import folder_of, index_of, passages_with_revisions, stamp_of
from workbench.accounts.models import User
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.projects.models import Project

JOB = "themes.read_meaning"
PASSAGES_AT_ONCE = 4096
LONGEST_TEXT = 2000


def read_passages(*, project: Project, encoder: Encoder, on_progress: Callable[[int, int], None] = ignore) -> About:
    """Make the index of the study's passages anew if its texts have changed; what was embedded before is not again.

    Derived from the texts, nobody's act: no event is written. `on_progress(read, 0)` may raise to stop; what was
    embedded is kept.
    """
    model, stamp = model_key(encoder), stamp_of(project)
    found = index_of(project, model)
    if found and found.stamp == stamp:
        return found
    writer = Writer(folder_of(project), encoder.dimensions)
    passages = passages_with_revisions(project)
    while window := list(islice(passages, PASSAGES_AT_ONCE)):
        before = writer.passages
        vectors = embed_texts(
            texts=[passage.text for passage, _revision in window], encoder=encoder,
            on_progress=lambda done, _total, before=before: on_progress(before + done, 0),
        )  # fmt: skip
        writer.add([(passage.source, revision, passage.start, passage.end) for passage, revision in window], vectors)
    return writer.close(stamp=stamp, model=model)


@transaction.atomic
def start_reading(*, project: Project, by: User, text: str, address: str) -> Job:
    """Read the passages, and the text that is asked for, as long work; `address` is where the answer is shown."""
    parameters = {"text": text[:LONGEST_TEXT], "address": address}
    return start_job(
        kind=JOB, project=project, by=by, label=_("Read passages for their meaning"), parameters=parameters
    )
