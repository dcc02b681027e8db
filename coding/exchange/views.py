"""What comes in as a file."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coding.codebook.frameworks import frameworks
from coding.codebook.importing import import_codebook
from coding.exchange.codebook_files import codebook_in
from coding.exchange.forms import CODEBOOKS, CodebookFileForm, ProjectFileForm
from coding.exchange.models import KeptFile
from coding.exchange.projects.actions import (
    READ_CODEBOOK,
    import_refi_codebook,
    kept_beside,
    read_file,
    start_import,
)
from coding.sources.importers.problems import ImportProblem, ImportProblems
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError

IMPORT_PAGE = "coding/codebook/codebook_import.html"


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def codebook_import(request: ProjectRequest) -> HttpResponse:
    """Take a codebook from a table, or say what is wrong with it, row by row, and change nothing."""
    form = CodebookFileForm(request.POST, request.FILES) if request.method == "POST" else CodebookFileForm()
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            done, said = _take_codebook(request, file)
        except ImportProblem as problem:
            problems = [str(problem)]
        except ImportProblems as several:
            problems = several.sentences()
        except WorkbenchError as error:
            problems = [error.message]
        else:
            messages.success(request, f"{done}".rstrip(".") + ".")
            for assumption in said:
                messages.info(request, assumption)
            return redirect("codebook:tree", request.project.slug)
    published = list(frameworks().values())
    context = {"form": form, "problems": problems, "frameworks": published, "section": "codebook"}
    return render(request, IMPORT_PAGE, context, status=422 if request.method == "POST" else 200)


def _take_codebook(request: ProjectRequest, file: UploadedFile) -> tuple[object, list[str]]:
    """Take the codes of a file; what came of it and what was assumed. Raises what says why it cannot be done."""
    if file.name.lower().endswith(CODEBOOKS):
        with kept_beside(file) as path, read_file(path, file.name, READ_CODEBOOK) as read:
            done = import_refi_codebook(project=request.project, by=request.user, read=read)
        return done, done.said
    parsed = codebook_in(file.name, file.read())
    return import_codebook(project=request.project, by=request.user, rows=parsed.codes), parsed.assumed


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_PROJECT)
def project_import(request: ProjectRequest) -> HttpResponse:
    """Take a project file as long work; below, what became of those that came before."""
    form = ProjectFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        job = start_import(project=request.project, by=request.user, **form.cleaned_data)
        return redirect(f"{reverse('jobs:detail', args=[request.project.slug, job.pk])}?follow=1")
    kept = KeptFile.objects.filter(project=request.project).select_related("by").order_by("-pk")
    context = {"form": form, "kept": kept, "section": "sources"}
    status = 422 if request.method == "POST" else 200
    return render(request, "coding/exchange/project_import.html", context, status=status)
