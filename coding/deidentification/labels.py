"""What stands for a name: [Person 3], numbered through the study. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from coding.deidentification.detecting.known import Known, same_form, with_first_names
from coding.deidentification.detecting.words import ORGANISATION_WORDS

LONGEST = 200
_WORDS = {
    "person": "Person", "place": "Place", "organisation": "Organisation", "date": "Date",
    "telephone": "Telephone number", "email": "E-mail address", "record": "Record number", "other": "Removed",
}  # fmt: skip
_NUMBERED = re.compile(r"^\[(?P<word>.+) (?P<number>\d{1,6})\]$")


def word_of(kind: str, text: str) -> str:
    """Return what a replacement calls the thing: Clinic for “Riverside Clinic”, else its kind."""
    if kind in {"organisation", "place"}:
        low = text.casefold()
        return next((word for part, word in ORGANISATION_WORDS if part in low), _WORDS[kind])
    if kind == "other" and text.isdigit():
        return "Age over 89,"
    return _WORDS[kind]


def next_label(kind: str, text: str, taken: Iterable[str]) -> str:
    """Return the first free number for this kind of thing.

    >>> next_label("person", "Anna", ["[Person 1]", "[Place 1]"])
    '[Person 2]'
    """
    word = word_of(kind, text)
    numbers = {int(match["number"]) for label in taken if (match := _NUMBERED.match(label)) and match["word"] == word}
    number = next(number for number in range(1, len(numbers) + 2) if number not in numbers)
    return f"[{word} {number}]"


def same_as(text: str, kind: str, key: Mapping[str, str]) -> str:
    """Return what stands already for this word in another spelling, or for the full name that it is part of; else "".

    `key` has what stands for each original. A part that belongs to two names says nothing.

    >>> same_as("anna", "person", {"Anna Müller": "[Person 1]"})
    '[Person 1]'
    """
    said = same_form(text)
    for original, label in key.items():
        if same_form(original) == said:
            return label
    if kind != "person":
        return ""
    labels = {
        label
        for original, label in key.items()
        for part in (*with_first_names([Known(original)]), *_shorter(original))
        if same_form(part.text) == said
    }
    return labels.pop() if len(labels) == 1 else ""


def _shorter(name: str) -> list[Known]:
    """“Anna B.” for “Anna Braun”."""
    parts = name.split()
    return [Known(f"{parts[0]} {parts[-1][0]}{dot}") for dot in (".", "")] if len(parts) > 1 else []
