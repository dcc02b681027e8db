"""Bringing in variables from a spreadsheet: send it, see what it would do, then let it."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coding.cases.cells import take_back_values
from coding.cases.forms import ColumnsForm, TableForm
from coding.cases.importing import NotImported, import_variables
from coding.cases.incoming import SHOWN, columns_taken, compare_table
from coding.cases.reports import told_of
from coding.cases.views import event_or_404
from coding.sources.actions import begin_reading, keep_uploads
from coding.sources.importers.inspection import guesses_of
from coding.sources.importers.spool import Spool, open_spool
from coding.sources.models import Upload, UploadPurpose
from coding.sources.queries import batch_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission

INVALID = 422


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
    if upload.read_at is None:
        return _read(request, batch)
    context: dict[str, Any] = {"upload": upload, "batch": batch}
    template = "coding/cases/compare_table.html"
    if problem := upload.finding.get("problem"):
        return render(request, template, {**context, "problems": [problem]}, status=INVALID)
    spool, columns = spool_of(upload), upload.finding["survey"]["columns"]
    guesses = guesses_of(upload.finding["survey"])
    form = ColumnsForm(request.POST or None, columns=columns)
    status = 200
    choices = form.choices() if form.is_bound and form.is_valid() else ColumnsForm.unsaid(columns)
    if choices.chosen:
        taken = columns_taken(request.project, spool.header, guesses, choices.chosen)
        if "import" in request.POST and form.is_valid():
            try:
                done = import_variables(
                    project=request.project, rows=spool, id_at=choices.id_at, taken=taken, choices=choices.choices,
                    by=request.user, file_name=upload.name, upload=upload,
                )  # fmt: skip
            except NotImported as refused:
                context["problems"], status = [refused.message], INVALID
                taken = columns_taken(request.project, spool.header, guesses, choices.chosen)
            else:
                return render(request, "coding/cases/imported_table.html", {"done": done, "told": told_of(done)})
        found = compare_table(request.project, spool, choices.id_at, taken)
        context |= {"found": found, "taken": taken, "shown": SHOWN}
    context |= {"form": form, "rows": form.rows(columns), "spool": spool, "choices": choices}
    return render(request, template, context, status=INVALID if form.errors else status)


@require_POST
@project_view(Permission.IMPORT)
def take_back(request: ProjectRequest, event: int) -> HttpResponse:
    """Give every case the values that it had before; what was changed since stays."""
    change = take_back_values(project=request.project, event=event_or_404(request, event), by=request.user)
    text = ngettext("%(n)s value was taken back.", "%(n)s values were taken back.", len(change.stored))
    messages.success(request, text % {"n": f"{len(change.stored):,}"})
    return redirect("cases:list", request.project.slug)


def spool_of(upload: Upload) -> Spool:
    return open_spool(Path(upload.reading.path), upload.finding["table"])
