"""How the definition of a code came to be what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from coding.codebook.differences import Piece, pieces
from coding.codebook.models import Code
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to

# One code's own acts, and acts on many codes at once, which keep each under `_codes`.
OF_ONE = ("code.created", "code.edited")
OF_MANY = ("codebook.imported", "codebook.edited", "codebook.taken_back")
LABELS = {
    "name": _("Name"),
    "definition": _("Definition"),
    "include": _("When to use"),
    "exclude": _("When not to use"),
    "example": _("Example"),
}


@dataclass(frozen=True)
class Version:
    """One change of a code's words: its event, by whom, when, and what became of each text that changed."""

    event: int
    at: datetime
    who: str
    is_first: bool
    texts: list[tuple[str, list[Piece]]]


def versions_of(code: Code, reader: User) -> list[Version]:
    """Return the changes of a code's name and texts, the last one first; two queries."""
    events = events_visible_to(reader, code.project_id)
    own = events.filter(subject_type="code", subject_id=str(code.pk), action__in=OF_ONE)
    found = [*own, *events.filter(action__in=OF_MANY)]
    versions = []
    for event in sorted(found, key=lambda event: event.pk, reverse=True):
        for before, after in _changes_in(event, code.pk):
            texts = [
                (str(label), pieces((before or {}).get(name) or "", after.get(name) or ""))
                for name, label in LABELS.items()
                if name in after and (before or {}).get(name, "") != after[name]
            ]
            if texts:
                versions.append(Version(event.pk, event.at, event.actor_name, before is None, texts))
    return versions


def _changes_in(event: Event, code: int) -> Iterator[tuple[dict[str, Any] | None, dict[str, Any]]]:
    if event.action in OF_ONE:
        yield event.before, event.after or {}
        return
    for pk, before, after in (event.before or {}).get("_codes", []):
        if pk == code and after is not None:
            yield before, after
