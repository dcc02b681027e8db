"""The page of advice on codes: what may be one, what may be two, and what looks like a code's."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding.codebook.models import Code
from coding.codebook.queries import codes_of
from coding.sources.models import Source
from themes.advice import actions
from themes.advice.learning import FEWEST_CASES, FEWEST_PASSAGES
from themes.advice.models import AdviceKind
from themes.advice.queries import advice, advice_of, is_out_of_date
from themes.embeddings.queries import hash_of
from themes.suggestions.answers import attempt
from workbench.jobs.queries import jobs_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in

CHANGED = "adviceChanged"


@require_GET
@project_view(Permission.CODE)
def page(request: ProjectRequest) -> HttpResponse:
    run = advice_of(request.membership)
    closed = run is not None and is_out_of_date(run)
    context = {
        "run": run,
        "closed": closed,
        "advice": advice(run, request.membership) if run and not closed else None,
        "fewest": FEWEST_PASSAGES,
        "fewest_cases": FEWEST_CASES,
        "section": "suggestions",
    }
    if wants_partial(request):
        return render(request, "themes/advice/page.html#advice", context | {"is_part": True})
    mine = jobs_of(request.project, request.user).filter(kind=actions.JOB)[:3]
    return render(request, "themes/advice/page.html", context | {"jobs": [job for job in mine if not job.is_finished]})


@require_POST
@project_view(Permission.CODE)
def start(request: ProjectRequest) -> HttpResponse:
    """Have advice made; with htmx the answer is its progress."""
    job = actions.start_advising(project=request.project, by=request.user)
    if wants_partial(request):
        return render(request, "components/_job.html", {"job": job})
    return redirect(f"{reverse('jobs:detail', args=[request.project.slug, job.pk])}?follow")


@require_POST
@project_view(Permission.CODE)
def code_passage(request: ProjectRequest) -> HttpResponse:
    """Code a passage that looks like a code's."""
    code = _code(request, "code")

    def change() -> str:
        run = advice_of(request.membership)
        if run is None or is_out_of_date(run):
            raise WorkbenchError(_("This advice is out of date. Have advice made anew."))
        actions.code_passage(run=run, code=code, place=_place(request), by=request.user)
        return _("Coded as “%(code)s”, as from a suggestion.") % {"code": code.name}

    return _answer(request, change)


@require_POST
@project_view(Permission.CODE)
def dismiss(request: ProjectRequest) -> HttpResponse:
    """Do not give a piece of advice again."""
    code, kind = _code(request, "code"), request.POST.get("kind", "")
    other = _code(request, "other") if kind == AdviceKind.NEAR else None

    def change() -> str:
        if kind not in AdviceKind.values:
            raise WorkbenchError(_("There is no such advice. Reload the page."))
        words = _hash(request) if kind == AdviceKind.PASSAGE else ""
        actions.dismiss_advice(code=code, kind=kind, by=request.user, other=other, text_sha256=words)
        return _("You will not be shown this again. Undo takes that back.")

    return _answer(request, change)


def _answer(request: ProjectRequest, change: Callable[[], str]) -> HttpResponse:
    return attempt(request, change, CHANGED, reverse("advice:page", args=[request.project.slug]))


def _code(request: ProjectRequest, name: str) -> Code:
    return get_object_or_404(codes_of(request.project), pk=key_in(request.POST.get(name, "")))


def _place(request: ProjectRequest) -> list[int]:
    parts = [key_in(part) for part in request.POST.get("place", "").split(".")]
    if len(parts) != 4 or None in parts:
        raise WorkbenchError(_("This passage is no longer advised. Have advice made anew."))
    return parts


def _hash(request: ProjectRequest) -> str:
    pk, revision, start, end = _place(request)
    source = get_object_or_404(Source, project=request.project, pk=pk)
    if source.revision != revision:
        raise WorkbenchError(_("The text of “%(source)s” was changed since.") % {"source": source.name})
    return hash_of(source.text[start:end])
