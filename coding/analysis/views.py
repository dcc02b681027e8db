"""The pages of the analyses: the tables that their exports hold, and numbers that lead to what is behind them."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.analysis.queries import NothingToAnalyse
from coding.analysis.registry import Analysis, analyses, analysis_of, options_of
from coding.analysis.results import Result
from coding.analysis.showing import shown_sheet
from coding.codings.visibility import sealed_source_ids
from workbench.charts.rendering import render as draw
from workbench.exporting.writers import format_name
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial

FIRST = "frequencies"


def _asked(request: ProjectRequest, what: str) -> tuple[Analysis, dict[str, str], list[dict[str, Any]]]:
    analysis = analysis_of(what)
    if analysis is None:
        raise Http404
    given = {name: "\n".join(values) for name, values in request.GET.lists()}
    options, offered = options_of(analysis, request.project, request.membership, given)
    fields = [
        {
            "name": choice.name,
            "label": choice.label,
            "values": values,
            "chosen": options.get(choice.name, ""),
            "several": choice.several,
            "picked": options.get(choice.name, "").splitlines(),
        }
        for choice, values in offered
    ]
    return analysis, options, fields


def _exports(analysis: Analysis, *, drawn: bool) -> list[dict[str, Any]]:
    """What of the page can be taken along: the tables, and the figure where one is drawn."""
    exporters = [(analysis.exporter(), _("Tables as"))]
    if drawn:
        exporters.append((analysis.figure_exporter(), _("Figure as")))
    return [
        {"what": one.what, "said": said, "formats": [(format_, format_name(format_)) for format_ in one.formats]}
        for one, said in exporters
    ]


@require_GET
@project_view(Permission.VIEW)
def analysis_page(request: ProjectRequest, what: str = FIRST) -> HttpResponse:
    """Show an analysis with the choices of the address; a choice that is not on offer is the first one."""
    analysis, options, fields = _asked(request, what)
    result: Result | None = None
    problem = ""
    try:
        result = analysis.build(request.project, request.membership, **options)
    except NothingToAnalyse as error:
        problem = error.message
    slug = request.project.slug
    context = {
        "analysis": analysis,
        "analyses": analyses(),
        "fields": [field for field in fields if len(field["values"]) > 1],
        "options": options,
        "query": urlencode(options),
        "result": result,
        "problem": problem,
        "sheets": [shown_sheet(sheet, slug) for sheet in result.sheets] if result else [],
        "figure": result.figures[0] if result and result.figures else None,
        "exports": _exports(analysis, drawn=bool(result and result.figures)),
        "sealed": len(sealed_source_ids(request.project)),
        "section": "analysis",
    }
    part = "#analysis" if wants_partial(request) else ""
    return render(request, f"coding/analysis/page.html{part}", context)


@require_GET
@project_view(Permission.VIEW)
def analysis_figure(request: ProjectRequest, what: str) -> HttpResponse:
    """Draw the figure of an analysis."""
    analysis, options, _offered = _asked(request, what)
    try:
        result = analysis.build(request.project, request.membership, **options)
    except WorkbenchError:
        raise Http404 from None
    if not result.figures:
        raise Http404
    response = HttpResponse(draw(result.figures[0].drawn(), "svg"), content_type="image/svg+xml")
    response["X-Content-Type-Options"] = "nosniff"
    return response
