"""Reading what is embedded: passages of a project with whose words they are, and vectors already known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from hashlib import sha256

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from coding.cases.voices import CaseFinder
from coding.codings.models import Layer
from coding.codings.visibility import visible_codings
from coding.sources.models import Question, Source, SourceKind, Turn
from themes.embeddings.models import Embedding
from themes.embeddings.passages import Passage, PassageKind, clauses, distinct_spans, passage_spans
from workbench.projects.models import Project

ROWS_AT_ONCE = 5000


def passages_of(project: Project, kind: PassageKind, question: Question | None = None) -> list[Passage]:
    """Return the passages of a kind; answers of one question only if it is given.

    A source stands for a person where its case is unknown. Quotations are what everybody may see: those of the
    consensus where a source has one, else the coders', spans that two of them marked alike counted once.
    """
    if kind == "quotations":
        return list(_quotations(project))
    return list(_answers(project, question) if kind == "answers" else _sentences(project))


def each_passage(project: Project) -> Iterator[Passage]:
    """Give what participants say and answer one after the other, so that never all of it is in memory."""
    yield from _sentences(project)
    yield from _answers(project, None)


def counts_of_kinds(project: Project) -> dict[str, int]:
    """Return how much there is of each kind: coded quotations, answers that say something, transcripts."""
    return {
        "quotations": visible_codings(project, None).count(),
        "answers": _answers_that_say_something(project).count(),
        "sentences": Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT).count(),
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


def _sentences(project: Project) -> Iterator[Passage]:
    """Clauses of what participants say; of the whole text where a transcript has no turns."""
    turns: dict[int, list[tuple[int, int, int | None, bool]]] = defaultdict(list)
    rows = Turn.objects.filter(source__project=project).order_by("source", "position")
    for source, *turn in rows.values_list("source", "body_start", "end", "speaker__case", "speaker__is_interviewer"):
        turns[source].append(tuple(turn))
    transcripts = Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT)
    for source, case, text in transcripts.order_by("pk").values_list("pk", "case_id", "text").iterator(chunk_size=20):
        for start, stop, speaker, interviewer in turns.get(source, [(0, len(text), None, False)]):
            if not interviewer:
                for span in clauses(text, start=start, end=stop):
                    yield Passage(source, _someone(speaker or case, source), *span, text[slice(*span)])


def _someone(case: int | None, source: int) -> Hashable:
    return f"source {source}" if case is None else case


def _quotations(project: Project) -> Iterator[Passage]:
    found = CaseFinder(project)
    rows = visible_codings(project, None).order_by().values_list("source_id", "layer", "start", "end")
    spans: dict[int, dict[str, list[tuple[int, int]]]] = defaultdict(lambda: defaultdict(list))
    for source, layer, start, end in rows.iterator(chunk_size=ROWS_AT_ONCE):
        spans[source][layer].append((start, end))
    sources = Source.objects.filter(pk__in=list(spans)) if len(spans) < ROWS_AT_ONCE else project.sources
    for source, case, text in sources.order_by("pk").values_list("pk", "case_id", "text").iterator(chunk_size=200):
        marked = spans.get(source, {})
        for quote in distinct_spans(marked.get(Layer.CONSENSUS) or marked.get(Layer.CODER, [])):
            for start, end in passage_spans(text, "quotations", start=quote[0], end=quote[1]):
                whose = found.at(source, start, end) if source in found.of_source else case
                yield Passage(source, _someone(whose, source), start, end, text[start:end])


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def known_vectors(hashes: Sequence[str], model: str) -> dict[str, NDArray[np.float32]]:
    """Return the vectors of those texts that were embedded before under this model."""
    known: dict[str, NDArray[np.float32]] = {}
    for first in range(0, len(hashes), ROWS_AT_ONCE):
        rows = Embedding.objects.filter(model=model, text_sha256__in=hashes[first : first + ROWS_AT_ONCE])
        for text, vector in rows.values_list("text_sha256", "vector"):
            known[text] = np.frombuffer(vector, dtype="<f4")
    return known
