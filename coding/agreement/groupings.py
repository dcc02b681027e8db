"""Sources in groups: by what their case said for a variable, or by when they were handed in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable

from coding.cases.groups import NUMERIC, Group, group_by_band, group_by_value, natural, number_of, quantile_bands
from coding.cases.queries import variables_of
from coding.codings.models import Assignment
from coding.reconciliation.models import Round
from coding.sources.models import Source, Variable, VariableValue
from workbench.projects.models import Project
from workbench.web.numbers import key_in

BANDS = 4


def variable_named(project: Project, name: str) -> Variable | None:
    """Find a variable by its name, without case, or by its number."""
    variables = variables_of(project)
    return variables.filter(name__iexact=name.strip()).first() or variables.filter(pk=key_in(name)).first()


def sources_by_value(variable: Variable) -> dict[str, set[int]]:
    """Return the sources of the cases with each value, in the order of the levels; numbers in up to four bands.

    A focus group, whose source stands for no single case, belongs to no value. Where several answers were allowed,
    a source is in each of its groups.
    """
    said = dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))
    said = {case: value for case, value in said.items() if value.strip()}
    sources: dict[int, set[int]] = defaultdict(set)
    own = Source.objects.filter(project=variable.project_id, case__isnull=False).order_by()
    for source, case in own.values_list("pk", "case_id"):
        sources[case].add(source)
    found = {group.label: {pk for case in group.cases for pk in sources[case]} for group in _groups(variable, said)}
    return {label: held for label, held in found.items() if held}


def _groups(variable: Variable, said: dict[Hashable, str]) -> list[Group]:
    numbers = [number for value in said.values() if (number := number_of(value)) is not None]
    if variable.kind == NUMERIC and numbers:
        return group_by_band(said, quantile_bands(numbers, BANDS))[0]
    return group_by_value(said, variable.kind, variable.levels)


def sources_by_month(project: Project, round_: Round | None = None) -> dict[str, set[int]]:
    """Return the sources by the month ("2026-03") in which the last of their coders handed them in, oldest first."""
    done = Assignment.objects.filter(project=project, done_at__isnull=False)
    if round_ is not None:
        done = done.filter(round=round_)
    last: dict[int, str] = {}
    for source, moment in done.order_by("done_at").values_list("source_id", "done_at"):
        last[source] = f"{moment:%Y-%m}"
    months: dict[str, set[int]] = defaultdict(set)
    for source, month in last.items():
        months[month].add(source)
    return dict(sorted(months.items(), key=lambda item: natural(item[0])))
