"""Guids for what has only numbers and names in its program: the same in every file of one project. Pure."""

from __future__ import annotations

import uuid

from coding.exchange.refi.guids import derived

_PROGRAMS = uuid.UUID("b4d8a6f2-8f0e-4f5b-9a53-5f1f0c7f6c11")


class Guids:
    """Guids within one project of one program; `project` is what tells it from others, such as when it was made."""

    def __init__(self, program: str, project: str) -> None:
        self._space = uuid.uuid5(_PROGRAMS, f"{program} {project}")

    def __call__(self, kind: str, *said: object) -> str:
        return derived(self._space, "\x1f".join([kind, *map(str, said)]))


def moment(said: str, *, utc: bool) -> str | None:
    """When something was done as the standard writes it, from `2026-03-01 10:00:00.5`; None for anything else.

    >>> moment("2026-03-01 10:00:00.123456", utc=True), moment("yesterday", utc=True)
    ('2026-03-01T10:00:00.123456Z', None)
    """
    day, _space, time = said.strip().replace("T", " ").partition(" ")
    if (
        len(day) != 10
        or len(time) < 8
        or not f"{day}{time}".replace("-", "").replace(":", "").replace(".", "").isdigit()
    ):
        return None
    return f"{day}T{time}{'Z' if utc else ''}"
