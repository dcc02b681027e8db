"""Notes on the codebook that come from decisions: written with them, answered by a change of the code or set aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook.actions import edit_code
from coding.codebook.models import Code
from coding.reconciliation.models import CodebookNote, Decision
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError


def note_on_code(*, code: Code, by: User, text: str, decisions: Sequence[Decision]) -> CodebookNote:
    """Suggest a change of a code because of decisions, inside the transaction that makes them."""
    if code.project_id != decisions[0].disagreement.round.project_id:
        raise WorkbenchError(_("“%(code)s” belongs to another study.") % {"code": code.name})
    note = CodebookNote.objects.create(code=code, text=text.strip(), written_by=by)
    note.decisions.set(decisions)
    place = decisions[0].disagreement
    # Its words may tell of a text: a blind round closes them with it.
    record(
        action="codebook_note.written", by=by, project_id=code.project_id, subject=note, label=code.name,
        scope=f"source:{place.source_id}", after={"note": note.text},
    )  # fmt: skip
    return note


@transaction.atomic
def change_code_for(*, code: Code, by: User, notes: Iterable[int], changes: dict[str, str]) -> Code:
    """Change a code's words because of notes on it: its history says from which, and they are open no longer.

    Raises WorkbenchError where nothing changes or no open note is named, or what edit_code refuses.
    """
    answered = list(CodebookNote.objects.select_for_update().filter(code=code, pk__in=list(notes), settled_at=None))
    if not answered:
        raise WorkbenchError(_("Choose at least one open note that this change answers."))
    last = _last_change(code)
    edited = edit_code(code=code, by=by, **changes)
    change = _last_change(code)
    if change == last:
        raise WorkbenchError(_("Nothing was changed. Change the definition, or set the note aside."))
    for note in answered:
        _settle(note, by, change)
    return edited


def _last_change(code: Code) -> Event | None:
    edits = Event.objects.filter(project_id=code.project_id, subject_type="code", subject_id=str(code.pk))
    return edits.filter(action="code.edited").order_by("-pk").first()


@transaction.atomic
def answer_note(*, note: CodebookNote, by: User, change: int | None) -> None:
    """Say that a change of the code (the key of its event) has answered a note, or that it needs none."""
    held = CodebookNote.objects.select_for_update().get(pk=note.pk)
    if held.settled_at is None:
        _settle(held, by, Event.objects.filter(pk=change, project_id=held.code.project_id).first() if change else None)


@transaction.atomic
def reopen_note(*, note: CodebookNote, by: User) -> None:
    """Take up a note again; the code stays as it is."""
    held = CodebookNote.objects.select_for_update().get(pk=note.pk)
    if held.settled_at is None:
        return
    held.settled_at = held.settled_by = held.change = None
    held.save(update_fields=["settled_at", "settled_by", "change"])
    record(action="codebook_note.reopened", by=by, project_id=held.code.project_id, subject=held, label=held.code.name)


def _settle(note: CodebookNote, by: User, change: Event | None) -> None:
    note.settled_at, note.settled_by, note.change = timezone.now(), by, change
    note.save(update_fields=["settled_at", "settled_by", "change"])
    action = "codebook_note.answered" if change else "codebook_note.set_aside"
    record(
        action=action, by=by, project_id=note.code.project_id, subject=note, label=note.code.name,
        after={"change": change.pk if change else None},
    )  # fmt: skip
