"""How changes of a round that is being coded are taken back and done again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone
from coding.reconciliation.models import Round
from coding.reconciliation.staffing import add_parts, cancel_round, remove_parts, rename_round, restore_round
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.membership.roles import Permission
from workbench.projects.models import Project


def _round(event: Event) -> Round:
    found = Round.objects.select_related("project").filter(project_id=event.project_id, pk=event.subject_id).first()
    if found is None:
        raise CannotBeUndone(_("This can no longer be undone: the round was cancelled since."))
    return found


def _parts(event: Event) -> list[tuple[int, int]]:
    facts = event.after or event.before
    return [(source, coder) for source, coder in facts["_parts"]]


def _ask(event: Event, by: User) -> None:
    add_parts(round=_round(event), by=by, parts=_parts(event))


def _ask_no_more(event: Event, by: User) -> None:
    remove_parts(round=_round(event), by=by, parts=_parts(event))


def _bring_back(event: Event, by: User) -> None:
    project = Project.objects.get(pk=event.project_id)
    restore_round(project=project, by=by, pk=int(event.subject_id), facts=event.before)


def _address(event: Event) -> str:
    return _round(event).get_absolute_url()


LEADS = Permission.MANAGE_ROUNDS
undoable("round.asked_more", undo=_ask_no_more, redo=_ask, needs=LEADS, where=_address)
undoable("round.asked_less", undo=_ask, redo=_ask_no_more, needs=LEADS, where=_address)
undoable(
    "round.renamed",
    undo=lambda event, by: rename_round(round=_round(event), by=by, name=event.before["name"]),
    redo=lambda event, by: rename_round(round=_round(event), by=by, name=event.after["name"]),
    needs=LEADS, where=_address,
)  # fmt: skip
undoable(
    "round.cancelled", undo=_bring_back, redo=lambda event, by: cancel_round(round=_round(event), by=by), needs=LEADS
)
