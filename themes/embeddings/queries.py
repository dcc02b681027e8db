"""Reading what is embedded: passages of a project with whose words they are, and vectors already known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import chain

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.sources.models import Question, Source, SourceKind, Turn
from themes.embeddings.choice import ALL, Choice, overlaps
from themes.embeddings.coded import coded_stretches, people_of, quotations, someone
from themes.embeddings.models import Embedding
from themes.embeddings.passages import Passage, PassageKind, clauses
from workbench.projects.models import Project

ROWS_AT_ONCE = 5000


def passages_of(
    project: Project, kind: PassageKind, question: Question | None = None, choice: Choice = ALL
) -> list[Passage]:
    """Return the passages of a kind; what answers one question only if it is given, and as `choice` narrows them.

    A source stands for a person where its case is unknown. Quotations are what everybody may see: those of the
    consensus where a source has one, else the coders', spans that two of them marked alike counted once.
    """
    if kind == "quotations":
        found = quotations(project, choice, question)
    elif kind == "answers":
        found = _answers(project, question)
    elif kind == "uncoded":
        found = _uncoded(project, question, choice)
    else:
        found = _sentences(project, choice)
    people = people_of(project, choice)
    return [passage for passage in found if people is None or passage.case in people]


def each_passage(project: Project) -> Iterator[Passage]:
    """Give what participants say and answer one after the other, so that never all of it is in memory."""
    yield from _sentences(project)
    yield from _answers(project, None)


def counts_of_kinds(project: Project) -> dict[str, int]:
    """Return how much there is of each kind: coded quotations, answers that say something, transcripts, both."""
    transcripts = Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT)
    answers = _answers_that_say_something(project)
    sealed = sealed_source_ids(project)
    return {
        "quotations": visible_codings(project, None).count(),
        "answers": answers.count(),
        "sentences": transcripts.count(),
        "uncoded": answers.exclude(pk__in=sealed).count() + transcripts.exclude(pk__in=sealed).count(),
    }


def _answers_that_say_something(project: Project) -> QuerySet[Source]:
    """Many people writing “none” have nothing in common that a theme could be made of."""
    return Source.objects.filter(project=project, kind=SourceKind.ANSWER, no_answer=False)


def _answers(project: Project, question: Question | None) -> Iterator[Passage]:
    answers = _answers_that_say_something(project)
    if question is not None:
        answers = answers.filter(question=question)
    rows = answers.order_by("pk").values_list("pk", "case_id", "text")
    for source, case, text in rows.iterator(chunk_size=ROWS_AT_ONCE):
        for start, end in clauses(text):
            yield Passage(source, case, start, end, text[start:end])


def _sentences(project: Project, choice: Choice = ALL) -> Iterator[Passage]:
    """Clauses of what participants say; of the whole text where a transcript has no turns."""
    turns: dict[int, list[tuple[int, int, int | None, bool]]] = defaultdict(list)
    rows = Turn.objects.filter(source__project=project).order_by("source", "position")
    for source, *turn in rows.values_list("source", "body_start", "end", "speaker__case", "speaker__is_interviewer"):
        turns[source].append(tuple(turn))
    transcripts = Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT)
    for source, case, text in transcripts.order_by("pk").values_list("pk", "case_id", "text").iterator(chunk_size=20):
        for start, stop, speaker, interviewer in turns.get(source, [(0, len(text), None, False)]):
            if choice.interviewer or not interviewer:
                for span in clauses(text, start=start, end=stop):
                    whose = None if interviewer else speaker or case
                    yield Passage(source, someone(whose, source), *span, text[slice(*span)])


def _uncoded(project: Project, question: Question | None, choice: Choice) -> Iterator[Passage]:
    """Clauses of which nobody coded a character; none of a source that is being coded blind, since that would tell."""
    said = [] if question else _sentences(project, choice)
    coded, sealed = coded_stretches(project), sealed_source_ids(project)
    for passage in chain(said, _answers(project, question)):
        if passage.source not in sealed and not overlaps((passage.start, passage.end), coded.get(passage.source, [])):
            yield passage


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def known_hashes(hashes: Sequence[str], model: str) -> set[str]:
    """Return which of those texts were embedded before under this model."""
    known: set[str] = set()
    for first in range(0, len(hashes), ROWS_AT_ONCE):
        rows = Embedding.objects.filter(model=model, text_sha256__in=hashes[first : first + ROWS_AT_ONCE])
        known.update(rows.values_list("text_sha256", flat=True))
    return known


def known_vectors(hashes: Sequence[str], model: str) -> dict[str, NDArray[np.float32]]:
    """Return the vectors of those texts that were embedded before under this model."""
    known: dict[str, NDArray[np.float32]] = {}
    for first in range(0, len(hashes), ROWS_AT_ONCE):
        rows = Embedding.objects.filter(model=model, text_sha256__in=hashes[first : first + ROWS_AT_ONCE])
        for text, vector in rows.values_list("text_sha256", "vector"):
            known[text] = np.frombuffer(vector, dtype="<f4")
    return known
