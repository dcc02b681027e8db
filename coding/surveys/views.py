"""Pages of bringing a survey in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.models import UploadPurpose
from coding.sources.queries import batch_of
from coding.surveys import previews
from coding.surveys.forms import MappingForm
from workbench.jobs.actions import start_job
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission

INVALID = 422


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def mapping(request: ProjectRequest, batch: UUID) -> HttpResponse:
    """Say what each column is, then import."""
    upload = batch_of(request.project, batch, request.user).filter(purpose=UploadPurpose.SURVEY).first()
    if upload is None:
        messages.info(request, _("This file was imported or given up. Nothing waits any more."))
        return redirect("sources:list", request.project.slug)
    template = "coding/surveys/mapping.html"
    context: dict[str, Any] = {"upload": upload, "batch": upload.batch}
    try:
        found = previews.preview_survey(upload)
    except ImportProblem as problem:
        return render(request, template, {**context, "problems": [str(problem)]}, status=INVALID)
    except ImportProblems as several:
        return render(
            request, template, {**context, "problems": several.sentences(previews.PROBLEMS_SHOWN)}, status=INVALID
        )
    form = MappingForm(request.POST if request.method == "POST" else None, guesses=found.guesses)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        survey, problems = previews.check_mapping(found, form.mapping())
        if survey:
            job = start_job(
                kind="coding.import_survey",
                project=request.project,
                by=request.user,
                label=_("Import of %(name)s") % {"name": upload.name},
                parameters={"upload": upload.pk, "mapping": form.mapping()},
            )
            return redirect("jobs:detail", request.project.slug, job.pk)
    context |= {"found": found, "form": form, "columns": found.columns(form), "problems": problems}
    return render(request, template, context, status=INVALID if request.method == "POST" else 200)
