"""The history of a project."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from workbench.audit.presenters import lines
from workbench.audit.queries import events_visible_to
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.numbers import key_in
from workbench.web.paging import page_of


@require_GET
@project_view(Permission.VIEW)
def event_list(request: ProjectRequest) -> HttpResponse:
    events = events_visible_to(request.user, request.project.pk)
    actor = request.GET.get("who", "")
    if (person := key_in(actor)) is not None:
        events = events.filter(actor_id=person)
    page = page_of(request, events, per_page=100)
    people = events_visible_to(request.user, request.project.pk).order_by("actor_name").values_list(
        "actor_id", "actor_name"
    ).distinct()  # fmt: skip
    context = {
        "page": page,
        "lines": lines(page.object_list),
        "people": people,
        "who": actor,
        "section": "history",
    }
    return render(request, "workbench/history/event_list.html", context)
