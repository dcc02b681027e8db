"""How the pages of the codebook answer a change."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from coding.codebook.models import Code
from coding.codebook.queries import codes_of
from workbench.membership.access import ProjectRequest
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import announce, say, wants_partial


def code_or_404(request: ProjectRequest, pk: int) -> Code:
    """Return a code of the project, retired or not."""
    return get_object_or_404(codes_of(request.project, retired=True).select_related("parent"), pk=pk)


def changed(request: ProjectRequest, text: str, code: Code | None = None) -> HttpResponse:
    """Say what was done: with htmx the dialog closes and lists draw themselves anew, otherwise the codebook opens."""
    if not wants_partial(request):
        messages.success(request, text)
        return redirect("codebook:tree", request.project.slug)
    response = say(HttpResponse(status=204), text)
    announce(response, "closeDialog")
    return announce(response, "codebookChanged", {"code": code.pk if code else None})


def attempt(request: ProjectRequest, change: Callable[[], str], code: Code | None = None) -> HttpResponse:
    """Make a change that one button asks for; a broken rule is said beside the page that stays as it is."""
    try:
        text = change()
    except WorkbenchError as error:
        if not wants_partial(request):
            messages.error(request, error.message)
            return redirect("codebook:tree", request.project.slug)
        return say(HttpResponse(status=204), error.message, level="error")
    return changed(request, text, code)


def form_answer(request: ProjectRequest, context: dict[str, object], *, refused: bool = False) -> HttpResponse:
    """Show a form: in a dialog, on a page of its own, or again with what is wrong (status 422).

    The context has form, title, submit and icon, and may have text and code.
    """
    context |= {"section": "codebook"}
    status = 422 if refused else 200
    if not wants_partial(request):
        return render(request, "coding/codebook/code_form.html", context, status=status)
    part = "form" if refused else "dialog"
    return render(request, f"coding/codebook/code_form.html#{part}", context, status=status)
