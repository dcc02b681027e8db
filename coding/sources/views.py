"""Pages of sources, and of what was imported."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding.sources.actions import remove_source
from coding.sources.models import Outcome, Source, UploadPurpose
from coding.sources.progress import Progress, progress_with
from coding.sources.queries import batch_of, files_of, imports_of, source_count, transcripts_of
from coding.sources.reports import report_document
from workbench.exporting.cells import slug_of
from workbench.exporting.writers import content_type, write
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of

LOOKS = {Outcome.IMPORTED: "done", Outcome.SKIPPED: "waiting", Outcome.REFUSED: "failed"}


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


@require_POST
@project_view(Permission.IMPORT)
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    source = get_object_or_404(Source, project=request.project, pk=pk)
    remove_source(source=source, by=request.user)
    messages.success(request, _("“%(name)s” was removed.") % {"name": source.name})
    return redirect("sources:list", request.project.slug)


@require_GET
@project_view(Permission.VIEW)
def import_list(request: ProjectRequest) -> HttpResponse:
    """Every import, with its date and person."""
    context = {"page_obj": page_of(request, imports_of(request.project)), "counts": source_count(request.project)}
    return render(request, "coding/sources/import_list.html", context)


@require_GET
@project_view(Permission.VIEW)
def report(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """What became of each file of one import."""
    files = list(files_of(request.project, batch))
    if not files:
        raise Http404
    outcomes = [file.outcome for file in files]
    context = {
        "batch": batch,
        "files": [(file, LOOKS[file.outcome]) for file in files],
        "first": files[0],
        "waiting": batch_of(request.project, batch, request.user).count(),
        "survey": any(file.purpose == UploadPurpose.SURVEY for file in files),
        "counts": {str(outcome): outcomes.count(outcome) for outcome in Outcome},
        "words": sum(file.words for file in files if file.outcome == Outcome.IMPORTED),
        "characters": sum(file.characters for file in files if file.outcome == Outcome.IMPORTED),
    }
    return render(request, "coding/sources/import_report.html", context)


@require_GET
@project_view(Permission.VIEW)
def report_csv(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """The same as a table for other programs."""
    files = list(files_of(request.project, batch))
    if not files:
        raise Http404
    response = HttpResponse(write(report_document(request.project, files), "csv"), content_type=content_type("csv"))
    name = f"import-{slug_of(request.project.name)}-{files[0].at:%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
