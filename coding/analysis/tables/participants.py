"""Table 1: who the participants are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.choices import everyone_or_scope, fixed, no_or_variable
from coding.analysis.describing import categories, category_names, numbers
from coding.analysis.queries import EVERYONE, NO_VALUE, Grouping, cases_counted, grouping_of
from coding.analysis.registry import Analysis
from coding.analysis.results import CASES, Behind, Result, Rows
from coding.analysis.telling import scope_words
from coding.cases.groups import Group, date_key, day_comes_first
from coding.cases.queries import variables_of
from coding.sources.importers.answers import is_date
from coding.sources.models import Variable, VariableKind, VariableValue
from workbench.exporting.documents import Cell, Column, Middle, Share, Spread
from workbench.exporting.facts import day_fact
from workbench.exporting.registry import Choice
from workbench.membership.models import Membership
from workbench.projects.models import Project

EVERY = "all"
MOST_CATEGORIES = 30
SEPARATOR = "\n"


def which_variables(project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    return [(EVERY, _("All variables")), *((one.name, one.name) for one in variables_of(project))]


@dataclass
class _Columns:
    """The columns of the table: all cases, then the groups."""

    cases: list[frozenset[int]]
    asks: list[dict[str, str]]

    def behind(self, place: int, **more: object) -> Behind:
        return Behind(CASES, self.asks[place] | {name: str(value) for name, value in more.items()})


def build_participants(
    project: Project,
    viewer: Membership | None,
    *,
    variables: str = EVERY,
    scope: str = EVERYONE,
    by: str = "",
    order: str = "name",
) -> Result:
    """Return the characteristics of the cases: categories n (%), numbers mean (SD), median [quartiles] and range.

    `variables` are names, one a line, or "all".
    """
    base = cases_counted(project, scope)
    grouping = grouping_of(project, by, base) if by else None
    chosen, left_out = _chosen(project, variables, base)
    if grouping:
        chosen = [(variable, values) for variable, values in chosen if variable != grouping.variable]
    groups = grouping.groups if grouping else []
    columns = _Columns(
        [base, *(frozenset(group.cases) for group in groups)],
        [{"scope": scope}, *(_of_group(scope, grouping, group) for group in groups)],
    )
    rows = Rows(_heads(len(base), groups, grouping))
    for variable, values in chosen:
        _describe(rows, columns, variable, values, frequent=order == "frequency")
    sheet = rows.sheet(
        _("Characteristics of the participants"), _notes(scope, len(base), grouping, left_out), _("Participants")
    )
    sheet.heads = {place: columns.behind(place - 3) for place in range(3, len(rows.columns))}
    return Result(
        title=_("Participants of “%(project)s”") % {"project": project.name},
        sheets=[sheet],
        facts=[day_fact()],
        landscape=len(groups) > 3,
    )


def _of_group(scope: str, grouping: Grouping | None, group: Group) -> dict[str, str]:
    return {"scope": scope, "by": str(grouping.variable.pk) if grouping else "", "group": group.key}


def _heads(size: int, groups: Sequence[Group], grouping: Grouping | None) -> list[Column]:
    def head(label: str, count: int, letter: str) -> str:
        return _("%(label)s (%(letter)s = %(size)s)") % {"label": label, "letter": letter, "size": count}

    return [
        Column(_("Characteristic"), width=2.4),
        Column(_("Variable"), width=2, data_only=True),
        Column(_("What"), width=1.2, data_only=True),
        Column(head(_("All"), size, "N"), numeric=True),
        *(
            Column(head(group.label, len(group.cases), "n"), numeric=True, group=grouping.variable.name)
            for group in groups
        ),
    ]


def _chosen(
    project: Project, names: str, base: frozenset[int]
) -> tuple[list[tuple[Variable, dict[int, str]]], list[str]]:
    """Return the variables with their values in the base, and the names of those that are too many-valued for a table.

    Two queries. One that was chosen by its name is shown whatever it holds.
    """
    wanted = None if names in {"", EVERY} else set(names.split(SEPARATOR))
    variables = [one for one in variables_of(project) if wanted is None or one.name in wanted]
    values: dict[int, dict[int, str]] = defaultdict(dict)
    rows = VariableValue.objects.filter(variable__in=[one.pk for one in variables])
    for variable, case, value in rows.values_list("variable_id", "case_id", "value"):
        if case in base:
            values[variable][case] = value
    counted = {VariableKind.NOMINAL, VariableKind.ORDINAL}
    left_out = [
        one.name
        for one in variables
        if wanted is None and one.kind in counted and len(set(values[one.pk].values())) > MOST_CATEGORIES
    ]
    return [(one, values[one.pk]) for one in variables if one.name not in left_out], left_out


def _describe(rows: Rows, columns: _Columns, variable: Variable, values: dict[int, str], *, frequent: bool) -> None:
    rows.add(variable.name, variable.name, "", *([""] * len(columns.cases)))
    if variable.kind == VariableKind.NUMERIC:
        _numbers(rows, columns, variable, values)
    elif variable.kind == VariableKind.DATE:
        _dates(rows, columns, variable, values)
    else:
        _categories(rows, columns, variable, values, frequent=frequent)


def _categories(rows: Rows, columns: _Columns, variable: Variable, values: dict[int, str], *, frequent: bool) -> None:
    levels = variable.levels if variable.kind == VariableKind.ORDINAL else ()
    names = category_names(values, variable.kind, levels, frequent=frequent)
    found = [categories(values, cases, variable.kind, names) for cases in columns.cases]
    for name in names:
        cells = [
            (Share(one.counts[name], one.answered), columns.behind(place, variable=variable.pk, value=name) if one.counts[name] else None)  # noqa: E501
            for place, one in enumerate(found)
        ]  # fmt: skip
        rows.add(name, variable.name, name, *cells, level=1)
    _missing(rows, columns, variable, [one.missing for one in found])


def _numbers(rows: Rows, columns: _Columns, variable: Variable, values: dict[int, str]) -> None:
    found = [numbers(values, cases) for cases in columns.cases]
    lines: list[tuple[str, list[Cell]]] = [
        (_("n"), [one.n for one in found]),
        (_("Mean (SD)"), [Spread(one.mean, one.deviation) for one in found]),
        (_("Median [Q1–Q3]"), [Middle(one.median, *one.quartiles) for one in found]),
        (_("Range"), [_range(*one.range) for one in found]),
    ]
    if any(one.words for one in found):
        lines.append((_("Not a number"), [one.words for one in found]))
    for name, cells in lines:
        rows.add(name, variable.name, name, *cells, level=1)
    _missing(rows, columns, variable, [one.missing for one in found])


def _range(low: float | None, high: float | None) -> str | None:
    return None if low is None or high is None else f"{low:.10g}–{high:.10g}"


def _dates(rows: Rows, columns: _Columns, variable: Variable, values: dict[int, str]) -> None:
    dates = {case: value for case, value in values.items() if is_date(value)}
    first = day_comes_first(dates.values())
    cells, missing = [], []
    for cases in columns.cases:
        own = sorted((dates[case] for case in cases if case in dates), key=lambda date: date_key(date, day_first=first))
        cells.append(f"{own[0]} – {own[-1]}" if own else None)
        missing.append(len(cases) - sum(case in values for case in cases))
    rows.add(_("Range"), variable.name, _("Range"), *cells, level=1)
    _missing(rows, columns, variable, missing)


def _missing(rows: Rows, columns: _Columns, variable: Variable, counts: list[int]) -> None:
    """Say how many have no value; nothing where nobody misses one."""
    if any(counts):
        cells = [
            (Share(count, len(cases)), columns.behind(place, variable=variable.pk, value=NO_VALUE) if count else None)
            for place, (count, cases) in enumerate(zip(counts, columns.cases, strict=True))
        ]
        rows.add(_("Missing"), variable.name, _("Missing"), *cells, level=1)


def _notes(scope: str, size: int, grouping: Grouping | None, left_out: list[str]) -> list[str]:
    of = (
        _("N = %(size)s: all cases of the study.")
        if scope == EVERYONE
        else _("N = %(size)s: the cases who said something in %(texts)s.")
    )
    notes = [
        of % {"size": size, "texts": scope_words(scope) if scope != EVERYONE else ""},
        _("Percentages of categories are of the cases with a value, those of “Missing” of all cases of the column."),
        _("Where several answers were allowed, n (%) are of the respondents and may add up to more than 100%."),
        _("SD with n − 1; quartiles by linear interpolation."),
    ]
    if grouping and not grouping.apart:
        notes.append(_("A case stands in each of its groups of “%(by)s”.") % {"by": grouping.variable.name})
    if left_out:
        text = _("Left out for having more than %(most)s different values: %(names)s.")
        notes.append(text % {"most": MOST_CATEGORIES, "names": ", ".join(left_out)})
    return notes


PARTICIPANTS = Analysis(
    what="participants",
    tab=gettext_lazy("Participants"),
    label=gettext_lazy("Participants (Table 1)"),
    lede=gettext_lazy("Who took part: every closed item as n (%), mean (SD), median and range, with what is missing."),
    build=build_participants,
    choices=(
        Choice("variables", gettext_lazy("Variables"), which_variables, several=True),
        Choice("scope", gettext_lazy("Of"), everyone_or_scope),
        Choice("by", gettext_lazy("In columns by"), no_or_variable),
        Choice(
            "order",
            gettext_lazy("Categories"),
            fixed(lambda: [("name", _("By level or name")), ("frequency", _("Most frequent first"))]),
        ),
    ),
    position=10,
    holds=("cases", "names"),
)
