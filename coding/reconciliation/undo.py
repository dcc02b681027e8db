"""How decisions and answers to notes on the codebook are taken back and done again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone
from coding.reconciliation.deciding import decide_disagreement, option_value, reopen_decision
from coding.reconciliation.models import CodebookNote, Decision, Disagreement
from coding.reconciliation.noting import answer_note, reopen_note
from coding.reconciliation.queries import place_address
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.membership.roles import Permission


def _place(event: Event) -> Disagreement:
    pk = event.subject_id if event.action == "disagreement.decided" else event.before["_place"]
    found = Disagreement.objects.filter(pk=pk, round__project_id=event.project_id)
    place = found.select_related("source", "round__project").first()
    if place is None:
        raise CannotBeUndone(_("This can no longer be undone: the place is not there any more."))
    return place


def _facts(event: Event) -> dict[str, object]:
    return event.after if event.action == "disagreement.decided" else event.before


def _withdraw(event: Event, by: User) -> None:
    """Withdraw the decision that the event tells of, unless another one stands now."""
    place, facts = _place(event), _facts(event)
    current = Decision.objects.filter(disagreement=place, withdrawn_at=None).first()
    if current is None or (option_value(current), current.reason) != (facts["choice"], facts["reason"]):
        raise CannotBeUndone(_("This can no longer be undone: it was decided otherwise since."))
    reopen_decision(decision=current, by=by)


def _decide(event: Event, by: User) -> None:
    facts = _facts(event)
    code = Code.objects.filter(project_id=event.project_id, pk=facts.get("_code")).first()
    decide_disagreement(disagreement=_place(event), by=by, option=facts["choice"], reason=facts["reason"], code=code)


def _note(event: Event) -> CodebookNote:
    note = CodebookNote.objects.filter(code__project_id=event.project_id, pk=event.subject_id).first()
    if note is None:
        raise CannotBeUndone(_("This can no longer be undone: the note is not there any more."))
    return note


def _reopen_note(event: Event, by: User) -> None:
    reopen_note(note=_note(event), by=by)


def _answer_note(event: Event, by: User) -> None:
    answer_note(note=_note(event), by=by, change=event.after["change"])


LEADS = Permission.MANAGE_ROUNDS
undoable("disagreement.decided", undo=_withdraw, redo=_decide, needs=LEADS, where=lambda e: place_address(_place(e)))
undoable("decision.withdrawn", undo=_decide, redo=_withdraw, needs=LEADS, where=lambda e: place_address(_place(e)))
for action in ("codebook_note.answered", "codebook_note.set_aside"):
    undoable(action, undo=_reopen_note, redo=_answer_note, needs=Permission.EDIT_CODEBOOK)
