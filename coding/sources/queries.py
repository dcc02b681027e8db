"""Reading sources, cases, variables and uploads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coding.sources.models import (
    Case,
    Question,
    Source,
    SourceKind,
    Speaker,
    Turn,
    Upload,
)
from workbench.accounts.models import User
from workbench.projects.models import Project


def transcripts_of(project: Project, search: str = "") -> QuerySet[Source]:
    """Return the transcripts by name with `turns_count`, without their text; `search` is in name, case or speakers."""
    turns = Turn.objects.filter(source=OuterRef("pk")).order_by().values("source").annotate(n=Count("pk")).values("n")
    found = (
        Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT)
        .select_related("case", "project")
        .defer("text")
        .annotate(turns_count=Coalesce(Subquery(turns, output_field=IntegerField()), 0))
        .order_by("name")
    )
    if search:
        speaks = Speaker.objects.filter(source__project=project, name__icontains=search).values("source")
        found = found.filter(Q(name__icontains=search) | Q(case__name__icontains=search) | Q(pk__in=speaks))
    return found


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
    """Return this person's uploads that were looked at and not imported: batch, purpose, how many files, a name."""
    batches: dict[UUID, dict[str, Any]] = {}
    for upload in Upload.objects.filter(project=project, by=by).order_by("-uploaded_at"):
        waiting = batches.setdefault(
            upload.batch, {"batch": upload.batch, "purpose": upload.purpose, "name": upload.name, "files": 0}
        )
        waiting["files"] += 1
    return list(batches.values())


def names_taken(project: Project) -> set[str]:
    return set(Source.objects.filter(project=project).values_list("name", flat=True))


def same_text(project: Project, hashes: Iterable[str]) -> dict[str, str]:
    """Return, for each hash that a transcript has already, the name of that transcript."""
    found = Source.objects.filter(project=project, kind=SourceKind.TRANSCRIPT, sha256__in=list(hashes))
    return dict(found.order_by("-pk").values_list("sha256", "name"))
