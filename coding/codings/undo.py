"""How acts on codings and hand-ins are taken back and done again."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone, check_same_text, move_coding, remove_coding, restore_coding
from coding.codings.assigning import hand_in, hand_in_answers, take_back, take_back_answers
from coding.codings.models import Assignment, Coding
from coding.sources.models import Question, Source
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.projects.models import Project


def _coding(event: Event) -> Coding | None:
    own = Coding.objects.filter(project_id=event.project_id)  # visibility: the action lets only its coder change it
    return own.select_related("source").filter(pk=event.subject_id).first()


def _take_away(event: Event, by: User) -> None:
    if coding := _coding(event):
        remove_coding(coding=coding, by=by)


def _bring_back(facts: dict[str, Any], event: Event, by: User) -> None:
    source = Source.objects.filter(project_id=event.project_id, pk=facts["source"]).first()
    code = Code.objects.filter(project_id=event.project_id, pk=facts["code"]).first()
    if source is None or code is None:
        raise CannotBeUndone(_("This can no longer be undone: the source or the code was removed since."))
    restore_coding(source=source, code=code, by=by, id=uuid.UUID(event.subject_id), facts=facts)


def _move_to(facts: dict[str, Any], event: Event, by: User) -> None:
    coding = _coding(event)
    if coding is None:
        raise CannotBeUndone(_("This can no longer be undone: the coding was removed since."))
    check_same_text(coding.source, facts)
    move_coding(coding=coding, by=by, start=facts["start"], end=facts["end"])


def _assignment(event: Event) -> Assignment:
    return Assignment.objects.get(project_id=event.project_id, pk=event.subject_id)


def _question(event: Event) -> Question:
    return Question.objects.get(project_id=event.project_id, pk=event.subject_id)


def _take_back_all(event: Event, by: User) -> None:
    take_back_answers(question=_question(event), by=by, done_at=datetime.fromisoformat(event.after["_done_at"]))


def _hand_in_all(event: Event, by: User) -> None:
    hand_in_answers(question=_question(event), by=by, at=datetime.fromisoformat(event.after["_done_at"]))


def coding_address(event: Event) -> str:
    """Return where the coding of the event is seen."""
    facts = event.after or event.before
    return f"{source_address(event.project_id, facts['source'])}#coding-{event.subject_id}"


def source_address(project_id: int, source_id: int) -> str:
    """Return where a source is read and coded."""
    slug = Project.objects.values_list("slug", flat=True).get(pk=project_id)
    return reverse("codings:source", args=[slug, source_id])


def _before(turn: Callable[[dict[str, Any], Event, User], None]) -> Callable[[Event, User], None]:
    return lambda event, by: turn(event.before, event, by)


def _after(turn: Callable[[dict[str, Any], Event, User], None]) -> Callable[[Event, User], None]:
    return lambda event, by: turn(event.after, event, by)


undoable("coding.applied", undo=_take_away, redo=_after(_bring_back), where=coding_address)
undoable("coding.removed", undo=_before(_bring_back), redo=_take_away, where=coding_address)
undoable("coding.moved", undo=_before(_move_to), redo=_after(_move_to), where=coding_address)
undoable(
    "assignment.read",
    undo=lambda event, by: take_back(assignment=_assignment(event), by=by),
    redo=lambda event, by: hand_in(assignment=_assignment(event), by=by),
)
undoable(
    "assignment.taken_back",
    undo=lambda event, by: hand_in(assignment=_assignment(event), by=by),
    redo=lambda event, by: take_back(assignment=_assignment(event), by=by),
)
undoable("question.read", undo=_take_back_all, redo=_hand_in_all)
