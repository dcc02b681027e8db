"""What can be undone: the inverses of actions, and which act of a person is next.

Every subject registers the inverses of its own actions. An inverse runs the ordinary actions, with their checks; what
they record names the event that it takes back and is no act of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.presenters import lines

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
    """What a person did at once: its events in their order."""

    key: uuid.UUID
    events: list[Event]

    def __str__(self) -> str:
        first = self.events[0]
        line = lines([first])[0]
        told = f"{line.sentence} {first.subject_label}"
        more = len(self.events) - 1
        return _("%(act)s, and %(n)s more") % {"act": told, "n": more} if more else told

    @property
    def is_undone(self) -> bool:
        return all(event.undone_at for event in self.events)

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


def _acts_of(user: User, project_id: int) -> QuerySet[Event]:
    """Return the events on the person's stack; what took something back is not on it."""
    mine = Event.objects.filter(project_id=project_id, actor_id=user.pk, undoes=None, key__isnull=False)
    return mine.filter(action__in=list(_undoable))


def act_of(user: User, project_id: int, key: uuid.UUID) -> Act | None:
    """Return the person's act of this name, if it can be undone."""
    events = list(_acts_of(user, project_id).filter(key=key).order_by("pk"))
    return Act(key, events) if events else None


def next_undo(user: User, project_id: int) -> Act | None:
    """Return the latest act that is not undone."""
    last = _acts_of(user, project_id).filter(undone_at=None).order_by("-pk").first()
    return act_of(user, project_id, last.key) if last else None


def next_redo(user: User, project_id: int) -> Act | None:
    """Return the act that was undone last, unless something new was done since."""
    acts = _acts_of(user, project_id)
    last = acts.filter(undone_at__isnull=False).order_by("-undone_at", "pk").first()
    if last is None or acts.filter(pk__gt=last.pk, at__gt=last.undone_at).exists():
        return None
    return act_of(user, project_id, last.key)


def acts_data(user: User, project_id: int) -> dict[str, dict[str, str] | None]:
    """Return what would be undone and redone next, for the buttons: {"undo": {"key", "said"} or None, "redo": …}."""
    acts = {"undo": next_undo(user, project_id), "redo": next_redo(user, project_id)}
    return {name: {"key": str(act.key), "said": str(act)} if act else None for name, act in acts.items()}


def needs_of(events: Iterable[Event]) -> set[str]:
    """Return the permissions that taking these events back needs."""
    return {inverse_of(event).needs for event in events}
