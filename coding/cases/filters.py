"""What part of the cases an address asks for: `?v12=Nurse&b7=20~30&n3=1&q=P0&sort=-v12`."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from coding.cases.groups import DATE, MULTIPLE, Band, day_comes_first, natural, number_of, parts_of, sort_key
from coding.sources.models import Case, Variable, VariableValue
from workbench.projects.models import Project
from workbench.web.numbers import key_in

NAME = "name"


@dataclass(frozen=True)
class Condition:
    """One condition on a variable: a value, a band of numbers, or no value; `key` and `text` are as in the address."""

    variable: Variable
    key: str
    text: str

    @property
    def label(self) -> str:
        if self.key.startswith("n"):
            return _("no value")
        return self.text.replace("~", "–") if self.key.startswith("b") else self.text


@dataclass(frozen=True)
class Wanted:
    """Which cases, in which order; conditions on one variable are alternatives, on several all must hold."""

    search: str = ""
    conditions: list[Condition] = field(default_factory=list)
    sort: str = ""
    descending: bool = False


def wanted_in(query: QueryDict, variables: dict[int, Variable]) -> Wanted:
    """Return what an address asks for; what it says of unknown variables is ignored."""
    conditions = []
    for key, texts in query.lists():
        number = key_in(key[1:]) if key[:1] in {"v", "b", "n"} else None
        if number in variables:
            conditions += [Condition(variables[number], key, text) for text in texts if _says(key, text)]
    sort = query.get("sort", "")
    name = sort.removeprefix("-")
    known = name == NAME or (name[:1] == "v" and key_in(name[1:]) in variables)
    return Wanted(query.get("q", "").strip(), conditions, name if known else "", sort.startswith("-"))


def _says(key: str, text: str) -> bool:
    return bool(text) and not (key.startswith("b") and Band.of_key(text) is None)


def cases_wanted(project: Project, wanted: Wanted) -> QuerySet[Case]:
    """Return the cases that meet all conditions, as they came; a query for each variable that is asked for, and one."""
    cases = Case.objects.filter(project=project)
    if wanted.search:
        valued = VariableValue.objects.filter(case__project=project, value__icontains=wanted.search).values("case")
        cases = cases.filter(Q(name__icontains=wanted.search) | Q(pk__in=valued))
    for variable in {condition.variable for condition in wanted.conditions}:
        asked = [condition for condition in wanted.conditions if condition.variable == variable]
        has_value = VariableValue.objects.filter(variable=variable).values("case")
        of_value = VariableValue.objects.filter(variable=variable, value__in=_values_meant(variable, asked))
        either = Q(pk__in=of_value.values("case"))
        if any(condition.key.startswith("n") for condition in asked):
            either |= ~Q(pk__in=has_value)
        cases = cases.filter(either)
    return cases.order_by("id")


def _values_meant(variable: Variable, asked: list[Condition]) -> list[str]:
    """Return the stored values that meet one of the conditions."""
    exact = {condition.text for condition in asked if condition.key.startswith("v")}
    bands = [band for one in asked if one.key.startswith("b") and (band := Band.of_key(one.text))]
    if not bands and variable.kind != MULTIPLE:
        return list(exact)
    stored = VariableValue.objects.filter(variable=variable).order_by().values_list("value", flat=True).distinct()
    return [value for value in stored if _is_meant(value, variable.kind, exact, bands)]


def _is_meant(value: str, kind: str, exact: set[str], bands: list[Band]) -> bool:
    if value in exact or exact.intersection(parts_of(value, kind)):
        return True
    number = number_of(value) if bands else None
    return number is not None and any(band.holds(number) for band in bands)


def sorted_cases(project: Project, wanted: Wanted, variables: dict[int, Variable]) -> QuerySet[Case] | list[Case]:
    """Return the cases wanted in the order wanted; those without a value come last either way."""
    cases = cases_wanted(project, wanted)
    if not wanted.sort:
        return cases
    if wanted.sort == NAME:
        return sorted(cases, key=lambda case: natural(case.name), reverse=wanted.descending)
    variable = variables[int(wanted.sort[1:])]
    values = dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))
    different = set(values.values())
    days = variable.kind == DATE and day_comes_first(different)
    keys = {value: sort_key(value, variable.kind, variable.levels, day_first=days) for value in different}
    have = [case for case in cases if case.pk in values]
    have.sort(key=lambda case: keys[values[case.pk]], reverse=wanted.descending)
    return [*have, *(case for case in cases if case.pk not in values)]
