"""Pages of sources and cases, and of importing them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.sources import previews
from coding.sources.actions import (
    discard_uploads,
    keep_uploads,
    remove_source,
)
from coding.sources.forms import SurveyForm, TranscriptsForm
from coding.sources.models import Source, Upload, UploadPurpose
from coding.sources.progress import Progress, progress_with
from coding.sources.queries import (
    batch_of,
    names_taken,
    same_text,
    source_count,
    transcripts_of,
    waiting_batches,
)
from workbench.jobs.actions import start_job
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of

INVALID = 422


@require_GET
@project_view(Permission.VIEW)
def source_list(request: ProjectRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()
    page = page_of(request, transcripts_of(request.project, search))
    progress = progress_with(request.membership, [source.pk for source in page])
    context = {
        "page_obj": page,
        "rows": [(source, progress.get(source.pk, Progress())) for source in page],
        "search": search,
        "counts": source_count(request.project),
    }
    template = "coding/sources/source_list.html"
    return render(request, f"{template}#source-rows" if wants_partial(request) else template, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def import_sources(request: ProjectRequest) -> HttpResponse:
    """Send in transcripts or a survey; what they hold is shown on the next page."""
    purpose = request.POST.get("purpose")
    forms: dict[str, Any] = {
        UploadPurpose.TRANSCRIPTS: TranscriptsForm(prefix="transcripts"),
        UploadPurpose.SURVEY: SurveyForm(prefix="survey"),
    }
    if request.method == "POST":
        if purpose not in forms:
            raise WorkbenchError(_("Say whether you send transcripts or a survey."))
        form = forms[purpose] = type(forms[purpose])(request.POST, request.FILES, prefix=purpose)
        if form.is_valid():
            batch = keep_uploads(
                project=request.project, files=form.cleaned_data["files"], purpose=purpose, by=request.user
            )
            return redirect("sources:preview", request.project.slug, batch)
    context = {
        "transcripts": forms[UploadPurpose.TRANSCRIPTS],
        "survey": forms[UploadPurpose.SURVEY],
        "waiting": waiting_batches(request.project, request.user),
    }
    status = INVALID if request.method == "POST" else 200
    return render(request, "coding/sources/import_sources.html", context, status=status)


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def preview(request: ProjectRequest, batch: UUID) -> HttpResponse:
    uploads = list(batch_of(request.project, batch, request.user))
    if not uploads:
        messages.info(request, _("These files were imported or given up. Nothing waits any more."))
        return redirect("sources:list", request.project.slug)
    if uploads[0].purpose == UploadPurpose.SURVEY:
        return redirect("surveys:mapping", request.project.slug, batch)
    return _preview_transcripts(request, batch, uploads)


def _preview_transcripts(request: ProjectRequest, batch: UUID, uploads: list[Upload]) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    found = previews.preview_transcripts(uploads, names_taken(request.project), sent)
    problems: list[str] = []
    if sent is not None:
        problems = _problems_of_choices(found)
        if not problems and all(file.form.is_valid() for file in found if file.form):
            job = start_job(
                kind="coding.import_sources",
                project=request.project,
                by=request.user,
                label=_("Import of transcripts"),
                parameters={"batch": str(batch), "choices": previews.choices_of(found)},
            )
            return redirect("jobs:detail", request.project.slug, job.pk)
    twins = same_text(request.project, [file.sha256 for file in found])
    for file in found:
        file.twin = twins.get(file.sha256, "")
    context = {"files": found, "batch": batch, "problems": problems, "good": sum(not file.problem for file in found)}
    status = INVALID if sent is not None else 200
    return render(request, "coding/sources/preview_transcripts.html", context, status=status)


def _problems_of_choices(found: list[previews.TranscriptPreview]) -> list[str]:
    """What is wrong with the choices taken together."""
    if not any(previews.included(file) for file in found):
        return [_("Choose at least one file to import.")]
    return [_("Two files cannot both be called “%(name)s”.") % {"name": name} for name in previews.doubled_names(found)]


@require_POST
@project_view(Permission.IMPORT)
def discard(request: ProjectRequest, batch: UUID) -> HttpResponse:
    discard_uploads(uploads=batch_of(request.project, batch, request.user), by=request.user)
    messages.success(request, _("The files were given up; nothing was imported."))
    return redirect("sources:import", request.project.slug)


@require_POST
@project_view(Permission.IMPORT)
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source, project=request.project, pk=pk)
    remove_source(source=source, by=request.user)
    messages.success(request, _("“%(name)s” was removed.") % {"name": source.name})
    return redirect("sources:list", request.project.slug)
