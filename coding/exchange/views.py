"""What comes in as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from coding.codebook.frameworks import frameworks
from coding.codebook.importing import import_codebook
from coding.exchange.codebook_tables import codebook_in
from coding.exchange.forms import CodebookFileForm
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
            parsed = codebook_in(file.name, file.read())
            done = import_codebook(project=request.project, by=request.user, rows=parsed.codes)
        except ImportProblem as problem:
            problems = [str(problem)]
        except ImportProblems as several:
            problems = several.sentences()
        except WorkbenchError as error:
            problems = [error.message]
        else:
            messages.success(request, f"{done}.")
            for assumption in parsed.assumed:
                messages.info(request, assumption)
            return redirect("codebook:tree", request.project.slug)
    published = list(frameworks().values())
    context = {"form": form, "problems": problems, "frameworks": published, "section": "codebook"}
    return render(request, IMPORT_PAGE, context, status=422 if request.method == "POST" else 200)
