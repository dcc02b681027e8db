"""Writing the history; every action calls record() in its own transaction."""

import uuid
from collections.abc import Callable, Iterable

from django.db import transaction
from django.db.models import F, Model
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.audit.acts import current_act, is_repeated, taking_back
from workbench.audit.models import Event
from workbench.audit.undo import Act, Undoable, act_of, inverse_of, needs_of
from workbench.web.errors import WorkbenchError


class NothingToTakeBack(WorkbenchError):
    """There is no such act of this person, or they may no longer do what it takes."""


def record(
    *,
    action: str,
    by: User | None,
    project_id: int | None,
    subject: Model,
    before: object = None,
    after: object = None,
    label: str = "",
    scope: str = "",
    sealed: bool = False,
) -> Event:
    """Write one event; `action` is "subject.past_participle", e.g. "code.renamed"; it belongs to the act under way."""
    event = event_for(
        action=action, by=by, project_id=project_id, subject=subject, before=before, after=after, label=label,
        scope=scope, sealed=sealed,
    )  # fmt: skip
    event.save(force_insert=True)
    return event


def record_all(events: Iterable[Event]) -> None:
    """Write events made with event_for at once."""
    Event.objects.bulk_create(events, batch_size=500)


def event_for(
    *,
    action: str,
    by: User | None,
    project_id: int | None,
    subject: Model,
    before: object = None,
    after: object = None,
    label: str = "",
    scope: str = "",
    sealed: bool = False,
) -> Event:
    """Return the event that record() would write: for many at once, written together by record_all."""
    here = current_act()
    return Event(
        project_id=project_id,
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "Marginalia",
        action=action,
        subject_type=subject._meta.model_name,
        subject_id=str(subject.pk),
        subject_label=(label or str(subject))[:300],
        before=before,
        after=after,
        scope=scope,
        sealed_to=by.pk if sealed and by else None,
        key=here.key,
        undoes=here.undoes,
    )


def seal_events(*, project_id: int, scopes: Iterable[str]) -> None:
    """Close what was done within the scopes to everyone but the person who did it."""
    Event.objects.filter(project_id=project_id, scope__in=list(scopes)).update(
        sealed_to=Coalesce(F("actor_id"), F("sealed_to"))
    )


def unseal_events(*, project_id: int, scopes: Iterable[str]) -> None:
    """Open the events of the scopes to every member again."""
    Event.objects.filter(project_id=project_id, scope__in=list(scopes)).update(sealed_to=None)


def undo_act(*, project_id: int, by: User, key: uuid.UUID, may: Callable[[str], bool]) -> Act:
    """Take one's own act back, the last of its changes first; undone already, it stays as it is.

    `may` says whether the person has a permission. Raises NothingToTakeBack, or the reason of the action that refuses.
    """

    def take_back(inverse: Undoable, event: Event) -> None:
        inverse.undo(event, by)

    return _turn(project_id, by, key, may, take_back, is_undo=True)


def redo_act(*, project_id: int, by: User, key: uuid.UUID, may: Callable[[str], bool]) -> Act:
    """Do an act again that was undone, its changes in their order; not undone, it stays as it is."""

    def do_again(inverse: Undoable, event: Event) -> None:
        inverse.redo(event, by)

    return _turn(project_id, by, key, may, do_again, is_undo=False)


@transaction.atomic
def set_act_aside(*, project_id: int, by: User, key: uuid.UUID) -> Act | None:
    """Let undo and redo pass over an act of one's own that was refused; returns it, None where there is no such act."""
    if act := act_of(by, project_id, key):
        Event.objects.filter(pk__in=[event.pk for event in act.events]).update(aside=True)
    return act


@transaction.atomic
def _turn(
    project_id: int,
    by: User,
    key: uuid.UUID,
    may: Callable[[str], bool],
    turn: Callable[[Undoable, Event], None],
    *,
    is_undo: bool,
) -> Act:
    act = act_of(by, project_id, key)
    if act is None or not all(may(needed) for needed in needs_of(act.events)):
        raise NothingToTakeBack(_("This is no act of yours that can be undone."))
    if is_repeated():
        return act
    # Whoever undoes the same in another tab waits here, and finds it undone.
    held = Event.objects.select_for_update().filter(pk__in=[event.pk for event in act.events])
    waiting = [event for event in held.order_by("-pk" if is_undo else "pk") if (event.undone_at is None) == is_undo]
    for event in waiting:
        with taking_back(event):
            turn(inverse_of(event), event)
    undone_at = timezone.now() if is_undo else None
    Event.objects.filter(pk__in=[event.pk for event in waiting]).update(undone_at=undone_at)
    return act
