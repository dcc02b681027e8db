"""Bringing in variables from a spreadsheet: send it, see what it would do, then let it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.cases.cells import take_back_values
from coding.cases.forms import ColumnChoices, ColumnsForm, TableForm
from coding.cases.importing import NotImported, check_table, import_variables
from coding.cases.incoming import SHOWN, compare_table
from coding.cases.queries import import_of, import_under_way, spool_of, taken_of
from coding.cases.views import event_or_404
from coding.sources.actions import begin_reading, keep_uploads
from coding.sources.importers.spool import Spool
from coding.sources.models import Upload, UploadPurpose
from coding.sources.queries import batch_of
from coding.sources.uploads import UploadGone
from workbench.jobs.actions import start_job
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission

INVALID = 422
AT_ONCE = 2_000  # rows; a longer table is imported by a job
CHECKED_AT_ONCE = 50_000  # rows; the job alone checks longer tables, and nobody waits for a page


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def send_table(request: ProjectRequest) -> HttpResponse:
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["files"]
        batch = keep_uploads(
            project=request.project, files=sent.files, purpose=UploadPurpose.VARIABLES, by=request.user
        )
        return _read(request, batch)
    status = INVALID if request.method == "POST" else 200
    return render(request, "coding/cases/import_table.html", {"form": form}, status=status)


def _read(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """To the job that reads or imports the table, or to what was read of it."""
    if job := import_under_way(request.project, request.user, batch):
        return redirect("jobs:detail", request.project.slug, job.pk)
    if job := begin_reading(project=request.project, batch=batch, by=request.user):
        return redirect(f"{reverse('jobs:detail', args=[request.project.slug, job.pk])}?follow=1")
    return redirect("cases:compare", request.project.slug, batch)


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def compare_table_page(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """Choose the id and the columns, see what is new, changed, the same, and which ids are no case; then import."""
    upload = batch_of(request.project, batch, request.user).filter(purpose=UploadPurpose.VARIABLES).first()
    if upload is None:
        messages.info(request, _("This table was imported or given up. Nothing waits any more."))
        return redirect("cases:list", request.project.slug)
    if upload.read_at is None or import_under_way(request.project, request.user, batch):
        return _read(request, batch)
    context: dict[str, Any] = {"upload": upload, "batch": batch}
    template = "coding/cases/compare_table.html"
    if problem := upload.finding.get("problem"):
        return render(request, template, {**context, "problems": [problem]}, status=INVALID)
    spool, columns = spool_of(upload), upload.finding["survey"]["columns"]
    form = ColumnsForm(request.POST or None, columns=columns)
    status = 200
    choices = form.choices() if form.is_bound and form.is_valid() else ColumnsForm.unsaid(columns)
    if "import" in request.POST and form.is_valid():
        try:
            return _import(request, upload, spool, choices)
        except UploadGone:
            return redirect("cases:compare", request.project.slug, batch)
        except NotImported as refused:
            context["problems"], status = [refused.message], INVALID
    if choices.chosen:
        taken = taken_of(upload, choices.chosen)
        found = compare_table(request.project, spool, choices.id_at, taken, most=SHOWN)
        context |= {"found": found, "taken": taken, "shown": SHOWN}
    context |= {"form": form, "rows": form.rows(columns), "spool": spool, "choices": choices}
    return render(request, template, context, status=INVALID if form.errors else status)


def _import(request: ProjectRequest, upload: Upload, spool: Spool, said: ColumnChoices) -> HttpResponse:
    """Import now, or have a job import a longer table; raises NotImported."""
    taken = taken_of(upload, said.chosen)
    if spool.rows <= AT_ONCE:
        import_variables(
            project=request.project, rows=spool, id_at=said.id_at, taken=taken, choices=said.choices,
            by=request.user, file_name=upload.name, upload=upload,
        )  # fmt: skip
        return redirect("cases:imported", request.project.slug, upload.batch)
    if spool.rows <= CHECKED_AT_ONCE:
        check_table(request.project, spool, said.id_at, taken, said.choices, most=SHOWN)
    job = start_job(
        kind="coding.import_variables",
        project=request.project,
        by=request.user,
        label=_("Import of %(name)s") % {"name": upload.name},
        parameters={
            "upload": upload.pk, "batch": str(upload.batch), "id_at": said.id_at, "chosen": said.chosen,
            "choices": asdict(said.choices),
        },
    )  # fmt: skip
    return redirect(f"{reverse('jobs:detail', args=[request.project.slug, job.pk])}?follow=1")


@require_GET
@project_view(Permission.IMPORT)
def imported(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """What an import of variables did, and the way to take it back."""
    line = import_of(request.project, batch)
    if line is None:
        raise Http404
    context = {"told": line.reason.splitlines(), "event": line.facts.get("event")}
    return render(request, "coding/cases/imported_table.html", context)


@require_POST
@project_view(Permission.IMPORT)
def take_back(request: ProjectRequest, event: int) -> HttpResponse:
    """Give every case the values that it had before; what was changed since stays."""
    change = take_back_values(project=request.project, event=event_or_404(request, event), by=request.user)
    text = ngettext("%(n)s value was taken back.", "%(n)s values were taken back.", len(change.stored))
    messages.success(request, text % {"n": f"{len(change.stored):,}"})
    return redirect("cases:list", request.project.slug)
