"""What in the history backs a sentence."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.reporting.parts import Asked, Evidence
from workbench.audit.models import Event
from workbench.audit.presenters import lines


def day(moment: datetime) -> str:
    """Return a day as a sentence says it."""
    return date_format(timezone.localtime(moment), "j F Y")


def between(first: datetime, last: datetime) -> str:
    """Return a day, or two with a dash."""
    return day(first) if day(first) == day(last) else f"{day(first)} – {day(last)}"


def in_history(asked: Asked, *actions: str, subject: object = None, url: str = "") -> tuple[Evidence, ...]:
    """Return a line for each of these actions that was done, as far as all may see it; nothing where none was."""
    events = Event.objects.filter(project_id=asked.project.pk, action__in=actions, sealed_to=None, undone_at=None)
    if subject is not None:
        events = events.filter(subject_id=str(subject))
    found = list(
        events.order_by().values("action").annotate(n=Count("pk"), first=Min("at"), last=Max("at"), one=Max("pk"))
    )
    latest = {event.action: event for event in Event.objects.filter(pk__in=[row["one"] for row in found])}
    said = []
    for row in sorted(found, key=lambda row: actions.index(row["action"])):
        text = ngettext(
            "%(what)s: %(n)s line of the history, %(when)s", "%(what)s: %(n)s lines of the history, %(when)s", row["n"]
        )
        what = lines([latest[row["action"]]])[0].sentence.rstrip(":")
        facts = {"what": what, "n": f"{row['n']:,}", "when": between(row["first"], row["last"])}
        said.append(Evidence(text % facts, url or history(asked)))
    return tuple(said)


def history(asked: Asked) -> str:
    """Return the address of the history."""
    return reverse("history:list", args=[asked.project.slug])


def page(asked: Asked, name: str, said: str, *args: object) -> Evidence:
    """Return a page of the study as evidence."""
    return Evidence(said, reverse(name, args=[asked.project.slug, *args]))


def counted(asked: Asked, name: str, number: int, said: str) -> Evidence:
    """Return a count as evidence, with the page that lists what was counted."""
    return page(asked, name, _("%(said)s: %(n)s") % {"said": said, "n": f"{number:,}"})
