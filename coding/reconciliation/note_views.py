"""Suggestions for the codebook that decisions made: a list, and the code changed because of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codebook.answers import changed, form_answer
from coding.codebook.forms import CodeForm
from coding.codebook.queries import code_paths
from coding.reconciliation import noting
from coding.reconciliation.decision_forms import ChangeForm
from coding.reconciliation.models import CodebookNote
from coding.reconciliation.presentation import spaced
from coding.reconciliation.queries import open_notes
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.paging import page_of


def _note(request: ProjectRequest, pk: int) -> CodebookNote:
    return get_object_or_404(open_notes(request.project).select_related("code__project", "code__parent"), pk=pk)


@require_GET
@project_view(Permission.VIEW)
def note_list(request: ProjectRequest) -> HttpResponse:
    """Every open suggestion for the codebook."""
    paths = {pk: spaced(path) for pk, path in code_paths(request.project).items()}
    context = {"page": page_of(request, open_notes(request.project)), "paths": paths, "section": "codebook"}
    return render(request, "coding/reconciliation/note_list.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def note_answer(request: ProjectRequest, note: int) -> HttpResponse:
    """Change the code that a note is about; the change is linked to the note and its decision."""
    found = _note(request, note)
    code, notes = found.code, open_notes(request.project, code=found.code_id)
    initial = CodeForm.initial_of(code) | {"notes": [found.pk]}
    form = ChangeForm(request.POST or None, notes=notes, code=code, initial=initial)
    context = {"form": form, "title": _("Change “%(code)s”") % {"code": code.name}, "submit": _("Save"), "code": code}
    if request.method == "GET":
        return form_answer(request, context)
    if form.is_valid():
        try:
            noting.change_code_for(code=code, by=request.user, notes=form.cleaned_data["notes"], changes=form.changes())
            return changed(request, _("“%(code)s” was saved.") % {"code": code.name}, code)
        except WorkbenchError as error:
            form.add_error(None, error.message)
    return form_answer(request, context, refused=True)


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def note_aside(request: ProjectRequest, note: int) -> HttpResponse:
    """Say that a note needs no change."""
    found = _note(request, note)
    noting.answer_note(note=found, by=request.user, change=None)
    messages.success(request, _("The suggestion was set aside."))
    return redirect("codebook:code", request.project.slug, found.code_id)
