"""The map of a run's passages, and the same as a list."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from themes.catalogue.passage_map import CODE, SUGGESTION, THEME, plane_of
from themes.suggestions.cards import cut_asked, open_suggestions
from themes.suggestions.models import SuggestionRun
from themes.suggestions.queries import runs_of
from themes.suggestions.views import run_context
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

NOWHERE = "none"


def _run(request: ProjectRequest) -> SuggestionRun | None:
    runs = runs_of(request.project).select_related("project")
    asked = key_in(request.GET.get("run", ""))
    return runs.first() if asked is None else get_object_or_404(runs, pk=asked)


@require_GET
@project_view(Permission.VIEW)
def passage_map(request: ProjectRequest) -> HttpResponse:
    """Show the map; below it the same passages as a list, narrowed to a group if one is asked for."""
    run = _run(request)
    if run is None:
        return redirect("suggestions:list", request.project.slug)
    cut = cut_asked(run, key_in(request.GET.get("cut", "")))
    ways = {SUGGESTION: _("suggestion"), THEME: _("theme"), CODE: _("code")}
    way = request.GET.get("by", SUGGESTION)
    way = way if way in ways else SUGGESTION
    plane = plane_of(run, request.membership, cut)
    group = request.GET.get("group", "")
    kept = [
        one
        for one, place in zip(plane.passages, plane.of[way], strict=True)
        if not group or (str(place) if place is not None else NOWHERE) == group
    ]
    counts = [plane.of[way].count(place) for place in range(len(plane.groups[way]))]
    data = urlencode({"run": run.pk, **({} if cut is None else {"cut": cut})})
    context = run_context(run, cut) | {
        "ways": ways,
        "way": way,
        "groups": [(str(place), label, counts[place]) for place, (_key, label) in enumerate(plane.groups[way])],
        "none": plane.of[way].count(None),
        "group": group,
        "page": page_of(request, kept),
        "drawn": len(plane.passages),
        "all": plane.all,
        "targets": open_suggestions(run, cut),
        "may_place": True,
        "data_url": f"{reverse('themes:passage_map_data', args=[request.project.slug])}?{data}",
    }
    return render(request, "themes/suggestions/map.html", context)


@require_GET
@project_view(Permission.VIEW)
def passage_map_data(request: ProjectRequest) -> HttpResponse:
    """Return the points and the groups that they are told apart by."""
    run = _run(request)
    if run is None:
        return JsonResponse({"groups": {SUGGESTION: [], THEME: [], CODE: []}, "points": []})
    cut = cut_asked(run, key_in(request.GET.get("cut", "")))
    return JsonResponse(plane_of(run, request.membership, cut).data())
