"""Reading cases, variables and values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from coding.sources.models import Case, Source, SourceKind, Variable, VariableValue
from workbench.projects.models import Project


def cases_of(project: Project, search: str = "") -> QuerySet[Case]:
    """Return the cases as they came, with `transcripts_count` and `answers_count`; `search` is in name or values."""
    cases = Case.objects.filter(project=project)
    if search:
        valued = VariableValue.objects.filter(case__project=project, value__icontains=search).values("case")
        cases = cases.filter(Q(name__icontains=search) | Q(pk__in=valued))
    return cases.annotate(
        transcripts_count=_sources_of_case(SourceKind.TRANSCRIPT), answers_count=_sources_of_case(SourceKind.ANSWER)
    ).order_by("id")


def _sources_of_case(kind: str) -> Coalesce:
    counted = Source.objects.filter(case=OuterRef("pk"), kind=kind).order_by().values("case").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def variables_of(project: Project) -> QuerySet[Variable]:
    return Variable.objects.filter(project=project).order_by("position", "id")


def rows_of_values(cases: Sequence[Case], variables: Sequence[Variable]) -> list[tuple[Case, list[str]]]:
    """Return each case with its value for each variable ("" where it has none); one query."""
    known = values_by_case(cases)
    return [(case, [known[case.pk].get(variable.pk, "") for variable in variables]) for case in cases]


def values_by_case(cases: Iterable[Case]) -> dict[int, dict[int, str]]:
    """Return the values of the cases as {case id: {variable id: value}}; one query."""
    values: dict[int, dict[int, str]] = defaultdict(dict)
    rows = VariableValue.objects.filter(case__in=[case.pk for case in cases])
    for case_id, variable_id, value in rows.values_list("case_id", "variable_id", "value"):
        values[case_id][variable_id] = value
    return values


def sources_of_case(case: Case) -> QuerySet[Source]:
    """Return what a case said: transcripts first, then answers in the order of their questions."""
    return (
        Source.objects.filter(Q(case=case) | Q(speakers__case=case))
        .distinct()
        .select_related("question", "project")
        .order_by("-kind", "question__position", "id")
    )
