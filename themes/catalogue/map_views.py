"""The map of the themes on its page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coding.quotations.layers import ALL
from themes.catalogue.map_tables import WITH_CODES, WITHOUT, figure_of
from workbench.charts import render as draw
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission


def _shown(request: ProjectRequest) -> str:
    return WITHOUT if request.GET.get("shown") == WITHOUT else WITH_CODES


@require_GET
@project_view(Permission.VIEW)
def theme_map(request: ProjectRequest) -> HttpResponse:
    """Show the map with its words and the numbers behind it."""
    shown = _shown(request)
    figure = figure_of(request.project, request.membership, ALL, shown)
    context = {"figure": figure, "shown": shown, "with_codes": WITH_CODES, "without": WITHOUT, "section": "themes"}
    if figure.table is not None:
        context["lines"] = list(zip(figure.table.rows, figure.table.levels, strict=True))
    return render(request, "themes/catalogue/map.html", context)


@require_GET
@project_view(Permission.VIEW)
def picture(request: ProjectRequest) -> HttpResponse:
    """Send the map as a picture."""
    figure = figure_of(request.project, request.membership, ALL, _shown(request))
    return HttpResponse(draw(figure.drawn(), "svg"), content_type="image/svg+xml")
