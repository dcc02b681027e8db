"""One run of theme suggestion from the project's passages to stored suggestions; the job and the command share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from coding.sources.models import Question
from themes.embeddings.actions import embed_texts, model_key
from themes.embeddings.cards import reads_only_english
from themes.embeddings.choice import ALL, Choice
from themes.embeddings.current import shared_encoder as encoder
from themes.embeddings.encoder import EncoderUnavailable
from themes.embeddings.passages import Passage, PassageKind
from themes.embeddings.queries import passages_of
from themes.embeddings.sharing import embed_together
from themes.suggestions.cutting import Cuts, all_cuts
from themes.suggestions.narrowing import check, recorded
from themes.suggestions.proposals import Proposals, propose
from workbench.jobs.runner import Run
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

Progress = Callable[[int, int, str], None]

# Steps on one scale: embedding takes most of the time.
EMBEDDED, GROUPED, LAID_OUT = 60, 30, 10


@dataclass(frozen=True)
class Asked:
    """What was asked of a run; `question` and `choice` narrow passages, `themes` replaces the usual number."""

    kind: PassageKind
    seed: int
    question: int | None = None
    themes: int | None = None
    choice: Choice = ALL


@dataclass(frozen=True)
class Found:
    """Proposals with the passages that their places refer to; `cuts` are those of the tree, where there is one."""

    asked: Asked
    model: str
    passages: list[Passage]
    proposals: Proposals
    parameters: dict[str, Any]
    cuts: Cuts | None = None


def find_suggestions(
    project: Project, asked: Asked, progress: Progress = lambda done, total, note: None, run: Run | None = None
) -> Found:
    """Embed, group and label the project's passages; nothing is stored but the vectors.

    With the `run` of a job other workers help with the embedding.
    """
    check(project, asked.kind, asked.question, asked.choice)
    question = _question(project, asked)
    progress(0, 100, _("Collecting passages"))
    passages = passages_of(project, asked.kind, question, asked.choice)
    words = {"grouping": _("Grouping passages"), "labels": _("Finding labels"), "exemplars": _("Choosing quotations")}

    def embedded(done: int, total: int) -> None:
        progress(round(EMBEDDED * done / max(total, 1)), 100, _("Reading passages"))

    def proposed(step: str, share: float) -> None:
        progress(EMBEDDED + round(GROUPED * share), 100, words[step])

    try:
        only_english = reads_only_english(encoder().languages)
        vectors = _embedded(passages, embedded, run)
        key = model_key(encoder())
    except EncoderUnavailable as error:
        raise WorkbenchError(str(error)) from error
    found = propose(
        passages, vectors, seed=asked.seed, themes=asked.themes, only_english=only_english, progress=proposed
    )
    parameters = {
        **found.parameters,
        "model": key,
        "encoder": encoder().engine_name,
        "question": question.text if question else None,
        "chosen": recorded(project, asked.choice),
    }
    cuts = None
    if found.kept is not None:
        progress(100 - LAID_OUT, 100, _("Cutting the tree, drawing the map"))
        cuts = all_cuts(found.kept, passages, vectors, seed=asked.seed, usual=asked.themes)
    return Found(asked, encoder().model_name, passages, found, parameters, cuts)


def _embedded(passages: list[Passage], on_progress: Callable[[int, int], None], run: Run | None) -> NDArray[np.float32]:
    """Vectors of the passages; as a job, with the help of other workers."""
    if run is not None:
        return embed_together(run=run, passages=passages, encoder=encoder(), on_progress=on_progress)
    texts = [passage.text for passage in passages]
    return embed_texts(texts=texts, encoder=encoder(), on_progress=on_progress)


def _question(project: Project, asked: Asked) -> Question | None:
    if asked.question is None:
        return None
    found = Question.objects.filter(project=project, pk=asked.question).first()
    if found is None:
        raise WorkbenchError(_("The question is no longer there. Choose another one and start again."))
    return found
