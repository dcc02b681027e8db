"""How a line of history reads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from workbench.audit.models import Event

_sentences: dict[str, object] = {
    "project.created": _("made the study"),
    "project.edited": _("changed the study's name or description"),
    "project.archived": _("put the study away"),
    "project.restored": _("brought the study back"),
    "member.added": _("added to the team:"),
    "member.invited": _("invited"),
    "member.role_changed": _("changed the role of"),
    "member.removed": _("ended the membership of"),
    "invitation.revoked": _("withdrew the invitation of"),
    "job.started": _("started:"),
    "job.cancelled": _("cancelled:"),
    "export.options_changed": _("changed the options of the export"),
}

# Fields that hold the number of a row when they hold a number, and fields nobody can read.
_POINTERS = {"code", "source", "coder", "round", "parent", "project", "case", "theme", "question", "run", "memos"}
_TECHNICAL = {"consensus", "kind"}


@dataclass(frozen=True)
class Line:
    """An event with its sentence and what it changed, field by field."""

    event: Event
    sentence: str
    changes: list[tuple[str, str, str]]


def describe_actions(sentences: dict[str, object | Callable[[Event], str]]) -> None:
    """Let an app say how its actions read, as words or as what makes them of an event; called in AppConfig.ready()."""
    _sentences.update(sentences)


def described_actions() -> set[str]:
    """Return the actions that have a sentence."""
    return set(_sentences)


def lines(events: Iterable[Event]) -> list[Line]:
    """Return events as people read them."""
    return [Line(event, _sentence(event), _changes(event)) for event in events]


def runs(read: Iterable[Line]) -> list[tuple[Line, int]]:
    """Fold neighbours in which one person did the same to the same; the line is the first of each, with how many."""
    groups = groupby(read, lambda line: (line.event.actor_name, line.sentence, line.event.subject_label))
    folded = [list(group) for _same, group in groups]
    return [(group[0], len(group)) for group in folded]


def _sentence(event: Event) -> str:
    words = _sentences.get(event.action, event.action.replace(".", " ").replace("_", " "))
    return str(words(event) if callable(words) else words)


def _changes(event: Event) -> list[tuple[str, str, str]]:
    before = event.before if isinstance(event.before, dict) else {}
    after = event.after if isinstance(event.after, dict) else {}
    # Names that begin with _ are for undoing, not for reading.
    names = [key for key in {**before, **after} if not key.startswith("_") and key not in _TECHNICAL]
    pairs = [(key, _plain(key, before.get(key)), _plain(key, after.get(key))) for key in names]
    # What was made under this very name is said in the sentence already.
    told = ("", event.subject_label)
    return [(key.replace("_", " "), old, new) for key, old, new in pairs if old != new and (old, new) != told]


def _plain(key: str, value: object) -> str:
    """Return a value as people read it; "" for what is empty and for bare ids."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if value is None or (isinstance(value, int) and (key in _POINTERS or key.endswith("_id"))):
        return ""
    if isinstance(value, dict):
        parts = [(name, _plain(name, part)) for name, part in value.items()]
        return ", ".join(f"{name.replace('_', ' ')}: {text}" for name, text in parts if text)
    if isinstance(value, list):
        return ", ".join(text for text in (_plain(key, part) for part in value) if text)
    return f"{value:,}" if isinstance(value, int) else str(value)
