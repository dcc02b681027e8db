"""What stands for a name: [Person 3], numbered through the study. Pure."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping

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


class Labels:
    """What stands for what in a key; a key may be long, so that both questions are asked of indexes."""

    def __init__(self, key: Mapping[str, str]) -> None:
        """`key` has what stands for each original."""
        self._same: dict[str, str] = {}
        self._parts: dict[str, set[str]] = defaultdict(set)
        self._numbers: dict[str, set[int]] = defaultdict(set)
        self._counted: Counter[str] = Counter()
        for original, label in key.items():
            self.add(original, label)

    def add(self, original: str, label: str) -> None:
        """Take in a line of the key."""
        self._same.setdefault(same_form(original), label)
        for part in (*with_first_names([Known(original)]), *_shorter(original)):
            self._parts[same_form(part.text)].add(label)
        self.take(label)

    def take(self, label: str) -> None:
        """Let nothing else be called so."""
        if match := _NUMBERED.match(label):
            self._numbers[match["word"]].add(int(match["number"]))

    def next(self, kind: str, text: str) -> str:
        """Return the first free number for this kind of thing.

        >>> Labels({"Anna": "[Person 1]", "Leeds": "[Place 1]"}).next("person", "Ben")
        '[Person 2]'
        """
        word = word_of(kind, text)
        # Numbers are only ever taken: the search goes on where it ended.
        number = self._counted[word] + 1
        while number in self._numbers[word]:
            number += 1
        self._counted[word] = number - 1
        return f"[{word} {number}]"

    def same_as(self, text: str, kind: str) -> str:
        """Return what stands already for this word in another spelling, or for the full name that it is part of.

        A part that belongs to two names says nothing: "".

        >>> Labels({"Anna Müller": "[Person 1]"}).same_as("anna", "person")
        '[Person 1]'
        """
        said = same_form(text)
        if said in self._same or kind != "person":
            return self._same.get(said, "")
        labels = self._parts.get(said, set())
        return next(iter(labels)) if len(labels) == 1 else ""


def _shorter(name: str) -> list[Known]:
    """“Anna B.” for “Anna Braun”."""
    parts = name.split()
    return [Known(f"{parts[0]} {parts[-1][0]}{dot}") for dot in (".", "")] if len(parts) > 1 else []
