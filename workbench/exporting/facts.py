"""What every export says of itself."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


def today() -> str:
    """Return the day of an export as people write it."""
    return date_format(timezone.localdate(), "j F Y")


def day_fact() -> str:
    """Say of which day an export is."""
    return _("State of %(day)s.") % {"day": today()}
