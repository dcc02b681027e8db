"""What the reading of another program's project gives. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from coding.exchange.refi import model


@dataclass
class Read:
    """A project of another program, and how it was read; `excerpts`: its sources are only what was coded of them."""

    project: model.Project
    said: list[str] = field(default_factory=list)
    excerpts: bool = False


def attach(project: model.Project, about: Any, title: str, body: str, guid: str) -> model.Text | None:
    """Put a note on a source or on the project itself, if there is anything to say; returns it."""
    if not body.strip():
        return None
    note = model.Text(guid, title or None, content=body)
    project.notes.append(note)
    (project.note_refs if about is project else about.notes).append(guid)
    return note
