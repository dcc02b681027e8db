"""Kinds of long work, registered upward by the apps in AppConfig.ready()."""

import logging
from collections.abc import Callable
from typing import Any

JobFunction = Callable[..., dict[str, Any] | None]

logger = logging.getLogger(__name__)
HelpFunction = Callable[..., bool]

_kinds: dict[str, JobFunction] = {}
_helpers: dict[str, HelpFunction] = {}
_chores: list[Callable[[], object]] = []


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of a kind.

    It is called as f(run, **parameters), where `run` is a runner.Run, and returns a JSON-able result; a result's
    "url" is where its outcome is shown and its "message" is shown with it. It must be safe to run twice: a worker
    that dies leaves a job that another worker starts again. With "go_on" the person who watches is taken to the url.
    """

    def decorate(function: JobFunction) -> JobFunction:
        _kinds[kind] = function
        return function

    return decorate


def helps(kind: str) -> Callable[[HelpFunction], HelpFunction]:
    """Register how another worker helps with a running job of a kind, which asked for it by run.call_for_help().

    It is called as f(job), does one piece of the work, and returns whether there may be more for it to do. Pieces lie
    in the database and are claimed there; the worker that has the job works through them too, and may be the only one.
    """

    def decorate(function: HelpFunction) -> HelpFunction:
        _helpers[kind] = function
        return function

    return decorate


def help_of(kind: str) -> HelpFunction | None:
    """Return how one helps with a kind; None where one cannot."""
    return _helpers.get(kind)


def work_of(kind: str) -> JobFunction:
    """Return the function registered for a kind; KeyError if there is none."""
    return _kinds[kind]


def chore(function: Callable[[], object]) -> None:
    """Have every worker do a small thing once an hour; several may do it at the same time."""
    _chores.append(function)


def do_chores() -> None:
    """Do all that was registered; one that fails is logged and holds up neither the others nor the worker."""
    for function in _chores:
        try:
            function()
        except Exception:
            logger.exception("%s failed; it is tried again in an hour", function.__name__)
