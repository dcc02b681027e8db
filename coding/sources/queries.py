"""Reading sources, cases, variables and uploads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from coding.sources.models import (
    Case,
    ImportedFile,
    Outcome,
    Question,
    Source,
    SourceKind,
    Speaker,
    Turn,
    Upload,
)
from workbench.accounts.models import User
from workbench.projects.models import Project

MOST_OFFERED = 1000


def transcripts_of(project: Project, search: str = "") -> QuerySet[Source]:
    """Return the transcripts by name with `turns_count` and `speakers_count`, without their text.

    `search` is in name, case or speakers; `tied` are the speakers who are cases, with their case.
    """
    found = (
        Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT)
        .select_related("case", "project")
        .defer("text")
        .prefetch_related(
            Prefetch("speakers", Speaker.objects.filter(case__isnull=False).select_related("case"), to_attr="tied")
        )
        .annotate(turns_count=_number_of(Turn), speakers_count=_number_of(Speaker))
        .order_by("name")
    )
    if search:
        speaks = Speaker.objects.filter(source__project=project, name__icontains=search).values("source")
        found = found.filter(Q(name__icontains=search) | Q(case__name__icontains=search) | Q(pk__in=speaks))
    return found


def _number_of(model: type[Turn] | type[Speaker]) -> Coalesce:
    """How many rows of the model a source has."""
    rows = model.objects.filter(source=OuterRef("pk")).order_by().values("source").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def source_count(project: Project) -> dict[str, int]:
    """Return how many transcripts, cases, questions and answers the project has; three queries."""
    kinds = dict(Source.objects.filter(project=project).order_by().values_list("kind").annotate(n=Count("pk")))
    return {
        "transcripts": kinds.get(SourceKind.TRANSCRIPT, 0),
        "answers": kinds.get(SourceKind.ANSWER, 0),
        "cases": Case.objects.filter(project=project).count(),
        "questions": Question.objects.filter(project=project).count(),
    }


def batch_of(project: Project, batch: UUID, by: User) -> QuerySet[Upload]:
    """Return the files of one upload; only whoever sent them sees them."""
    return Upload.objects.filter(project=project, batch=batch, by=by)


def waiting_batches(project: Project, by: User) -> list[dict[str, Any]]:
    """Return this person's uploads that were not imported, the newest first: batch, purpose, how many files, a name."""
    waiting = Upload.objects.filter(project=project, by=by).order_by().values("batch", "purpose")
    return list(
        waiting.annotate(files=Count("pk"), name=Min("name"), since=Max("uploaded_at")).order_by("-since", "batch")
    )


def names_taken(project: Project, names: Iterable[str]) -> set[str]:
    """Return those of the names that sources of the project have already."""
    return set(Source.objects.filter(project=project, name__in=set(names)).values_list("name", flat=True))


def same_text(project: Project, hashes: Iterable[str]) -> dict[str, str]:
    """Return, for each hash that a transcript has already, the name of that transcript."""
    found = Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT, sha256__in=set(hashes))
    return dict(found.order_by("-pk").values_list("sha256", "name"))


def case_names(project: Project) -> list[str]:
    """Return what cases are called, to choose from while typing."""
    return list(Case.objects.filter(project=project).order_by("name").values_list("name", flat=True)[:MOST_OFFERED])


def imports_of(project: Project) -> QuerySet[ImportedFile, dict[str, Any]]:
    """Return the imports of a project, the newest first: batch, purpose, at, name of a file, who, how many of each."""
    return (
        ImportedFile.objects.filter(project=project)
        .order_by()
        .values("batch", "purpose")
        .annotate(
            at=Max("at"),
            file=Min("name"),
            person=Max("by__name"),
            email=Max("by__email"),
            files=Count("pk"),
            imported=Count("pk", filter=Q(outcome=Outcome.IMPORTED)),
            skipped=Count("pk", filter=Q(outcome=Outcome.SKIPPED)),
            refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)),
            words=Sum("words"),
        )
        .order_by("-at", "batch")
    )


def files_of(project: Project, batch: UUID) -> QuerySet[ImportedFile]:
    """Return the lines of one import's report in the order of the files."""
    return (
        ImportedFile.objects.filter(project=project, batch=batch)
        .select_related("by", "source__project")
        .defer("source__text")
        .order_by("id")
    )
