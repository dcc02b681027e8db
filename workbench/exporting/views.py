"""The page of exports."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from workbench.exporting.actions import start_export
from workbench.exporting.asking import asked
from workbench.exporting.cards import PREVIEWED, card_of, groups_of, rows_left
from workbench.exporting.options import wanted_exporter
from workbench.exporting.previewing import parts_of
from workbench.exporting.queries import exports_of
from workbench.exporting.writers import content_type
from workbench.jobs.models import JobState
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.htmx import wants_partial

RECENT = 20
_OURS = {"csrfmiddlewaretoken", "format"}


@require_GET
@project_view(Permission.EXPORT)
def export_list(request: ProjectRequest) -> HttpResponse:
    context = {
        "groups": groups_of(request.project, request.membership),
        "jobs": exports_of(request.project, request.user)[:RECENT],
        "section": "exports",
    }
    return render(request, "workbench/exporting/export_list.html", context)


def _options(given: QueryDict) -> dict[str, str]:
    """What was asked for; what was ticked under one name stands there one a line."""
    return {name: "\n".join(values) for name, values in given.lists() if name not in _OURS}


@require_GET
@project_view(Permission.EXPORT)
def export_preview(request: ProjectRequest, what: str) -> HttpResponse:
    """Show what the file would hold: the same document in the same look, of long tables the first rows."""
    exporter = wanted_exporter(what)
    if exporter.kind not in PREVIEWED:
        raise Http404
    given = _options(request.GET)
    card = card_of(exporter, request.project, request.membership, given)
    chosen = {option.name: option.chosen for option in card.options} | given
    wanted = asked(exporter, request.project, request.membership, chosen)
    document = wanted.document(request.project, request.membership)
    # Markup of our own making, in which every text is escaped.
    parts = [(mark_safe(part.html), rows_left(part.more)) for part in parts_of(document, wanted.look)]  # noqa: S308
    context = {"card": card, "document": document, "look": wanted.look, "parts": parts, "section": "exports"}
    return render(request, "workbench/exporting/export_preview.html", context)


@require_POST
@project_view(Permission.EXPORT)
def export_start(request: ProjectRequest, what: str) -> HttpResponse:
    """Queue the export; with htmx the answer is its progress, otherwise the page with it on top."""
    job = start_export(
        project=request.project,
        by=request.user,
        what=what,
        format_=request.POST.get("format", ""),
        options=_options(request.POST),
    )
    if wants_partial(request):
        return render(request, "workbench/exporting/export_list.html#export", {"job": job})
    return redirect("exports:list", request.project.slug)


@require_GET
@project_view(Permission.EXPORT)
def export_progress(request: ProjectRequest, pk: str) -> HttpResponse:
    """Show how far an export is; asked again and again until it is over."""
    job = get_object_or_404(exports_of(request.project, request.user), pk=pk)
    return render(request, "workbench/exporting/export_list.html#export", {"job": job})


@require_GET
@project_view(Permission.EXPORT)
def export_download(request: ProjectRequest, pk: str) -> HttpResponse:
    """Give the file to the one who made it."""
    job = get_object_or_404(exports_of(request.project, request.user), pk=pk, state=JobState.DONE)
    path, name = job.result.get("file", ""), job.result.get("name", "")
    if not path or not default_storage.exists(path):
        raise Http404
    response = FileResponse(
        default_storage.open(path),
        as_attachment=True,
        filename=name,
        content_type=content_type(job.parameters["format_"]),
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
