"""Suggestions by the groups of a variable: how many of each group stand behind them."""

from __future__ import annotations

from collections.abc import Sequence

from coding.cases.groups import group_by_band, group_by_value, number_of, quantile_bands
from coding.cases.queries import variables_of
from coding.sources.models import Variable, VariableKind, VariableValue
from themes.suggestions.cards import Card, people_in
from themes.suggestions.models import SuggestionRun
from themes.suggestions.prevalence import shares_by_group
from themes.suggestions.queries import run_passages
from workbench.projects.models import Project

MOST_GROUPS, BANDS = 8, 4


def variable_choices(project: Project) -> list[Variable]:
    """Return the variables whose groups can be shown: those of a few values, and numbers in bands."""
    return [one for one in variables_of(project) if one.kind != VariableKind.DATE]


def fill_groups(cards: Sequence[Card], run: SuggestionRun, variable: Variable) -> None:
    """Give each card and each of its parts the shares of the variable's groups; three queries."""
    everyone = set(run_passages(run).filter(case__isnull=False).order_by().values_list("case", flat=True).distinct())
    groups = groups_of(variable)
    whole = [one for card in cards for one in (card, *card.parts)]
    people = people_in(run, whole)
    for card in whole:
        card.groups = shares_by_group(people.get(card.suggestion.pk, ()), groups, everyone)


def groups_of(variable: Variable) -> dict[str, frozenset]:
    """Return the cases of each group by its label; numbers of many different values stand in bands of about as many."""
    values = dict(VariableValue.objects.filter(variable=variable).values_list("case_id", "value"))
    groups = group_by_value(values, variable.kind, variable.levels)
    if variable.kind == VariableKind.NUMERIC and len(groups) > MOST_GROUPS:
        numbers = [number for value in values.values() if (number := number_of(value)) is not None]
        groups, _words = group_by_band(values, quantile_bands(numbers, BANDS))
    return {group.label: group.cases for group in groups[:MOST_GROUPS]}
