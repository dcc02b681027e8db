"""Pages of cases and variables."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.cases.actions import add_variable, edit_case_values, rename_case
from coding.cases.forms import CaseForm, VariableForm
from coding.cases.queries import cases_of, rows_of_values, sources_of_case, values_by_case, variables_of
from coding.sources.models import Case
from coding.sources.queries import source_count
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of

INVALID = 422


@require_GET
@project_view(Permission.VIEW)
def case_list(request: ProjectRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    page = page_of(request, cases_of(request.project, search))
    variables = list(variables_of(request.project))
    context = {
        "page_obj": page,
        "variables": variables,
        "rows": rows_of_values(list(page), variables),
        "search": search,
        "counts": source_count(request.project),
        "variable_form": VariableForm(),
    }
    template = "coding/cases/case_list.html"
    return render(request, f"{template}#case-rows" if wants_partial(request) else template, context)


@require_POST
@project_view(Permission.IMPORT)
def variable_add(request: ProjectRequest) -> HttpResponse:
    form = VariableForm(request.POST)
    if not form.is_valid():
        raise WorkbenchError(_("A variable needs a name of at most 500 characters."))
    variable = add_variable(project=request.project, by=request.user, **form.cleaned_data)
    messages.success(request, _("The variable “%(name)s” was added.") % {"name": variable.name})
    return redirect("cases:list", request.project.slug)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.IMPORT)
def case_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    case = Case.objects.filter(project=request.project, pk=pk).first()
    if case is None:
        raise Http404
    variables = list(variables_of(request.project))
    values = values_by_case([case])[case.pk]
    initial = {"name": case.name, **{f"v{variable_id}": value for variable_id, value in values.items()}}
    form = CaseForm(request.POST or None, variables=variables, initial=initial)
    if request.method == "POST" and form.is_valid():
        edit_case_values(case=case, values=form.values(), by=request.user)
        rename_case(case=case, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Saved."))
        return redirect("cases:detail", request.project.slug, case.pk)
    context = {
        "case": case,
        "form": form,
        "values": [(variable, values.get(variable.pk, "")) for variable in variables],
        "sources": sources_of_case(case),
        "may_edit": request.membership.allows(Permission.IMPORT),
    }
    status = INVALID if request.method == "POST" else 200
    return render(request, "coding/cases/case_detail.html", context, status=status)
