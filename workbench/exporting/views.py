"""The page of exports."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from workbench.exporting.actions import start_export
from workbench.exporting.queries import exports_of
from workbench.exporting.registry import Exporter, exporters
from workbench.exporting.writers import content_type, format_name
from workbench.jobs.models import JobState
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.htmx import wants_partial

RECENT = 20
_OURS = {"csrfmiddlewaretoken", "format"}


def _card(request: ProjectRequest, exporter: Exporter) -> dict[str, object]:
    choices = [
        {
            "name": choice.name,
            "label": choice.label,
            "values": choice.values(request.project, request.membership),
        }
        for choice in exporter.choices
    ]
    return {
        "exporter": exporter,
        "choices": [choice for choice in choices if len(choice["values"]) > 1],
        "formats": [(format_, format_name(format_)) for format_ in exporter.formats],
    }


@require_GET
@project_view(Permission.EXPORT)
def export_list(request: ProjectRequest) -> HttpResponse:
    context = {
        "cards": [_card(request, exporter) for exporter in exporters()],
        "jobs": exports_of(request.project, request.user)[:RECENT],
        "section": "exports",
    }
    return render(request, "workbench/exporting/export_list.html", context)


@require_POST
@project_view(Permission.EXPORT)
def export_start(request: ProjectRequest, what: str) -> HttpResponse:
    """Queue the export; with htmx the answer is its progress, otherwise the page with it on top."""
    options = {name: value for name, value in request.POST.items() if name not in _OURS}
    job = start_export(
        project=request.project,
        by=request.user,
        what=what,
        format_=request.POST.get("format", ""),
        options=options,
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
