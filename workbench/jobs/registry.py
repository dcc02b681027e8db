"""Kinds of long work, registered upward by the apps in AppConfig.ready()."""

from collections.abc import Callable
from typing import Any

JobFunction = Callable[..., dict[str, Any] | None]

_kinds: dict[str, JobFunction] = {}


def job(kind: str) -> Callable[[JobFunction], JobFunction]:
    """Register a function as the work of a kind.

    It is called as f(run, **parameters), where `run` is a runner.Run, and returns a JSON-able result; a result's
    "url" is where its outcome is shown and its "message" is shown with it. It must be safe to run twice: a worker
    that dies leaves a job that another worker starts again.
    """

    def decorate(function: JobFunction) -> JobFunction:
        _kinds[kind] = function
        return function

    return decorate


def work_of(kind: str) -> JobFunction:
    """Return the function registered for a kind; KeyError if there is none."""
    return _kinds[kind]
