"""The passages behind the codes, and how many there are; all of it through visibility."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from coding.codings.models import Coding
from coding.quotations.layers import ALL, layer_codings
from workbench.membership.models import Membership
from workbench.projects.models import Project


@dataclass(frozen=True)
class Counts:
    """How often a code was applied, and in how many sources and cases."""

    codings: int = 0
    sources: int = 0
    cases: int = 0


NEVER = Counts()


def code_counts(project: Project, viewer: Membership | None, layer: str = ALL) -> dict[int, Counts]:
    """Return the counts of every code that has visible codings in the layer; one query."""
    rows = (
        layer_codings(project, viewer, layer)
        .order_by()
        .values("code_id")
        .annotate(
            codings=Count("pk"),
            sources=Count("source", distinct=True),
            cases=Count("source__case", distinct=True),
        )
    )
    return {row["code_id"]: Counts(row["codings"], row["sources"], row["cases"]) for row in rows}


def quotations_of(
    project: Project,
    viewer: Membership | None,
    *,
    layer: str = ALL,
    codes: set[int] | None = None,
    case: int | None = None,
    source: int | None = None,
) -> QuerySet[Coding]:
    """Return visible codings with what is shown beside their words, in the order of the sources."""
    codings = layer_codings(project, viewer, layer)
    if codes is not None:
        codings = codings.filter(code_id__in=codes)
    if case is not None:
        codings = codings.filter(source__case_id=case)
    if source is not None:
        codings = codings.filter(source_id=source)
    return (
        codings.select_related("source__case", "source__question", "code", "coder", "round")
        .defer("source__text")
        .order_by("source_id", "start", "end", "code_id", "coder_id")
    )
