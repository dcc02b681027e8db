"""What a lead changes of a round that is being coded, what a coder hands in and asks for, and the answers."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coding.codings.models import Assignment
from coding.reconciliation.choosing import free_sources
from coding.reconciliation.forms import MoreForm, ReasonForm, RenameForm, SourceForm
from coding.reconciliation.models import ReopenRequest, Round
from coding.reconciliation.queries import coders_of, possible_coders
from coding.reconciliation.reopening import answer_request, ask_to_reopen, hand_in_round, withdraw_request
from coding.reconciliation.staffing import add_parts, cancel_round, remove_parts, rename_round
from coding.reconciliation.views import round_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.numbers import key_in


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_rename(request: ProjectRequest, pk: int) -> HttpResponse:
    form = RenameForm(request.POST)
    name = form.cleaned_data["name"] if form.is_valid() else request.POST.get("name", "")
    renamed = rename_round(round=round_of(request, pk), by=request.user, name=name)
    messages.success(request, _("The round is called “%(round)s” now.") % {"round": renamed.name})
    return redirect(renamed)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_cancel(request: ProjectRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    cancel_round(round=round_, by=request.user)
    messages.success(request, _("“%(round)s” was cancelled. Undo brings it back.") % {"round": round_.name})
    return redirect("rounds:list", request.project.slug)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def coder_add(request: ProjectRequest, pk: int) -> HttpResponse:
    """Ask one more coder for all sources of the round, or for those of another coder."""
    round_ = round_of(request, pk)
    new = [(member.user_id, str(member.user)) for member in possible_coders(request.project)]
    form = MoreForm(request.POST, new=new, there=[(coder.pk, str(coder)) for coder in coders_of(round_)])
    if not form.is_valid():
        raise WorkbenchError(_("Choose who should code."))
    parts = _parts(round_)
    if form.cleaned_data["like"]:
        parts = [part for part in parts if part[1] == form.cleaned_data["like"]]
    coder = form.cleaned_data["coder"]
    made = add_parts(round=round_, by=request.user, parts={(source, coder) for source, _coder in parts})
    told = ngettext("%(n)s source was asked for.", "%(n)s sources were asked for.", made)
    messages.success(request, told % {"n": made})
    return redirect(round_)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def source_add(request: ProjectRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    form = SourceForm(
        request.POST,
        sources=list(free_sources(request.project).values_list("pk", "name")),
        coders=[(coder.pk, str(coder)) for coder in coders_of(round_)],
    )
    if not form.is_valid():
        raise WorkbenchError(_("Choose a source that no running round holds, and who codes it."))
    data = form.cleaned_data
    add_parts(round=round_, by=request.user, parts={(data["source"], coder) for coder in data["coders"]})
    messages.success(request, _("The source is in the round now."))
    return redirect(round_)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def part_remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a coder out of the round, or a source."""
    round_ = round_of(request, pk)
    source, coder = (key_in(request.POST.get(name, "")) for name in ("source", "coder"))
    parts = [part for part in _parts(round_) if part[0] == source or part[1] == coder]
    if remove_parts(round=round_, by=request.user, parts=parts):
        messages.success(request, _("Taken out of the round. Undo brings it back."))
    return redirect(round_)


def _parts(round_: Round) -> list[tuple[int, int]]:
    return list(Assignment.objects.filter(round=round_).values_list("source_id", "coder_id"))


@require_POST
@project_view(Permission.CODE)
def round_hand_in(request: ProjectRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    done = hand_in_round(round=round_, by=request.user)
    messages.success(request, ngettext("%(n)s source handed in.", "%(n)s sources handed in.", done) % {"n": done})
    return redirect(round_)


@require_POST
@project_view(Permission.CODE)
def request_ask(request: ProjectRequest, part: int) -> HttpResponse:
    mine = Assignment.objects.select_related("round__project", "source").exclude(round=None)
    assignment = get_object_or_404(mine, project=request.project, coder=request.user, pk=part)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else request.POST.get("reason", "")[:2000]
    ask_to_reopen(assignment=assignment, by=request.user, reason=reason)
    messages.success(request, _("Asked. You see the answer here and on the page of the round."))
    return redirect(assignment.round if "to_round" in request.POST else assignment.source)


def _request(request: ProjectRequest, pk: int) -> ReopenRequest:
    found = ReopenRequest.objects.select_related("assignment__round__project", "assignment__coder")
    return get_object_or_404(found, assignment__project=request.project, pk=pk)


@require_POST
@project_view(Permission.CODE)
def request_withdraw(request: ProjectRequest, pk: int) -> HttpResponse:
    mine = ReopenRequest.objects.select_related("assignment__round__project")
    asked = get_object_or_404(mine, assignment__project=request.project, assignment__coder=request.user, pk=pk)
    withdraw_request(request=asked, by=request.user)
    messages.success(request, _("You no longer ask to reopen it."))
    return redirect(asked.assignment.round)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def request_answer(request: ProjectRequest, pk: int) -> HttpResponse:
    asked = _request(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["decision"]:
        raise WorkbenchError(_("Choose whether to reopen it, with an answer of at most 2,000 characters."))
    data = form.cleaned_data
    grant = data["decision"] == "grant"
    answer_request(request=asked, by=request.user, grant=grant, answer=data["answer"])
    told = _("Reopened: %(coder)s can go on coding it.") if grant else _("Not reopened; %(coder)s sees your answer.")
    messages.success(request, told % {"coder": asked.assignment.coder})
    return redirect(asked.assignment.round)
