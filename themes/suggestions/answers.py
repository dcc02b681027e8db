"""How the pages of suggestions and themes answer a change."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from workbench.membership.access import ProjectRequest
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import announce, say, wants_partial


def changed(request: ProjectRequest, text: str, event: str, url: str) -> HttpResponse:
    """Say what was done: with htmx a dialog closes and lists draw themselves anew, else the page at `url` opens."""
    if not wants_partial(request):
        messages.success(request, text)
        return redirect(url)
    return announce(announce(say(HttpResponse(status=204), text), "closeDialog"), event)


def attempt(request: ProjectRequest, change: Callable[[], str], event: str, url: str) -> HttpResponse:
    """Make a change that one button asks for; a broken rule is said beside the page that stays as it is."""
    try:
        text = change()
    except WorkbenchError as error:
        if wants_partial(request):
            return say(HttpResponse(status=204), error.message, level="error")
        messages.error(request, error.message)
        return redirect(url)
    return changed(request, text, event, url)
