"""Asking people to think about disagreements before they are decided."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codings.visibility import is_sealed, sealed_source_ids
from coding.reconciliation.models import Disagreement, Discussion, Round, RoundState
from coding.reconciliation.queries import undecided_of
from workbench.accounts.models import User
from workbench.audit.actions import event_for, record, record_all
from workbench.web.errors import WorkbenchError


@transaction.atomic
def discuss_disagreements(
    *,
    round: Round,  # noqa: A002
    by: User,
    places: Iterable[int],
    person: User,
    question: str,
) -> int:
    """Ask a member to think about open disagreements of a round; returns how many of them are new to that person.

    Who was asked about a place already is asked anew in the new words. Raises WorkbenchError for an outsider, or
    where nothing of it waits for a decision.
    """
    held = Round.objects.select_for_update().get(pk=round.pk)
    if held.state != RoundState.RECONCILING:
        raise WorkbenchError(_("“%(round)s” is not being settled now.") % {"round": held.name})
    if not held.project.memberships.filter(user=person).exists():
        raise WorkbenchError(_("%(who)s is no member of this study.") % {"who": person})
    sealed = sealed_source_ids(held.project)
    found = [
        place
        for place in undecided_of(held).filter(pk__in=set(places)).select_related("source").defer("source__text")
        if place.source_id not in sealed
    ]
    if not found:
        raise WorkbenchError(_("None of these places waits for a decision. Reload the page."))
    question = question.strip()
    running = Discussion.objects.filter(disagreement__in=found, person=person, ended_at=None)
    known = set(running.values_list("disagreement_id", flat=True))
    running.update(question=question, asked_by=by, asked_at=timezone.now(), answer="", answered_at=None)
    new = [place for place in found if place.pk not in known]
    Discussion.objects.bulk_create(
        Discussion(disagreement=place, person=person, question=question, asked_by=by) for place in new
    )
    record_all(
        event_for(
            action="disagreement.discussed", by=by, project_id=held.project_id, subject=place,
            label=place.source.name, scope=f"source:{place.source_id}",
            after={"with": str(person), "question": question},
        )
        for place in found
    )  # fmt: skip
    return len(new)


@transaction.atomic
def answer_discussion(*, discussion: Discussion, by: User, answer: str) -> Discussion:
    """Say what one thinks about a disagreement that one was asked about; raises WorkbenchError once it is decided."""
    held = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if held.person_id != by.pk:
        raise WorkbenchError(_("Only who was asked can answer."))
    if held.ended_at:
        raise WorkbenchError(_("This was decided meanwhile, so no answer is needed any more."))
    if not answer.strip():
        raise WorkbenchError(_("Write what you think."))
    held.answer, held.answered_at = answer.strip(), timezone.now()
    held.save(update_fields=["answer", "answered_at"])
    place = held.disagreement
    record(
        action="discussion.answered", by=by, project_id=place.round.project_id, subject=held,
        label=place.source.name, scope=f"source:{place.source_id}", sealed=is_sealed(place.source_id),
        after={"answer": held.answer},
    )  # fmt: skip
    return held


@transaction.atomic
def end_discussion(*, discussion: Discussion, by: User) -> None:
    """Take a question back: the person is asked no longer."""
    held = Discussion.objects.select_for_update().get(pk=discussion.pk)
    if held.ended_at:
        return
    held.ended_at = timezone.now()
    held.save(update_fields=["ended_at"])
    place = held.disagreement
    record(
        action="discussion.ended", by=by, project_id=place.round.project_id, subject=held,
        label=place.source.name, scope=f"source:{place.source_id}", sealed=is_sealed(place.source_id),
        before={"with": str(held.person)},
    )  # fmt: skip


def end_discussions(places: Iterable[Disagreement]) -> None:
    """End what is asked about places, inside the transaction that decides them."""
    Discussion.objects.filter(disagreement__in=list(places), ended_at=None).update(ended_at=timezone.now())
