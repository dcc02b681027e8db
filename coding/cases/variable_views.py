"""Pages of variables: what each is, how full it is, what does not fit."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.cases import variables as changes
from coding.cases.cells import rename_value
from coding.cases.forms import MergeVariableForm, NewVariableForm, RenameValueForm, VariableForm
from coding.cases.merging import merge_variables, variable_conflicts
from coding.cases.queries import variables_of
from coding.cases.summaries import counted_values, summaries_of, summarise, values_in_order
from coding.cases.views import event_or_404
from coding.sources.models import Variable
from coding.sources.queries import source_count
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.numbers import key_in

INVALID = 422
MISFITS_SHOWN = 50
VALUES_SHOWN = 200


def variable_or_404(request: ProjectRequest, pk: int) -> Variable:
    return get_object_or_404(Variable.objects.select_related("project"), project=request.project, pk=pk)


@require_GET
@project_view(Permission.VIEW)
def variable_list(request: ProjectRequest) -> HttpResponse:
    variables = list(variables_of(request.project))
    context = {
        "summaries": summaries_of(request.project, variables),
        "removed": changes.removed_variables(request.project),
        "counts": source_count(request.project),
        "variable_form": NewVariableForm(),
        "showing": "variables",
    }
    return render(request, "coding/cases/variable_list.html", context)


@require_POST
@project_view(Permission.IMPORT)
def variable_add(request: ProjectRequest) -> HttpResponse:
    form = NewVariableForm(request.POST)
    if not form.is_valid():
        raise WorkbenchError(_("A variable needs a name of at most 500 characters."))
    variable = changes.add_variable(project=request.project, by=request.user, **form.cleaned_data)
    messages.success(request, _("The variable “%(name)s” was added.") % {"name": variable.name})
    if variable.kind == "ordinal":
        # Its levels come next.
        return redirect("cases:variable", request.project.slug, variable.pk)
    return redirect("cases:list", request.project.slug)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.IMPORT)
def variable_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    """One variable: what it is, its values with the cases behind them, and which do not fit."""
    variable = variable_or_404(request, pk)
    initial: dict[str, Any] = {
        "name": variable.name,
        "kind": variable.kind,
        "levels": "\n".join(map(str, variable.levels)),
        "description": variable.description,
    }
    form = VariableForm(request.POST or None, initial=initial)
    context: dict[str, Any] = {"form": form, "may_edit": request.membership.allows(Permission.IMPORT)}
    if request.method == "POST" and form.is_valid():
        anyway = "anyway" in request.POST
        try:
            changes.edit_variable(variable=variable, by=request.user, anyway=anyway, **form.cleaned_data)
        except changes.ValuesDoNotFit as refused:
            context |= {"refused": refused, "would_not_fit": refused.misfits[:MISFITS_SHOWN]}
        except WorkbenchError as error:
            form.add_error("name", error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("cases:variable", request.project.slug, variable.pk)
        variable = variable_or_404(request, pk)
    values = counted_values(variable)
    shown = values_in_order(variable, values)[:VALUES_SHOWN]
    total = request.project.cases.count()
    context |= {
        "variable": variable,
        "summary": summarise(variable, values, total),
        "values": shown,
        "rename_form": RenameValueForm(values=[value for value, _count in shown], auto_id="rename_%s"),
        "undo": key_in(request.GET.get("undo", "")),
        "misfits": changes.misfits_of(variable)[:MISFITS_SHOWN],
    }
    return render(
        request, "coding/cases/variable_detail.html", context, status=INVALID if request.method == "POST" else 200
    )


@require_POST
@project_view(Permission.IMPORT)
def value_rename(request: ProjectRequest, pk: int) -> HttpResponse:
    """Write one value otherwise in every case that has it; the next page offers to undo it."""
    variable = variable_or_404(request, pk)
    old, new = request.POST.get("old", ""), request.POST.get("new", "")
    change = rename_value(variable=variable, old=old, new=new, by=request.user)
    text = ngettext("%(n)s case has “%(new)s” now.", "%(n)s cases have “%(new)s” now.", len(change.stored))
    messages.success(request, text % {"n": f"{len(change.stored):,}", "new": new})
    address = reverse("cases:variable", args=[request.project.slug, variable.pk])
    return redirect(f"{address}?undo={change.event.pk}" if change.event else address)


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def variable_merge(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say which other variable this one is; then whose values stay where they differ; then merge."""
    variable = variable_or_404(request, pk)
    others = [one for one in variables_of(request.project) if one != variable]
    asked = request.POST if request.method == "POST" else request.GET
    form = MergeVariableForm(asked if "into" in asked else None, others=others)
    context: dict[str, Any] = {"variable": variable, "form": form, "others": others}
    if form.is_bound and form.is_valid():
        into = next(one for one in others if str(one.pk) == form.cleaned_data["into"])
        if request.method == "POST":
            name, replace = variable.name, form.cleaned_data["replace"]
            event = merge_variables(variable=variable, into=into, replace=replace, by=request.user)
            text = _("“%(name)s” is now part of “%(into)s”. It can be brought back on the page of variables.")
            messages.success(request, text % {"name": name, "into": into.name})
            address = reverse("cases:variable", args=[request.project.slug, into.pk])
            return redirect(f"{address}?undo={event.pk}" if event else address)
        conflicts = variable_conflicts(variable, into)
        context |= {"into": into, "conflicts": conflicts[:MISFITS_SHOWN], "differ": len(conflicts)}
    return render(request, "coding/cases/variable_merge.html", context, status=INVALID if form.errors else 200)


@require_POST
@project_view(Permission.IMPORT)
def variable_move(request: ProjectRequest, pk: int) -> HttpResponse:
    """Move a column one place towards the start or the end."""
    variable = variable_or_404(request, pk)
    ordered = list(variables_of(request.project))
    at = ordered.index(variable)
    if request.POST.get("to") == "earlier":
        before = ordered[max(at - 1, 0)]
    else:
        before = ordered[at + 2] if at + 2 < len(ordered) else None
    if before != variable:
        changes.move_variable(variable=variable, before=before, by=request.user)
    return redirect("cases:variables", request.project.slug)


@require_POST
@project_view(Permission.IMPORT)
def variable_remove(request: ProjectRequest, pk: int) -> HttpResponse:
    variable = variable_or_404(request, pk)
    changes.remove_variable(variable=variable, by=request.user)
    messages.success(request, _("“%(name)s” was removed. It can be brought back below.") % {"name": variable.name})
    return redirect("cases:variables", request.project.slug)


@require_POST
@project_view(Permission.IMPORT)
def variable_restore(request: ProjectRequest, event: int) -> HttpResponse:
    back = changes.bring_back_variable(project=request.project, event=event_or_404(request, event), by=request.user)
    messages.success(request, _("“%(name)s” is back with its values.") % {"name": back.name})
    return redirect("cases:variables", request.project.slug)
