"""The pages of saved matrices: defining, reading, and the list of cells to look at again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.cases.queries import variables_of
from coding.codings.visibility import sealed_source_ids
from coding.quotations.layers import layer_choices, layer_label
from themes.catalogue.queries import theme_tree
from themes.matrices import actions
from themes.matrices.columns import THEME
from themes.matrices.forms import MatrixForm, initial_of
from themes.matrices.framework import framework
from themes.matrices.models import CellKind, Matrix, RowKind
from themes.matrices.showing import Sheet, written_line
from themes.matrices.summaries import rendered
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

ROWS_AT_ONCE = 50


def matrix_of(request: ProjectRequest, pk: int) -> Matrix:
    """Return a saved matrix of the study, or answer 404."""
    found = Matrix.objects.filter(project=request.project, removed_at=None)
    matrix = get_object_or_404(found.select_related("variable", "sections", "sort"), pk=pk)
    matrix.project = request.project
    return matrix


def asked_layer(request: ProjectRequest, matrix: Matrix) -> str:
    """Return whose codings the address asks for, or those that the matrix counts."""
    known = {value for value, _label in layer_choices(request.project)}
    wanted = request.GET.get("layer", "")
    return wanted if wanted in known else matrix.layer


def _asked(request: ProjectRequest, matrix: Matrix) -> dict[str, Any]:
    """What the address changes of how the matrix is shown, for this once."""
    cells = request.GET.get("cells", "")
    asked = {"cells": cells if cells in CellKind.values else matrix.cells}
    # What is written rests on the codings that the matrix counts.
    asked["layer"] = matrix.layer if asked["cells"] == CellKind.SUMMARIES else asked_layer(request, matrix)
    if matrix.rows != RowKind.GROUPS:
        variables = {one.pk: one for one in variables_of(request.project)}
        for name in ("sections", "sort"):
            if name in request.GET:
                setattr(matrix, name, variables.get(key_in(request.GET[name])))
            asked[name] = getattr(matrix, f"{name}_id")
        asked["variables"] = list(variables.values())
    return asked


@require_GET
@project_view(Permission.VIEW)
def matrix(request: ProjectRequest, pk: int) -> HttpResponse:
    """Show a saved matrix, so many rows at once."""
    definition = matrix_of(request, pk)
    asked = _asked(request, definition)
    wants_texts = asked["cells"] == CellKind.QUOTATIONS
    shown = framework(definition, request.membership, layer=asked["layer"], texts=wants_texts)
    sheet = Sheet(shown, request.membership, asked["cells"], asked["layer"])
    page = page_of(request, shown.rows.rows, per_page=ROWS_AT_ONCE)
    before = shown.rows.rows[page.start_index() - 2] if page.number > 1 else None
    query = request.GET.copy()
    query["page"] = page.number + 1
    context = {
        "matrix": definition,
        "sheet": sheet,
        "lines": sheet.lines(page.object_list, before),
        "page": page,
        "next": f"?{query.urlencode()}" if page.has_next() else "",
        "asked": asked,
        "columns_across": len(shown.headings) + 2,
        "several_kinds": len({one.kind for one in shown.headings}) > 1,
        "section": "matrices",
    }
    if wants_partial(request) and page.number > 1:
        return render(request, "themes/matrices/framework.html#rows", context)
    context |= {
        "totals": sheet.column_totals(),
        "choices": {"cells": CellKind.choices, "layer": layer_choices(request.project)},
        "layer_name": layer_label(asked["layer"]),
        "written": written_line(shown, sheet.written) if asked["cells"] == CellKind.SUMMARIES else None,
        "locked": len(shown.rows.locked),
        "sealed": len(sealed_source_ids(request.project)),
        "gone": len(definition.columns) - len(shown.headings),
        "is_summaries": asked["cells"] == CellKind.SUMMARIES,
    }
    part = "#matrix" if wants_partial(request) else ""
    return render(request, f"themes/matrices/framework.html{part}", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def create(request: ProjectRequest) -> HttpResponse:
    first = {"columns": [f"{THEME}:{node.theme.pk}" for node in theme_tree(request.project) if not node.depth]}
    form = MatrixForm(request.POST or None, project=request.project, initial=first)
    if form.is_valid():
        try:
            made = actions.create_matrix(project=request.project, by=request.user, **form.cleaned_data)
            return redirect(made)
        except WorkbenchError as problem:
            form.add_error(None, problem.message)
    return _form(request, form, {"title": _("New matrix"), "back": _list_url(request)})


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    definition = matrix_of(request, pk)
    form = MatrixForm(request.POST or None, project=request.project, initial=initial_of(definition))
    if form.is_valid():
        try:
            return redirect(actions.edit_matrix(matrix=definition, by=request.user, **form.cleaned_data))
        except WorkbenchError as problem:
            form.add_error(None, problem.message)
    return _form(request, form, {"title": _("Change the matrix"), "back": definition.get_absolute_url()})


def _form(request: ProjectRequest, form: MatrixForm, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "section": "matrices", "list_url": _list_url(request)}
    status = 422 if request.method == "POST" else 200
    return render(request, "themes/matrices/matrix_form.html", context, status=status)


def _list_url(request: ProjectRequest) -> str:
    return reverse("matrices:theme_matrix", args=[request.project.slug])


@require_POST
@project_view(Permission.EDIT_THEMES)
def duplicate(request: ProjectRequest, pk: int) -> HttpResponse:
    made = actions.duplicate_matrix(matrix=matrix_of(request, pk), by=request.user)
    messages.success(request, _("“%(name)s” has the same rows and columns; its cells are empty.") % {"name": made.name})
    return redirect("matrices:edit", request.project.slug, made.pk)


@require_POST
@project_view(Permission.EDIT_THEMES)
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    definition = matrix_of(request, pk)
    actions.remove_matrix(matrix=definition, by=request.user)
    messages.success(
        request, _("“%(name)s” was deleted. Undo brings it back with all its cells.") % {"name": definition.name}
    )
    return redirect(_list_url(request))


@require_GET
@project_view(Permission.VIEW)
def stale(request: ProjectRequest, pk: int) -> HttpResponse:
    """List the written cells that something has changed behind since, and those that have no place any more."""
    definition = matrix_of(request, pk)
    shown = framework(definition, request.membership)
    sheet = Sheet(shown, request.membership, CellKind.SUMMARIES)
    rows = {row.line.key: row for row in shown.rows.rows}
    headings = {one.key: one for one in shown.headings}
    found = [
        {"row": rows.get(row), "heading": headings.get(column), "url": sheet.address(row, column), "one": one}
        for (row, column), one in sheet.written.items()
        if one.is_stale or row not in rows or column not in headings
    ]
    order = {key: place for place, key in enumerate([*rows, *headings])}
    found.sort(
        key=lambda one: [order.get(key, len(order)) for key in (one["one"].summary.row, one["one"].summary.column)]
    )
    for line, html in zip(found, rendered(request.membership, [one["one"].version for one in found]), strict=True):
        line["html"] = html
    context = {
        "matrix": definition,
        "stale": [one for one in found if one["row"] and one["heading"]],
        "unplaced": [one for one in found if not (one["row"] and one["heading"])],
        "section": "matrices",
    }
    return render(request, "themes/matrices/stale.html", context)
