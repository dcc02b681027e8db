"""Which values fit a variable, and how they are written."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from coding.sources.importers.answers import is_date, is_number
from coding.sources.models import Variable, VariableKind
from workbench.web.errors import WorkbenchError

SEPARATOR = "; "


class ValueRefused(WorkbenchError):
    """A value does not fit its variable; `level` is the level that could be added to make it fit, or ""."""

    def __init__(self, message: str, level: str = "") -> None:
        super().__init__(message)
        self.level = level


def tidy(variable: Variable, text: str) -> str:
    """Return the value as it is stored: on one line, several answers joined by "; ", each once."""
    text = " ".join(text.replace("\x00", "").split())
    if variable.kind != VariableKind.MULTIPLE:
        return text
    parts = [part.strip() for part in re.split(r"\s*;\s*", text)]
    return SEPARATOR.join(dict.fromkeys(part for part in parts if part))


def check_value(variable: Variable, text: str) -> str:
    """Return the tidy value; raises ValueRefused with the reason. "" (no value) always fits."""
    value = tidy(variable, text)
    if not value or fits(variable, value):
        return value
    named = {"value": _short(value), "variable": _short(variable.name)}
    if variable.kind == VariableKind.NUMERIC:
        raise ValueRefused(_("“%(value)s” is no number, and “%(variable)s” holds numbers.") % named)
    if variable.kind == VariableKind.DATE:
        raise ValueRefused(_("“%(value)s” is no date. Write it like 2026-03-31.") % named)
    levels = _short(" < ".join(map(str, variable.levels)), 90)
    raise ValueRefused(_("“%(value)s” is no level of “%(variable)s”: %(levels)s.") % {**named, "levels": levels}, value)


def fits(variable: Variable, value: str) -> bool:
    """Say whether a tidy value is of the variable's kind, and one of its levels where it has an order."""
    if variable.kind == VariableKind.NUMERIC:
        return is_number(value)
    if variable.kind == VariableKind.DATE:
        return is_date(value)
    if variable.kind == VariableKind.ORDINAL and variable.levels:
        return value in map(str, variable.levels)
    return True


def _short(text: str, length: int = 40) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
