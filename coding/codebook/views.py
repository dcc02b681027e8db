"""Changing the codebook; its pages are in coding.quotations, which may count codings."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codebook import actions
from coding.codebook.answers import attempt, changed, code_or_404, form_answer
from coding.codebook.colors import PALETTE, TINTS
from coding.codebook.forms import CodeForm, MoveForm
from coding.codebook.history import versions_of
from coding.codebook.models import Code
from coding.codebook.queries import code_tree, subtree_ids
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial

EDIT = Permission.EDIT_CODEBOOK


def _chosen(request: ProjectRequest, key: str) -> Code | None:
    return code_or_404(request, int(key)) if key else None


@require_http_methods(["GET", "POST"])
@project_view(EDIT)
def code_create(request: ProjectRequest) -> HttpResponse:
    return _create(request, parent=request.GET.get("parent"))


@require_http_methods(["GET", "POST"])
@project_view(EDIT)
def code_add_below(request: ProjectRequest, pk: int) -> HttpResponse:
    """The form of a new code, with its place below another chosen already."""
    return _create(request, parent=code_or_404(request, pk).pk)


def _create(request: ProjectRequest, parent: int | str | None) -> HttpResponse:
    nodes = code_tree(request.project)
    form = CodeForm(request.POST or None, nodes=nodes, initial={"parent": parent, "tint": ""})
    context = {"form": form, "title": _("Add a code"), "submit": _("Add"), "icon": "plus"}
    if request.method == "GET":
        return form_answer(request, context)
    if form.is_valid():
        try:
            parent = _chosen(request, form.cleaned_data["parent"])
            code = actions.create_code(project=request.project, by=request.user, parent=parent, **form.changes())
            return changed(request, _("“%(code)s” was added.") % {"code": code.name}, code)
        except WorkbenchError as error:
            form.add_error("name", error.message)
    return form_answer(request, context, refused=True)


@require_http_methods(["GET", "POST"])
@project_view(EDIT)
def code_edit(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)
    form = CodeForm(request.POST or None, nodes=[], code=code, initial=CodeForm.initial_of(code))
    title = _("Edit “%(code)s”") % {"code": code.name}
    context = {"form": form, "title": title, "submit": _("Save"), "code": code}
    if request.method == "GET":
        return form_answer(request, context)
    if form.is_valid():
        try:
            code = actions.edit_code(code=code, by=request.user, **form.changes())
            return changed(request, _("“%(code)s” was saved.") % {"code": code.name}, code)
        except WorkbenchError as error:
            form.add_error("name", error.message)
    return form_answer(request, context, refused=True)


@require_http_methods(["GET", "POST"])
@project_view(EDIT)
def code_move(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)
    form = MoveForm(
        request.POST or None,
        nodes=code_tree(request.project),
        without=subtree_ids(code),
        initial={"parent": code.parent_id},
    )
    title = _("Move “%(code)s”") % {"code": code.name}
    text = _("Its subcodes go with it; what was coded stays coded.")
    context = {"form": form, "title": title, "submit": _("Move"), "text": text, "code": code}
    if request.method == "GET":
        return form_answer(request, context)
    if form.is_valid():
        try:
            parent = _chosen(request, form.cleaned_data["parent"])
            position = 0 if form.cleaned_data["place"] == "first" else None
            actions.move_code(code=code, by=request.user, parent=parent, position=position)
            return changed(request, _("“%(code)s” was moved.") % {"code": code.name}, code)
        except WorkbenchError as error:
            form.add_error("parent", error.message)
    return form_answer(request, context, refused=True)


@require_POST
@project_view(EDIT)
def code_rename(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)

    def rename() -> str:
        before = code.name
        actions.edit_code(code=code, by=request.user, name=request.POST.get("name", ""))
        return _("“%(before)s” is called “%(code)s” now.") % {"before": before, "code": code.name}

    return attempt(request, rename, code)


@require_POST
@project_view(EDIT)
def code_recolour(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give a code another of the tints."""
    code = code_or_404(request, pk)

    def recolour() -> str:
        tint = request.POST.get("tint", "")
        color = PALETTE[int(tint)] if tint in map(str, range(TINTS)) else tint
        actions.edit_code(code=code, by=request.user, color=color)
        return _("“%(code)s” has another colour.") % {"code": code.name}

    return attempt(request, recolour, code)


@require_POST
@project_view(EDIT)
def code_place(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put a code below `parent` (empty: the top), before the code `before` or as the last."""
    code = code_or_404(request, pk)
    parent, before = (_placed(request, name) for name in ("parent", "before"))

    def place() -> str:
        actions.place_code(code=code, by=request.user, parent=parent, before=before)
        return _("“%(code)s” was moved.") % {"code": code.name}

    return attempt(request, place, code)


def _placed(request: ProjectRequest, name: str) -> Code | None:
    said = request.POST.get(name, "")
    return code_or_404(request, int(said)) if said.isdecimal() else None


@require_GET
@project_view(Permission.VIEW)
def code_history(request: ProjectRequest, pk: int) -> HttpResponse:
    """How the definition came to be what it is: a dialog, or the place on the code's page."""
    code = code_or_404(request, pk)
    if not wants_partial(request):
        return redirect(f"{reverse('codebook:code', args=[request.project.slug, pk])}#history")
    context = {"code": code, "versions": versions_of(code, request.user)}
    return render(request, "coding/codebook/_history_dialog.html", context)


@require_POST
@project_view(EDIT)
def code_shift(request: ProjectRequest, pk: int, step: int) -> HttpResponse:
    """Let a code change places with the sibling before it (step 0) or after it (step 1)."""
    code = code_or_404(request, pk)

    def shift() -> str:
        actions.shift_code(code=code, by=request.user, step=1 if step else -1)
        return _("“%(code)s” was moved.") % {"code": code.name}

    return attempt(request, shift, code)


@require_POST
@project_view(EDIT)
def code_retire(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)

    def retire() -> str:
        actions.retire_code(code=code, by=request.user)
        return _("“%(code)s” was retired. It stands at the end of the codebook and can be brought back.") % {
            "code": code.name
        }

    return attempt(request, retire)


@require_POST
@project_view(EDIT)
def code_restore(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)

    def restore() -> str:
        actions.restore_code(code=code, by=request.user)
        return _("“%(code)s” is back.") % {"code": code.name}

    return attempt(request, restore, code)
