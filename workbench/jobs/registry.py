"""Kinds of long work, registered upward by the apps in AppConfig.ready()."""

import logging
from collections.abc import Callable
from typing import Any

JobFunction = Callable[..., dict[str, Any] | None]

logger = logging.getLogger(__name__)
_kinds: dict[str, JobFunction] = {}
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
