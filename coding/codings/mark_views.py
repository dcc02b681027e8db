"""Marking passages as read and rightly without a code."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from coding.codings.forms import MarkForm
from coding.codings.marking import mark_uncoded, unmark_uncoded
from coding.codings.queries import rounds_of
from coding.codings.reading import own_marks
from coding.codings.sent import refuse, sent
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission


@require_http_methods(["PUT", "DELETE"])
@project_view(Permission.CODE)
def uncoded(request: ProjectRequest, pk: int) -> HttpResponse:
    """Mark a span (PUT, idempotent) or take one's marks away from it (DELETE); answers with one's marks then."""
    source = get_object_or_404(Source, project=request.project, pk=pk)
    form = MarkForm(sent(request))
    if not form.is_valid():
        refuse(form)
    if request.method == "PUT":
        mark_uncoded(source=source, by=request.user, **form.cleaned_data)
    else:
        place = {name: form.cleaned_data[name] for name in ("start", "end", "seen")}
        unmark_uncoded(source=source, by=request.user, **place)
    rounds = rounds_of(request.user.pk, [source.pk])
    return JsonResponse({"marks": own_marks(request.membership, [source.pk], rounds).get(source.pk, [])})
