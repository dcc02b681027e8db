"""Whose words a passage is: of the first person tied to a case who speaks in it, else of the case of its source.

Only where a speaker is tied to another case than the source is (a focus group, a couple) do turns matter. The rule
stands here twice, for rows of the database and for places in memory, and a test holds both to the same answer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict

from django.db.models import BigIntegerField, F, OuterRef, QuerySet, Subquery, When
from django.db.models import Case as Choice
from django.db.models.functions import Coalesce

from coding.sources.models import Case, Source, SourceKind, Speaker, Turn
from workbench.projects.models import Project

KEY = BigIntegerField()


def sources_of_several(project: Project) -> QuerySet[Speaker]:
    """Return the ids (`source_id`) of the sources in which somebody else than the source's case speaks."""
    tied = Speaker.objects.filter(source__project=project, case__isnull=False)
    return tied.exclude(case=F("source__case")).order_by().values("source_id")


def whose_words(project: Project) -> Choice:
    """Return an expression for rows with `source`, `start` and `end` (codings): the id of the case, or NULL."""
    speaking = (
        Turn.objects.filter(
            source=OuterRef("source"), end__gt=OuterRef("start"), start__lt=OuterRef("end"), speaker__case__isnull=False
        )
        .order_by("position")
        .values("speaker__case")[:1]
    )
    return Choice(
        When(
            source__in=sources_of_several(project),
            then=Coalesce(Subquery(speaking), F("source__case"), output_field=KEY),
        ),
        default=F("source__case"),
        output_field=KEY,
    )


def whose_name() -> Subquery:
    """Return an expression for rows that have `whose` (whose_words): what the case is called."""
    return Subquery(Case.objects.filter(pk=OuterRef("whose")).values("name"))


class CaseFinder:
    """Whose words stand where in the transcripts of a project; three queries, however many places are asked for."""

    def __init__(self, project: Project) -> None:
        transcripts = Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT)
        self.of_source: dict[int, int | None] = dict(transcripts.values_list("pk", "case_id"))
        self.turns: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        turns = Turn.objects.filter(source__in=sources_of_several(project), speaker__case__isnull=False)
        rows = turns.order_by("source", "position").values_list("source", "start", "end", "speaker__case")
        for source, start, end, case in rows.iterator(chunk_size=5000):
            self.turns[source].append((start, end, case))

    def at(self, source: int, start: int, end: int | None = None) -> int | None:
        """Return the case whose words [start, end) of a transcript are; None where nobody knows."""
        turns = self.turns.get(source, [])
        place = bisect_right(turns, start, key=lambda turn: turn[1])
        if place < len(turns) and turns[place][0] < (start + 1 if end is None else end):
            return turns[place][2]
        return self.of_source.get(source)
