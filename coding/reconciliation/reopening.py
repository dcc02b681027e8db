"""Handing in all that one was asked for, asking to go on with it, and the lead's answer.

A request is seen by the coder who asks and by those who run rounds, nobody else, as long as the source is coded blind:
its reason may speak of what the coder did. The answer changes nothing but whether the coder may go on.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codings.assigning import hold_rounds
from coding.codings.models import Assignment
from coding.codings.visibility import is_sealed
from coding.reconciliation.models import ReopenRequest, RequestState, Round, RoundState
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.web.errors import WorkbenchError


class AnsweredMeanwhile(WorkbenchError):
    """The request waits no longer."""


@transaction.atomic
def hand_in_round(*, round: Round, by: User) -> int:  # noqa: A002
    """Say that one has read all of one's sources of the round to the end; returns how many were new."""
    hold_rounds([round.pk])
    current = Round.objects.get(pk=round.pk)
    _check_runs(current)
    waiting = Assignment.objects.filter(round=current, coder=by, done_at=None)
    done = waiting.update(done_at=timezone.now())
    if done:
        record(
            action="assignments.handed_in", by=by, project_id=current.project_id, subject=current,
            after={"sources": done},
        )  # fmt: skip
    return done


@transaction.atomic
def ask_to_reopen(*, assignment: Assignment, by: User, reason: str) -> ReopenRequest:
    """Ask a lead to let one go on with a source that one has handed in.

    Raises WorkbenchError for another's source, one that is not handed in, without a reason, or a second request.
    """
    part = _held(assignment)
    if part.coder_id != by.pk:
        raise WorkbenchError(_("Only the coder who handed a source in can ask for it back."))
    _check_runs(part.round)
    if part.done_at is None:
        raise WorkbenchError(_("“%(source)s” is not handed in: go on coding it.") % {"source": part.source.name})
    if not reason.strip():
        raise WorkbenchError(_("Say why: the lead decides by your reason, and it stays on the record."))
    if ReopenRequest.objects.filter(assignment=part, state=RequestState.WAITING).exists():
        raise WorkbenchError(_("You have asked already. The lead has not answered yet."))
    asked = ReopenRequest.objects.create(assignment=part, reason=reason.strip())
    _record("request.asked", part, by, after={"reason": asked.reason})
    return asked


@transaction.atomic
def withdraw_request(*, request: ReopenRequest, by: User) -> ReopenRequest:
    """Ask no longer."""
    if request.assignment.coder_id != by.pk:
        raise WorkbenchError(_("Only the coder who asked can withdraw a request."))
    part = _held(request.assignment)
    return _settle(request, part, by, RequestState.WITHDRAWN, "")


@transaction.atomic
def answer_request(*, request: ReopenRequest, by: User, grant: bool, answer: str = "") -> ReopenRequest:
    """Let the coder go on, or not; with a sentence to them, if there is one. Raises AnsweredMeanwhile."""
    part = _held(request.assignment)
    _check_runs(part.round)
    settled = _settle(request, part, by, RequestState.GRANTED if grant else RequestState.DECLINED, answer)
    if grant and part.done_at:
        part.done_at = None
        part.save(update_fields=["done_at"])
    return settled


def _held(assignment: Assignment) -> Assignment:
    """The assignment as it is now; whoever hands in or opens its round waits until this transaction ends."""
    hold_rounds([assignment.round_id])
    return (
        Assignment.objects.select_for_update(of=("self",))
        .select_related("round", "source", "coder")
        .get(pk=assignment.pk)
    )


def _check_runs(round_: Round) -> None:
    if round_.state != RoundState.CODING:
        raise WorkbenchError(
            _("“%(round)s” has been opened: what was handed in stays as it is.") % {"round": round_.name}
        )


def _settle(request: ReopenRequest, part: Assignment, by: User, state: str, answer: str) -> ReopenRequest:
    current = ReopenRequest.objects.select_for_update().get(pk=request.pk)
    if current.state != RequestState.WAITING:
        raise AnsweredMeanwhile(_("This request is %(state)s already.") % {"state": current.get_state_display()})
    current.state, current.answer = state, answer.strip()
    current.answered_by, current.answered_at = by, timezone.now()
    current.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    _record(f"request.{state}", part, by, after={"answer": current.answer} if current.answer else None)
    return current


def _record(action: str, part: Assignment, by: User, after: dict[str, str] | None) -> None:
    name = part.source.name
    record(
        action=action, by=by, project_id=part.project_id, subject=part, after=after,
        label=name if part.coder_id == by.pk else f"{name} ({part.coder})",
        scope=f"source:{part.source_id}", sealed=is_sealed(part.source_id),
    )  # fmt: skip
