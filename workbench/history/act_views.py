"""Undo and redo."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from workbench.audit.actions import redo_act, set_act_aside, undo_act
from workbench.audit.undo import Act, acts_data, next_redo, next_undo
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.numbers import uuid_in


@require_POST
@project_view(Permission.VIEW)
def undo(request: ProjectRequest) -> HttpResponse:
    """Take back the act that is named, or else one's latest act in this study."""
    return _turned(request, next_undo, undo_act, _("There is nothing to undo."), _("Undone: %(act)s"))


@require_POST
@project_view(Permission.VIEW)
def redo(request: ProjectRequest) -> HttpResponse:
    """Do the act that is named, or else the one that was undone last, again."""
    return _turned(request, next_redo, redo_act, _("There is nothing to redo."), _("Done again: %(act)s"))


@require_GET
@project_view(Permission.VIEW)
def acts(request: ProjectRequest) -> HttpResponse:
    """Say which acts are next to undo and to redo."""
    return JsonResponse(acts_data(request.user, request.project.pk))


def _turned(
    request: ProjectRequest, find: Callable[..., Act | None], turn: Callable[..., Act], nothing: str, said: str
) -> HttpResponse:
    try:
        act = _chosen(request, find, turn, nothing)
    except WorkbenchError as refusal:
        if _wants_json(request):
            raise
        messages.error(request, refusal.message)
        return _back(request)
    return _answer(request, act, said % {"act": act})


def _wants_json(request: ProjectRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _chosen(request: ProjectRequest, find: Callable[..., Act | None], turn: Callable[..., Act], nothing: str) -> Act:
    key = uuid_in(request.POST.get("act") or request.GET.get("act", ""))
    if key is None:
        if (act := find(request.user, request.project.pk)) is None:
            raise WorkbenchError(nothing)
        key = act.key

    def may(permission: str) -> bool:
        return request.membership.allows(Permission(permission))

    try:
        return turn(project_id=request.project.pk, by=request.user, key=key, may=may)
    except WorkbenchError as refusal:
        # It would be refused again and again, and hide what is behind it.
        aside = set_act_aside(project_id=request.project.pk, by=request.user, key=key)
        if aside is None:
            raise
        told = {"act": aside, "reason": refusal.message}
        raise WorkbenchError(_("This stays as it is: %(act)s. %(reason)s") % told) from refusal


def _answer(request: ProjectRequest, act: Act, said: str) -> HttpResponse:
    if _wants_json(request):
        told: dict[str, Any] = acts_data(request.user, request.project.pk)
        return JsonResponse(told | {"said": said, "where": act.where})
    messages.success(request, said)
    return _back(request)


def _back(request: ProjectRequest) -> HttpResponse:
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect("projects:home", request.project.slug)
    return redirect(back)
