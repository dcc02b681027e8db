"""Dates that say when something happened to somebody. Pure.

Proposed are a day with its month, a month with its year, a date in digits, a year of birth, and an age of 90 or more:
what the rule of thumb of health research (all parts of a date finer than the year, and great age) takes out. A year or
a month alone, a day of the week, "yesterday", "two years ago" and the like say little by themselves and are left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from coding.deidentification.detecting.kinds import DATE, OTHER, Found
from coding.deidentification.detecting.words import ALL_MONTHS

_MONTH = "(?:" + "|".join(sorted(map(re.escape, ALL_MONTHS), key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:\s?(?:st|nd|rd|th)\b|\.)?"
_YEAR = r"(?:1[89]|20)\d\d"
_ORDINAL = (
    r"(?:(?:twenty|thirty)[- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth)"
)
_DATES = [
    rf"\b{_YEAR}[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])\b",
    rf"\b(?:3[01]|[12]\d|0?[1-9])([-/.])(?:1[0-2]|0?[1-9])\1(?:{_YEAR}|\d\d)\b(?![./-]\d)",
    rf"\b(?:1[0-2]|0?[1-9])([-/])(?:3[01]|[12]\d|0?[1-9])\2(?:{_YEAR}|\d\d)\b(?![/-]\d)",
    rf"\b{_DAY}\s*(?:of\s+|de\s+|di\s+)?{_MONTH}(?:,?\s*(?:of\s+|de\s+|del\s+)?{_YEAR}\b)?",
    rf"\b{_MONTH}\s+(?:the\s+)?{_DAY}(?![\d:%])(?:,?\s+{_YEAR}\b)?",
    rf"\b{_MONTH},?\s+(?:of\s+|de\s+|del\s+)?{_YEAR}\b",
    rf"\b{_ORDINAL}\s+of\s+{_MONTH}(?:,?\s+{_YEAR}\b)?",
    rf"\b{_MONTH}\s+(?:the\s+)?{_ORDINAL}\b",
    r"(?:(?:1[89]|20)\d\d\s?[년年]\s?)?(?:1[0-2]|0?[1-9])\s?[월月]\s?(?:3[01]|[12]\d|0?[1-9])\s?[일日]",
    r"(?:1[89]|20)\d\d\s?[년年]\s?(?:1[0-2]|0?[1-9])\s?[월月]",
]
_DATE = re.compile("|".join(f"(?:{one})" for one in _DATES), re.IGNORECASE)
_BORN = re.compile(rf"\b(?:born|birth|geboren|née?|nacid[oa]|nato|nata)\b[^.\n]{{0,20}}?\b({_YEAR})\b", re.IGNORECASE)
_NINETIES = r"(?:9\d|1[01]\d)"
_AGES = [
    rf"\b(?:aged?|age of|turned|turning)\s+({_NINETIES})\b",
    rf"\b({_NINETIES})(?=[\s-]?years?[\s-]old\b)",
    rf"\b(?:is|was|be|am|i'm|she's|he's)\s+({_NINETIES})(?=\s*(?:now|already|this year)\b)",
    rf"\b({_NINETIES})(?=\s?(?:Jahre alt|세\b|歳|岁))",
]
_AGE = re.compile("|".join(_AGES), re.IGNORECASE)
_HAS_DIGIT_OR_ORDINAL = re.compile(rf"\d|\b{_ORDINAL}\b", re.IGNORECASE)
_HAS_MONTH = re.compile(rf"\b{_MONTH}", re.IGNORECASE)


def dates_in(text: str) -> Iterator[Found]:
    """Return the dates and great ages of a text; they may overlap."""
    for match in _DATE.finditer(text):
        # "may" in small letters is a verb: "you may 2 or 3 times".
        if not re.match(r"(?:may|mar|mars)\b", match.group()):
            yield _stretch(match.group(), match.start(), DATE)
    for match in _BORN.finditer(text):
        yield Found(match.start(1), match.end(1), match.group(1), DATE)
    for match in _AGE.finditer(text):
        place = match.lastindex or 0
        yield Found(match.start(place), match.end(place), match.group(place), OTHER)


def is_telling(text: str) -> bool:
    """Say whether what the model calls a date has a month and a number in it."""
    return bool(_HAS_MONTH.search(text) and _HAS_DIGIT_OR_ORDINAL.search(text))


def _stretch(text: str, start: int, kind: str) -> Found:
    kept = text.rstrip(" .,\n\t")
    return Found(start, start + len(kept), kept, kind)
