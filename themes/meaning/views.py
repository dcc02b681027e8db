"""The page that finds passages by what they mean."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding.codings.words import words
from coding.finding.places import Hit, Region
from coding.finding.views import chooser
from coding.sources.languages import are_english
from coding.sources.models import Source
from themes.embeddings.actions import model_key
from themes.embeddings.cards import reads_only_english
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import EncoderUnavailable
from themes.meaning.actions import JOB, LONGEST_TEXT, start_reading
from themes.meaning.forms import MeaningForm
from themes.meaning.queries import index_of, near, near_rows, stamp_of, vector_of
from workbench.jobs.queries import jobs_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of

PASSAGES_PER_PAGE = 100
# Fewer letters say nothing about a language.
LETTERS_TO_JUDGE = 40


@require_GET
@project_view(Permission.VIEW)
def page(request: ProjectRequest) -> HttpResponse:
    """Passages near in meaning to typed words or to a place; what is not read yet is said, and can be begun."""
    form = MeaningForm(request.GET)
    text, place = _asked(request, form)
    context: dict[str, Any] = {"form": form, "text": text, "place": place, "section": "finding", "words": words()}
    model = _model()
    index = index_of(request.project, model)
    vector = vector_of(text, model) if text else None
    context |= {
        "index": index,
        "stale": index is not None and index.stamp != stamp_of(request.project),
        "unread": bool(text) and vector is None,
        "jobs": [job for job in jobs_of(request.project, request.user).filter(kind=JOB)[:3] if not job.is_finished],
        "address": _address(request, form),
        "foreign": len(text) >= LETTERS_TO_JUDGE and not are_english([text]) and _only_english(),
    }
    if index and vector is not None:
        found = near(request.project, index, vector, kind=form.cleaned_data.get("kind", ""), without=place)
        page = page_of(request, found, per_page=PASSAGES_PER_PAGE)
        rows = near_rows(request.membership, list(page.object_list))
        context |= {"page": page, "rows": rows, "meaning_of": text[:200], **chooser(request)}
    return render(request, "themes/meaning/page.html", context)


def _model() -> str:
    try:
        return model_key(shared_encoder())
    except EncoderUnavailable as error:
        raise WorkbenchError(str(error)) from error


def _only_english() -> bool:
    """Whether the model reads English alone, as far as its card says."""
    return reads_only_english(shared_encoder().languages) is not False


def _asked(request: ProjectRequest, form: MeaningForm) -> tuple[str, Hit | None]:
    """Return the words that are asked about, and the place where they stand if it is one."""
    if not form.is_valid():
        return "", None
    if form.cleaned_data["of"]:
        source, revision, start, end = map(int, form.cleaned_data["of"].split("."))
        found = get_object_or_404(Source, project=request.project, pk=source)
        if found.revision != revision or not found.text[start:end].strip():
            raise WorkbenchError(_("The text of “%(source)s” was changed since.") % {"source": found.name})
        return _squeezed(found.text[start:end]), Hit(source, revision, start, end, Region(start, end))
    return _squeezed(form.cleaned_data["q"]), None


def _squeezed(text: str) -> str:
    return text.strip()[:LONGEST_TEXT]


def _address(request: ProjectRequest, form: MeaningForm) -> str:
    asked = {name: value for name, value in form.cleaned_data.items() if value} if form.is_valid() else {}
    own = reverse("meaning:page", args=[request.project.slug])
    return f"{own}?{urlencode(asked)}" if asked else own


@require_POST
@project_view(Permission.VIEW)
def read(request: ProjectRequest) -> HttpResponse:
    """Begin to read the passages, and what is asked; with htmx the answer is the progress."""
    form = MeaningForm(request.POST)
    text, _place = _asked(request, form)
    job = start_reading(project=request.project, by=request.user, text=text, address=_address(request, form))
    if wants_partial(request):
        return render(request, "components/_job.html", {"job": job})
    return redirect(f"{reverse('jobs:detail', args=[request.project.slug, job.pk])}?follow")
