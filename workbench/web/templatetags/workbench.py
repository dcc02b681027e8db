"""Template helpers used on every page."""

from datetime import datetime, timedelta
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from workbench.audit.undo import acts_data

register = template.Library()


@register.filter
def get(mapping: dict, key: object) -> object:
    """Return mapping[key], or nothing."""
    return mapping.get(key) if mapping else None


@register.filter
def decimals(value: float | None, places: int = 2) -> str:
    """Format a coefficient; an undefined one is shown as such, never as a number."""
    if value is None:
        return "undefined"
    shown = f"{value:.{places}f}"
    return shown.removeprefix("-") if float(shown) == 0 else shown  # never −0.00


@register.filter
def percent(value: float | None, places: int = 0) -> str:
    """Format a share as a percentage."""
    return "undefined" if value is None else f"{100 * value:.{places}f} %"


@register.filter
def ago(at: datetime) -> str:
    """Say how long ago something was, in its largest unit."""
    now = timezone.now()
    if now - at < timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, now, depth=1)}


@register.filter
def clock(seconds: float | None) -> str:
    """Say a place in a recording as minutes and seconds, with hours where there are any."""
    if seconds is None:
        return ""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.inclusion_tag("components/_undo.html", takes_context=True)
def undo_buttons(context: RequestContext, acts: dict[str, Any] | None = None) -> dict[str, Any]:
    """Draw undo and redo for a page of a study; `acts` where the page has asked for them already."""
    request = context["request"]
    acts = acts_data(request.user, request.project.pk) if acts is None else acts
    return {"request": request, "project": request.project, "csrf_token": context["csrf_token"], "acts": acts}
