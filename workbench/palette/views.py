"""What the command palette offers besides the acts of the page: names and addresses, never codings."""

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_GET

from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.palette.registry import places_for


@require_GET
@project_view(Permission.VIEW)
def places(request: ProjectRequest) -> HttpResponse:
    """The sources, questions, codes and themes of a study, as [name, address, icon, note]; `q` narrows the names."""
    found, is_more = places_for(request.membership, request.GET.get("q", "").strip())
    rows = [[place.name, place.url, place.icon, place.note] for place in found]
    return JsonResponse({"places": rows, "more": is_more}, headers={"Cache-Control": "private, no-store"})
