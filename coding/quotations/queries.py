"""The passages behind the codes, and how many there are; all of it through visibility."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from coding.cases.voices import whose_name, whose_words
from coding.codebook.models import Code
from coding.codebook.tree import Node
from coding.codings.models import Coding
from coding.quotations.debt import OWED
from coding.quotations.layers import ALL, layer_codings
from workbench.audit.models import Event
from workbench.membership.models import Membership
from workbench.projects.models import Project


@dataclass(frozen=True)
class Counts:
    """How often a code was applied, and in how many sources and cases."""

    codings: int = 0
    sources: int = 0
    cases: int = 0
    earlier: int = 0  # codings from before the code was changed that nobody has looked at since


NEVER = Counts()


def code_counts(project: Project, viewer: Membership | None, layer: str = ALL) -> dict[int, Counts]:
    """Return the counts of every code that has visible codings in the layer; one query."""
    rows = (
        layer_codings(project, viewer, layer)
        .order_by()
        .alias(whose=whose_words(project))
        .values("code_id")
        .annotate(
            codings=Count("pk"),
            sources=Count("source", distinct=True),
            cases=Count("whose", distinct=True),
            earlier=Count("pk", filter=OWED),
        )
    )
    return {row.pop("code_id"): Counts(**row) for row in rows}


def with_subcodes(nodes: Iterable[Node], counts: Mapping[int, Counts]) -> dict[int, int]:
    """Return how often each code or one of its subcodes was applied."""
    totals: dict[int, int] = {}
    for node in reversed(list(nodes)):  # children come after their parents
        below = sum(totals[child.id] for child in node.children)
        totals[node.id] = counts.get(node.id, NEVER).codings + below
    return totals


def quotations_of(
    project: Project,
    viewer: Membership | None,
    *,
    layer: str = ALL,
    codes: set[int] | None = None,
    case: int | None = None,
    source: int | None = None,
    earlier: bool = False,
) -> QuerySet[Coding]:
    """Return visible codings with what is shown beside their words, in the order of the sources.

    `whose` and `whose_name` are the id and the name of the case whose words they are. `earlier` are only those made
    before their code was changed, and that nobody has looked at since.
    """
    codings = layer_codings(project, viewer, layer).annotate(whose=whose_words(project))
    if codes is not None:
        codings = codings.filter(code_id__in=codes)
    if case is not None:
        codings = codings.filter(whose=case)
    if source is not None:
        codings = codings.filter(source_id=source)
    if earlier:
        codings = codings.filter(OWED)
    return (
        codings.annotate(whose_name=whose_name())
        .select_related("source__case", "source__question", "code", "coder", "round")
        .defer("source__text")
        .order_by("source_id", "start", "end", "code_id", "coder_id")
    )


def merge_event(code: Code) -> Event | None:
    """Return the event by which the code was merged into another, if that was its last merge or unmerge."""
    last = Event.objects.filter(
        project_id=code.project_id,
        subject_type="code",
        subject_id=str(code.pk),
        action__in=["code.merged", "code.unmerged"],
    ).first()
    return last if last and last.action == "code.merged" else None


def merged_into(project: Project) -> dict[int, int]:
    """Return, for the codes whose last merge or unmerge was a merge, the code that each went into; one query."""
    events = Event.objects.filter(project_id=project.pk, action__in=["code.merged", "code.unmerged"])
    rows = events.order_by("at", "id").values_list("subject_id", "action", "after")
    last = {int(code): (action, (after or {}).get("_into", 0)) for code, action, after in rows}
    return {code: into for code, (action, into) in last.items() if action == "code.merged"}
