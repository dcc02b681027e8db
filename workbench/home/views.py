"""The home page of a project: progress, what happened lately, what to do next."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workbench.audit.presenters import lines, runs
from workbench.audit.queries import events_visible_to
from workbench.home.registry import panels_for
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission

# How many events are looked at for the eight lines of “Lately”: many may fold into one.
LOOK_BACK = 60


@require_GET
@project_view(Permission.VIEW)
def home(request: ProjectRequest) -> HttpResponse:
    panels = panels_for(request.membership)
    steps = [step for panel in panels for step in panel.steps]
    context = {
        "panels": panels,
        "steps": steps,
        "next_step": next((step for step in steps if not step.done), None),
        "events": runs(lines(events_visible_to(request.user, request.project.pk)[:LOOK_BACK]))[:8],
        "section": "home",
    }
    return render(request, "workbench/home/home.html", context)
