"""The history as a table: every line that one may see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workbench.audit.models import Event
from workbench.audit.presenters import lines
from workbench.audit.queries import events_visible_to
from workbench.exporting.documents import Cell, Column, Document, Table
from workbench.exporting.registry import Exporter, register
from workbench.membership.models import Membership
from workbench.projects.models import Project

# What is kept for undoing is left out, but for the codes that one act changed together.
_KEPT = {"_codes"}


def build_history(project: Project, viewer: Membership | None) -> Document:
    """Return every event, the first one first, without what a blind round hides from the viewer."""
    if viewer is None:
        events = Event.objects.filter(project_id=project.pk, sealed_to=None)
    else:
        events = events_visible_to(viewer.user, project.pk)
    ordered = list(events.order_by("pk"))
    # Counted anew: a gap between the numbers of what one sees would tell that others did something hidden.
    numbers = {event.pk: number for number, event in enumerate(ordered, 1)}
    rows = [_row(event, line.sentence, numbers) for event, line in zip(ordered, lines(ordered), strict=True)]
    # Names of columns are for programs, so they are not translated.
    columns = [
        Column("number", numeric=True, decimals=0),
        Column("at", width=1.2),
        Column("who", width=0.9),
        Column("action", width=1.1),
        Column("said", width=1.6),
        Column("subject", width=0.8),
        Column("subject_key", width=0.8),
        Column("label", width=2),
        Column("before", width=2),
        Column("after", width=2),
        Column("undone_at", width=1),
        Column("undoes", numeric=True, decimals=0),
    ]
    notes = [_("Before and after are JSON; undoes is the number of the line that a line takes back.")]
    table = Table(_("History"), columns, rows, notes=notes, sheet=_("History"))
    title = _("History of “%(project)s”") % {"project": project.name}
    facts = [_("What is being coded blind, and what only its coder may see, is not in it.")]
    return Document(title=title, tables=[table], landscape=True, facts=facts)


def _row(event: Event, sentence: str, numbers: Mapping[int, int]) -> list[Cell]:
    return [
        numbers[event.pk], _moment(event.at), event.actor_name, event.action, sentence, event.subject_type,
        event.subject_id, event.subject_label, _plain(event.before), _plain(event.after), _moment(event.undone_at),
        numbers.get(event.undoes),
    ]  # fmt: skip


def _moment(at: Any) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else ""


def _plain(facts: Any) -> str:
    if not facts:
        return ""
    if isinstance(facts, dict):
        facts = {name: value for name, value in facts.items() if not name.startswith("_") or name in _KEPT}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True) if facts else ""


HISTORY = Exporter(
    what="history",
    label=gettext_lazy("History"),
    description=gettext_lazy("Every line of the history that you may see: who did what to what, before and after."),
    formats=("csv", "xlsx", "json"),
    build=build_history,
    kind="data",
    position=70,
)
register(HISTORY)
