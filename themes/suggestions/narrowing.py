"""What narrows the passages of a run: whether it fits together, how a form and a command say it, how it is recorded."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coding.cases.queries import variables_of
from coding.codebook.queries import code_by_path, code_paths
from coding.quotations.layers import layer_choices, layer_codings
from coding.sources.models import Variable, VariableValue
from themes.embeddings.choice import Choice
from themes.suggestions.models import NOT_ANSWERS, PassageKind
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

# A variable of more values than this is a number or free text, of which no single value makes a group of people.
MOST_VALUES = 40
EQUALS = "="


def check(project: Project, kind: str, question: int | None, choice: Choice) -> None:
    """Raise WorkbenchError where the passages of the kind cannot be narrowed down like that."""
    if kind not in PassageKind.values:
        raise WorkbenchError(_("Suggestions are made from quotations, answers or sentences."))
    if question is not None and kind == PassageKind.SENTENCES:
        raise WorkbenchError(NOT_ANSWERS)
    if (choice.layer or choice.codes) and kind != PassageKind.QUOTATIONS:
        raise WorkbenchError(_("Whose codings, and of which code, can be said of coded quotations only."))
    if choice.layer:
        layer_codings(project, None, choice.layer)


def recorded(project: Project, choice: Choice) -> dict[str, Any]:
    """Return what a run keeps of the choice, in words that still say it when codes and values are gone."""
    words: dict[str, Any] = {}
    if choice.layer:
        words["layer"] = choice.layer
    if choice.codes:
        paths = code_paths(project)
        words["codes"] = [paths.get(code, str(code)) for code in choice.codes]
    if choice.variable is not None:
        variable = Variable.objects.filter(project=project, pk=choice.variable).first()
        words["participants"] = f"{variable} = {choice.value}"
    if choice.interviewer:
        words["interviewer"] = True
    return words


def layers(project: Project) -> list[tuple[str, str]]:
    """Return whose codings can be chosen, first what is usual."""
    return [("", _("The consensus where there is one, else every coder")), *layer_choices(project)]


def people(project: Project) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return by variable which values can be chosen; those of many values are left out; two queries."""
    values: dict[int, list[str]] = {}
    rows = VariableValue.objects.filter(case__project=project).order_by("variable", "value")
    for variable, value in rows.values_list("variable", "value").distinct():
        values.setdefault(variable, []).append(value)
    return [
        (variable.name, [(f"{variable.pk}{EQUALS}{value}", value) for value in values[variable.pk]])
        for variable in variables_of(project)
        if 1 < len(values.get(variable.pk, [])) <= MOST_VALUES
    ]


def choice_of(
    project: Project, *, layer: str = "", codes: list[str] | None = None, where: str = "", interviewer: bool = False
) -> Choice:
    """Return the choice that a command names: codes by path, people as `Variable=value`."""
    keys = []
    for path in codes or []:
        code = code_by_path(project, path)
        if code is None:
            raise WorkbenchError(_("There is no code “%(path)s”.") % {"path": path})
        keys.append(code.pk)
    name, _equals, value = where.partition(EQUALS)
    variable = Variable.objects.filter(project=project, name=name.strip()).first() if where else None
    if where and (variable is None or not value.strip()):
        known = ", ".join(variables_of(project).values_list("name", flat=True))
        raise WorkbenchError(
            _("“%(where)s” names nobody. Say variable=value; there are: %(known)s.")
            % {"where": where, "known": known or _("no variables")}
        )
    return Choice(layer, tuple(keys), variable.pk if variable else None, value.strip(), interviewer)
