"""What helps to choose a code: one's number keys, and the words that go with each code."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods

from coding.codebook.queries import codes_of
from coding.codings.favourites import set_favourite
from coding.codings.forms import FavouriteForm
from coding.codings.likely import words_by_code
from coding.codings.queries import own_quotations
from coding.codings.sent import refuse, sent
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission


@require_http_methods(["PUT", "DELETE"])
@project_view(Permission.CODE)
def favourite(request: ProjectRequest, number: int) -> HttpResponse:
    """Let a number key apply a code (PUT) or none (DELETE); answers with all of one's number keys."""
    code = None
    if request.method == "PUT":
        form = FavouriteForm(sent(request))
        if not form.is_valid():
            refuse(form)
        code = get_object_or_404(codes_of(request.project), pk=form.cleaned_data["code"])
    keys = set_favourite(project=request.project, by=request.user, number=number, code=code)
    return JsonResponse({"favourites": list(keys.items())})


@require_GET
@project_view(Permission.CODE)
def likely(request: ProjectRequest) -> HttpResponse:
    """The words of one's own quotations by code: of nobody else's, so it tells nothing about a blind round."""
    return JsonResponse({"words": words_by_code(own_quotations(request.membership))})
