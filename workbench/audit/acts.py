"""Which act of a person is being done: what record() writes belongs to it."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db.models import Model

from workbench.audit.models import Event


@dataclass(frozen=True)
class CurrentAct:
    """An act under way: its key, whether the browser named it (and may name it again), and what it takes back."""

    key: uuid.UUID
    is_named: bool = False
    undoes: int | None = None


_current: ContextVar[CurrentAct | None] = ContextVar("current_act", default=None)


@contextmanager
def act(key: uuid.UUID | None = None) -> Iterator[None]:
    """Let everything recorded meanwhile be one act, under the name that the browser gave it if there is one."""
    token = _current.set(CurrentAct(key or uuid.uuid4(), is_named=key is not None))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def taking_back(event: Event) -> Iterator[None]:
    """Let everything recorded meanwhile say that it takes the event back, or does it again."""
    here = current_act()
    token = _current.set(CurrentAct(here.key, is_named=False, undoes=event.pk))
    try:
        yield
    finally:
        _current.reset(token)


def current_act() -> CurrentAct:
    """Return the act under way; outside of one, each change is an act of its own."""
    return _current.get() or CurrentAct(uuid.uuid4())


def is_repeated() -> bool:
    """Say whether a request of this name was carried out before."""
    here = current_act()
    return here.is_named and Event.objects.filter(key=here.key).exists()


def made_before(model: type[Model]) -> str:
    """Return the key of what the act under way has made already, where its request was repeated; "" else."""
    here = current_act()
    if not here.is_named:
        return ""
    made = Event.objects.filter(key=here.key, subject_type=model._meta.model_name).order_by("pk")
    return made.values_list("subject_id", flat=True).first() or ""


def was_done(model: type[Model], pk: object) -> bool:
    """Say whether the act under way has changed this thing already: a request that was repeated has its answer."""
    here = current_act()
    if not here.is_named:
        return False
    done = Event.objects.filter(key=here.key, subject_type=model._meta.model_name, subject_id=str(pk))
    return done.exists()
