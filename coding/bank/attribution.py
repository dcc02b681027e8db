"""How the words of a participant are attributed: a pattern with fields, filled from case and variables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

PLAIN = "{case}"
CASE, SOURCE = "case", "source"
_FIELD = re.compile(r"\{([^{}]*)\}")
# Parts between which a field without a value can be left out.
_PARTS = re.compile(r"([,;·|/–—]\s*|\s+[–—-]\s+)")


def field_key(name: str) -> str:
    """Return a field's name as it is compared: without case, blanks and underscores the same.

    >>> field_key("Years_in  practice")
    'years in practice'
    """
    return " ".join(name.replace("_", " ").split()).casefold()


def fields_of(pattern: str) -> list[str]:
    """Return the names in braces, in their order.

    >>> fields_of("{case}, {role}, {years} years")
    ['case', 'role', 'years']
    """
    return _FIELD.findall(pattern)


def unknown_fields(pattern: str, known: Iterable[str]) -> list[str]:
    """Return the fields of the pattern that there are not, as they were written."""
    there = {field_key(name) for name in (CASE, SOURCE, *known)}
    return [name for name in fields_of(pattern) if field_key(name) not in there]


def is_broken(pattern: str) -> bool:
    """Say whether a brace was left open, or closes nothing."""
    return bool(set(_FIELD.sub("", pattern)) & set("{}"))


def attributed(pattern: str, values: Mapping[str, str]) -> str:
    """Return the pattern with its fields filled; `values` by field_key. A part whose field is empty is left out.

    >>> attributed("{case}, {role}, {years} years", {"case": "P01", "role": "nurse"})
    'P01, nurse'
    """
    pieces = _PARTS.split(pattern)
    said = ""
    for place in range(0, len(pieces), 2):
        names = [field_key(name) for name in fields_of(pieces[place])]
        if any(not values.get(name) for name in names):
            continue
        part = _FIELD.sub(lambda found: values[field_key(found[1])], pieces[place])
        said += (pieces[place - 1] if said else "") + part
    return said.strip()
