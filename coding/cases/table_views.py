"""The table of cases by variables: the page, and the cells that it sends while somebody types."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding.cases.actions import add_case
from coding.cases.cells import Cell, CellsRefused, Change, set_values, take_back_values
from coding.cases.filters import NAME, Wanted, sorted_cases, wanted_in
from coding.cases.forms import NewCaseForm, NewVariableForm
from coding.cases.groups import parts_of
from coding.cases.queries import rows_of_values, variables_of
from coding.cases.words import grid_words
from coding.sources.models import Variable, VariableKind, VariableValue
from coding.sources.queries import source_count
from workbench.audit.models import Event
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of

MOST_CELLS = 20_000
MOST_OFFERED = 200


@require_GET
@project_view(Permission.VIEW)
def case_list(request: ProjectRequest) -> HttpResponse:
    """Cases by variables, narrowed and sorted as the address says."""
    variables = {variable.pk: variable for variable in variables_of(request.project)}
    wanted = wanted_in(request.GET, variables)
    page = page_of(request, sorted_cases(request.project, wanted, variables))
    columns = list(variables.values())
    context: dict[str, Any] = {
        "page_obj": page,
        "variables": columns,
        "rows": rows_of_values(list(page), columns),
        "wanted": wanted,
        "search": wanted.search,
        "chips": [(one, _without(request, one.key, one.text)) for one in wanted.conditions],
        "by_name": _sorting(request, wanted, NAME),
        "heads": [(one, _sorting(request, wanted, f"v{one.pk}")) for one in columns],
        "counts": source_count(request.project),
        "showing": "table",
    }
    context |= _filter_choices(request, variables)
    template = "coding/cases/case_list.html"
    if wants_partial(request):
        return render(request, f"{template}#case-rows", context)
    context |= {"case_form": NewCaseForm(), "variable_form": NewVariableForm(auto_id="new_%s")}
    context["grid"] = {
        "columns": [
            {"id": one.pk, "name": one.name, "kind": one.kind, "levels": list(map(str, one.levels))} for one in columns
        ],
        "words": grid_words(),
    }
    return render(request, template, context)


def _without(request: ProjectRequest, key: str, text: str) -> str:
    """The address without one condition, at its first page."""
    query = request.GET.copy()
    query.setlist(key, [other for other in query.getlist(key) if other != text])
    query.pop("page", None)
    query.pop("filter", None)
    return f"?{query.urlencode()}"


def _sorting(request: ProjectRequest, wanted: Wanted, by: str) -> dict[str, str]:
    """How a column is sorted, and the address that sorts it, or turns its order round."""
    sorted_now = wanted.sort == by
    state = ("descending" if wanted.descending else "ascending") if sorted_now else "none"
    query = request.GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{by}" if state == "ascending" else by
    return {"state": state, "address": f"?{query.urlencode()}"}


def _filter_choices(request: ProjectRequest, variables: dict[int, Variable]) -> dict[str, Any]:
    """The variable that somebody is about to filter by (?filter=12), with its values; one query."""
    chosen = next((one for pk, one in variables.items() if str(pk) == request.GET.get("filter")), None)
    if chosen is None:
        return {}
    return {"filtered": chosen, "filter_values": _known_values(chosen)}


def _known_values(variable: Variable) -> list[str]:
    """Values to choose from: the levels, then what cases have, each answer by itself."""
    stored = VariableValue.objects.filter(variable=variable).order_by("value").values_list("value", flat=True)
    values = stored.distinct()[:MOST_OFFERED]
    parts = sorted({part for value in values for part in parts_of(value, variable.kind)})
    return list(dict.fromkeys([*map(str, variable.levels), *parts]))


@require_GET
@project_view(Permission.VIEW)
def known_values(request: ProjectRequest, pk: int) -> HttpResponse:
    """What to offer while somebody types into a column."""
    variable = get_object_or_404(Variable, project=request.project, pk=pk)
    offered = [] if variable.kind in {VariableKind.NUMERIC, VariableKind.DATE} else _known_values(variable)
    return JsonResponse({"values": offered})


@require_POST
@project_view(Permission.IMPORT)
def save_cells(request: ProjectRequest) -> HttpResponse:
    """Store one cell or a pasted block: {"cells": [[case, variable, value, was]], "add_levels": true}.

    Answers {"stored": [[case, variable, value]], "event": id}, or {"refused": [...]} with nothing stored.
    """
    said = _body(request)
    rows = said.get("cells")
    if not isinstance(rows, list) or not rows or not all(map(_is_cell, rows)):
        raise WorkbenchError(_("These are no cells of the table. Load the page again."))
    if len(rows) > MOST_CELLS:
        raise WorkbenchError(_("At most %(most)s cells can be pasted at once.") % {"most": f"{MOST_CELLS:,}"})
    try:
        change = set_values(
            project=request.project,
            cells=[Cell(*row) for row in rows],
            by=request.user,
            add_levels=said.get("add_levels") is True,
        )
    except CellsRefused as refused:
        return JsonResponse({"error": refused.message, "refused": [vars(one) for one in refused.refusals]})
    return JsonResponse(_answer(change))


def _is_cell(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 4
        and all(isinstance(key, int) and not isinstance(key, bool) for key in row[:2])
        and isinstance(row[2], str)
        and (row[3] is None or isinstance(row[3], str))
    )


def _answer(change: Change) -> dict[str, Any]:
    return {"stored": change.stored, "event": change.event.pk if change.event else None}


def _body(request: ProjectRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise WorkbenchError(_("The site did not understand this. Load the page again."))
    return said


@require_POST
@project_view(Permission.IMPORT)
def undo_cells(request: ProjectRequest) -> HttpResponse:
    """Take back what one event changed: {"event": id}; the answer is as of save_cells."""
    event = Event.objects.filter(project_id=request.project.pk, pk=_number(_body(request).get("event"))).first()
    if event is None:
        raise WorkbenchError(_("There is nothing to undo."))
    return JsonResponse(_answer(take_back_values(project=request.project, event=event, by=request.user)))


def _number(said: object) -> int | None:
    return said if isinstance(said, int) else None


@require_POST
@project_view(Permission.IMPORT)
def case_add(request: ProjectRequest) -> HttpResponse:
    form = NewCaseForm(request.POST)
    if not form.is_valid():
        raise WorkbenchError(_("A case needs a name of at most 200 characters."))
    case = add_case(project=request.project, name=form.cleaned_data["name"], by=request.user)
    messages.success(request, _("The case “%(name)s” was added.") % {"name": case.name})
    return redirect("cases:detail", request.project.slug, case.pk)
