"""The methods section, sentence by sentence, with links to what backs each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coding.reporting.methods import written
from coding.reporting.parts import Asked
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission


@require_GET
@project_view(Permission.VIEW)
def methods(request: ProjectRequest) -> HttpResponse:
    """Show what the study can say of its methods, and why it can."""
    asked = Asked(request.project, request.membership)
    context = {"written": list(written(asked)), "section": "exports"}
    return render(request, "coding/reporting/methods.html", context)
