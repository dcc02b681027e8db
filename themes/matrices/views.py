"""The theme matrix, and the passages behind each of its numbers."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.codings.visibility import sealed_source_ids
from coding.sources.models import Case, Source
from themes.catalogue.models import Stance
from themes.catalogue.queries import Evidence, support_choices, themes_of
from themes.matrices.build import Cell, heat
from themes.matrices.queries import (
    CASES,
    NO_VALUE,
    Shown,
    column_choices,
    grouping_choices,
    passages_behind,
    saved_matrices,
    theme_matrix,
)
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.projects.models import Project
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

ROWS_A_PAGE = 100
PASSAGES, PEOPLE, QUOTATIONS = "passages", "people", "quotations"


def _asked(request: ProjectRequest, name: str, choices: list[tuple[str, str]]) -> str:
    """The value asked for, or the first on offer."""
    known = [value for value, _label in choices]
    return request.GET[name] if request.GET.get(name) in known else known[0]


def _cells() -> list[tuple[str, str]]:
    return [(PASSAGES, _("passages")), (PEOPLE, _("cases")), (QUOTATIONS, _("quotations"))]


@require_GET
@project_view(Permission.VIEW)
def matrix(request: ProjectRequest) -> HttpResponse:
    choices = {
        "rows": grouping_choices(request.project),
        "themes": column_choices(request.project),
        "cells": _cells(),
        "layer": support_choices(request.project),
    }
    asked = {name: _asked(request, name, offered) for name, offered in choices.items()}
    wanted = {name: asked[name] for name in ("rows", "layer", "themes")}
    shown = theme_matrix(request.project, request.membership, **wanted)
    page = page_of(request, shown.matrix.rows, per_page=ROWS_A_PAGE)
    fullest = shown.matrix.fullest(people=asked["cells"] == PEOPLE)
    context = {
        "shown": shown,
        "columns": shown.matrix.columns,
        "page": page,
        "lines": [_line(shown, row, asked["cells"], fullest) for row in page.object_list],
        "totals": [_count(shown.matrix.column_totals.get(one.key), asked["cells"]) for one in shown.matrix.columns],
        # People of a group may stand in two groups, so the sizes of the rows do not add up to this.
        "everybody": request.project.cases.count() if shown.variable else page.paginator.count,
        "choices": choices,
        "saved": saved_matrices(request.project),
        "asked": asked,
        "sealed": len(sealed_source_ids(request.project)),
        "section": "matrices",
    }
    part = "#matrix" if wants_partial(request) else ""
    return render(request, f"themes/matrices/matrix.html{part}", context)


def _line(shown: Shown, row: Any, cells: str, fullest: int) -> dict[str, Any]:
    found = [(column, shown.matrix.cell(row.key, column.key)) for column in shown.matrix.columns]
    return {
        "row": row,
        "total": _count(shown.matrix.row_totals.get(row.key), cells),
        "cells": [
            {
                "column": column,
                "count": _count(cell, cells),
                "heat": heat(_count(cell, cells), fullest),
                "quotations": cell.quotations(2) if cells == QUOTATIONS else [],
                "more": max(0, cell.count - 2),
            }
            for column, cell in found
        ],
    }


def _count(cell: Cell | None, cells: str) -> int:
    if cell is None:
        return 0
    return cell.people if cells == PEOPLE else cell.count


@require_GET
@project_view(Permission.VIEW)
def passages(request: ProjectRequest) -> HttpResponse:
    """Show the passages behind a cell, or behind a theme where no row is asked for."""
    theme = get_object_or_404(themes_of(request.project), pk=key_in(request.GET.get("theme", "")))
    rows = _asked(request, "rows", grouping_choices(request.project))
    layer = _asked(request, "layer", support_choices(request.project))
    row = request.GET.get("row", "")
    stance = Stance.AGAINST if request.GET.get("stance") == Stance.AGAINST else Stance.SUPPORTS
    found = passages_behind(
        request.project, request.membership, theme=theme.pk, row=row, rows=rows, layer=layer, stance=stance
    )
    page = page_of(request, found)
    context = {
        "theme": theme,
        "is_against": stance == Stance.AGAINST,
        "row": _name_of_row(request.project, rows, row),
        "rows": rows,
        "page": page,
        "passages": _with_sources(request.project, page.object_list),
        "people": len({one.person for one in found}),
        "section": "matrices",
    }
    return render(request, "themes/matrices/passages.html", context)


def _name_of_row(project: Project, rows: str, row: str) -> str:
    if not row:
        return ""
    if rows != CASES:
        return _("%(variable)s: no value") % {"variable": rows} if row == NO_VALUE else f"{rows}: {row}"
    # A source stands for a person, as its key below zero, where its case is unknown.
    person = key_in(row.removeprefix("-")) or 0
    person = -person if row.startswith("-") else person
    found = Case.objects.filter(project=project, pk=person) or Source.objects.filter(project=project, pk=-person)
    return found[0].name if found else ""


def _with_sources(project: Project, passages: list[Evidence]) -> list[dict[str, Any]]:
    keys = {one.source for one in passages}
    sources = Source.objects.filter(project=project, pk__in=keys).select_related("question").defer("text").in_bulk()
    cases = Case.objects.filter(project=project, pk__in={one.case for one in passages if one.case}).in_bulk()
    return [{"passage": one, "source": sources[one.source], "case": cases.get(one.case)} for one in passages]
