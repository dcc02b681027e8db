"""Keyword in context: the words on either side of a hit, and the order that they give."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

SHOWN = 80
COMPARED = 60
LONGEST_HIT = 300


@dataclass(frozen=True, slots=True)
class Context:
    """A hit with what stands before and after it, on one line."""

    left: str
    words: str
    right: str


def context(text: str, start: int, end: int, region: tuple[int, int], shown: int = SHOWN) -> Context:
    """Return a hit in its context, which ends where its region does."""
    left = text[max(region[0], start - shown) : start]
    right = text[end : min(region[1], end + shown)]
    words = text[start:end] if end - start <= LONGEST_HIT else f"{text[start : start + LONGEST_HIT]}…"
    return Context(_line(left), _line(words), _line(right))


def _line(text: str) -> str:
    """One line of as many characters, so that columns keep their edges."""
    return "".join(" " if character.isspace() else character for character in text)


def left_key(text: str, start: int, region_start: int) -> tuple[str, ...]:
    """Order by the word before the hit, then by the one before that."""
    return tuple(reversed(_words(text[max(region_start, start - COMPARED) : start])))


def right_key(text: str, end: int, region_end: int) -> tuple[str, ...]:
    """Order by the words after the hit."""
    return tuple(_words(text[end : min(region_end, end + COMPARED)]))


def _words(text: str) -> list[str]:
    kept = "".join(character if character.isalnum() else " " for character in text.casefold())
    return kept.split()


def direction(text: str) -> str:
    """Return "rtl" or "ltr", by the first letter that has a direction."""
    for character in text:
        if (kind := unicodedata.bidirectional(character)) in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"
