"""What can be undone: the inverses of actions, and which act of a person is next.

Every subject registers the inverses of its own actions. An inverse runs the ordinary actions, with their checks; what
they record names the event that it takes back and is no act of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.presenters import lines

ACTS_TOLD, EVENTS_READ = 20, 100
Inverse = Callable[[Event, User], object]


@dataclass(frozen=True)
class Undoable:
    """How an action is taken back and done again, the permission that both need, and where it is seen."""

    undo: Inverse
    redo: Inverse
    needs: str
    where: Callable[[Event], str] | None


@dataclass(frozen=True)
class Act:
    """What a person did at once: its events in their order, and how many they are."""

    key: uuid.UUID
    events: list[Event]
    count: int

    def __str__(self) -> str:
        last = self.events[-1]
        told = f"{lines([last])[0].sentence} {last.subject_label}"
        more = self.count - 1
        return _("%(act)s, and %(n)s more") % {"act": told, "n": more} if more else told

    @property
    def where(self) -> str:
        """Return the address at which the act is seen; "" if it has none."""
        where = inverse_of(self.events[-1]).where
        return where(self.events[-1]) if where else ""


_undoable: dict[str, Undoable] = {}


def undoable(
    action: str, *, undo: Inverse, redo: Inverse, needs: str = "code", where: Callable[[Event], str] | None = None
) -> None:
    """Register how an action is undone and redone; called while the apps start.

    Both get the event and the person. They raise WorkbenchError where it can no longer be done, with the reason.
    """
    _undoable[action] = Undoable(undo, redo, str(needs), where)


def inverse_of(event: Event) -> Undoable:
    """Return how the event is undone; KeyError if it cannot be."""
    return _undoable[event.action]


def undoable_actions() -> set[str]:
    """Return the actions that can be taken back."""
    return set(_undoable)


def _acts_of(user: User, project_id: int) -> QuerySet[Event]:
    """Return the events on the person's stack; what took something back is not on it."""
    mine = Event.objects.filter(project_id=project_id, actor_id=user.pk, undoes=None, key__isnull=False)
    return mine.filter(action__in=list(_undoable))


def act_of(user: User, project_id: int, key: uuid.UUID) -> Act | None:
    """Return the person's act of this name, if it can be undone."""
    events = list(_acts_of(user, project_id).filter(key=key).order_by("pk"))
    return Act(key, events, len(events)) if events else None


def undo_stack(user: User, project_id: int) -> list[Act]:
    """Return the latest acts that are not undone, the last one first; each with its last event alone."""
    acts = _acts_of(user, project_id)
    return _told(acts, acts.filter(undone_at=None, aside=False).order_by("-pk"))


def redo_stack(user: User, project_id: int) -> list[Act]:
    """Return the acts that were undone since something new was done, the last one first."""
    acts = _acts_of(user, project_id)
    newest = acts.order_by("-pk").first()
    if newest is None:
        return []
    return _told(acts, acts.filter(undone_at__gte=newest.at, aside=False).order_by("-undone_at", "-pk"))


def next_undo(user: User, project_id: int) -> Act | None:
    """Return the act that undo takes back, with its last event."""
    return next(iter(undo_stack(user, project_id)), None)


def next_redo(user: User, project_id: int) -> Act | None:
    """Return the act that redo does again, with its last event."""
    return next(iter(redo_stack(user, project_id)), None)


def _told(acts: QuerySet[Event], found: QuerySet[Event]) -> list[Act]:
    last: dict[uuid.UUID, Event] = {}
    for event in found[:EVENTS_READ]:
        last.setdefault(event.key, event)
    kept = dict(list(last.items())[:ACTS_TOLD])
    counted = acts.filter(key__in=list(kept)).order_by().values_list("key").annotate(n=Count("pk"))
    counts = dict(counted)
    return [Act(key, [event], counts[key]) for key, event in kept.items()]


def acts_data(user: User, project_id: int) -> dict[str, list[list[str]]]:
    """Return what would be undone and redone, next first, as [key, sentence]: {"undo": […], "redo": […]}."""
    acts = {"undo": undo_stack(user, project_id), "redo": redo_stack(user, project_id)}
    return {name: [[str(act.key), str(act)] for act in stack] for name, stack in acts.items()}


def needs_of(events: Iterable[Event]) -> set[str]:
    """Return the permissions that taking these events back needs."""
    return {inverse_of(event).needs for event in events}
