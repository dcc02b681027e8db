"""Reading cases, variables and values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from coding.sources.models import Case, Source, SourceKind, Speaker, Variable, VariableValue
from workbench.projects.models import Project


@dataclass
class Said:
    """What a case said: transcripts (also those in which it is one of several speakers) and answers, by id."""

    transcripts: set[int] = field(default_factory=set)
    answers: set[int] = field(default_factory=set)


Rows = list[tuple[Case, Said, list[tuple[Variable, str]]]]


def variables_of(project: Project) -> QuerySet[Variable]:
    return Variable.objects.filter(project=project).order_by("position", "id")


def said_by(cases: Iterable[Case]) -> dict[int, Said]:
    """Return what each of the cases said; two queries."""
    return said_by_ids([case.pk for case in cases])


def said_by_ids(cases: Sequence[int] | QuerySet) -> dict[int, Said]:
    """Return what the cases with these ids said; two queries."""
    said: dict[int, Said] = defaultdict(Said)
    own = Source.objects.filter(case__in=cases).order_by()
    for pk, kind, case in own.values_list("pk", "kind", "case"):
        (said[case].answers if kind == SourceKind.ANSWER else said[case].transcripts).add(pk)
    for source, case in Speaker.objects.filter(case__in=cases).order_by().values_list("source", "case"):
        said[case].transcripts.add(source)
    return said


def rows_of_values(cases: Sequence[Case], variables: Sequence[Variable]) -> Rows:
    """Return each case with what it said and its value for each variable ("" where it has none); three queries."""
    known, said = values_by_case(cases), said_by(cases)
    return [
        (case, said.get(case.pk, Said()), [(one, known[case.pk].get(one.pk, "")) for one in variables])
        for case in cases
    ]


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
