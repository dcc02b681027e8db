"""Groups of cases by the values of one variable: categories, levels, single answers, bands of numbers.

Pure: values come as {case: text}, and numbers are read as surveys write them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from coding.sources.importers.answers import MONTHS, as_number, is_date, is_number

NUMERIC, MULTIPLE, DATE = "numeric", "multiple", "date"
MOST_BANDS = 12
_HALVES = {"am": 0, "pm": 12}  # of the day
_MONTH_NAME = re.compile(rf"({'|'.join(MONTHS)})[a-z]*\.?", re.IGNORECASE)


@dataclass(frozen=True)
class Band:
    """Numbers from `low` to below `high`; None is an open end."""

    low: float | None = None
    high: float | None = None

    def holds(self, number: float) -> bool:
        return (self.low is None or number >= self.low) and (self.high is None or number < self.high)

    @property
    def key(self) -> str:
        """How the band is written in an address: "20~30", "~20", "30~"."""
        return f"{_plain(self.low)}~{_plain(self.high)}"

    @classmethod
    def of_key(cls, key: str) -> Band | None:
        """Return the band that an address names; None where it names none."""
        low, tilde, high = key.partition("~")
        if not tilde or any(end and not is_number(end) for end in (low, high)):
            return None
        return cls(as_number(low) if low else None, as_number(high) if high else None)


@dataclass(frozen=True)
class Group:
    """Cases with one value (`key` is the value, or the key of a band)."""

    key: str
    label: str
    cases: frozenset[Hashable]


def number_of(text: str) -> float | None:
    """Return the number that a value is; None for words."""
    return as_number(text) if is_number(text) else None


def parts_of(value: str, kind: str) -> list[str]:
    """Return the groups a value puts a case into: several where several answers were allowed."""
    parts = value.split(";") if kind == MULTIPLE else [value]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def quantile_bands(numbers: Sequence[float], count: int) -> list[Band]:
    """Return up to `count` bands with about as many numbers in each; fewer where many numbers are equal."""
    if not len(numbers):
        return []
    edges = np.quantile(np.asarray(numbers, dtype=float), np.linspace(0, 1, count + 1)[1:-1], method="higher")
    lowest = min(numbers)
    return cut_bands([float(edge) for edge in edges if edge > lowest])


def cut_bands(cuts: Sequence[float]) -> list[Band]:
    """Return the bands between the cut points, open at both ends; a number at a cut belongs above it."""
    ends = [None, *sorted(set(cuts)), None]
    return [Band(low, high) for low, high in pairwise(ends)]


def group_by_value(values: Mapping[Hashable, str], kind: str, levels: Sequence[str] = ()) -> list[Group]:
    """Return a group for each value, in the order of the levels, then by name (P2 before P10)."""
    cases: dict[str, set[Hashable]] = defaultdict(set)
    for case, value in values.items():
        for part in parts_of(value, kind):
            cases[part].add(case)
    known = {str(level): place for place, level in enumerate(levels)}
    ordered = sorted(cases, key=lambda part: (known.get(part, len(known)), natural(part)))
    return [Group(part, part, frozenset(cases[part])) for part in ordered]


def group_by_band(values: Mapping[Hashable, str], bands: Sequence[Band]) -> tuple[list[Group], frozenset[Hashable]]:
    """Return a group for each band that has cases, and the cases whose value is no number."""
    numbers = {case: number_of(value) for case, value in values.items()}
    words = frozenset(case for case, number in numbers.items() if number is None)
    groups = []
    for band in bands:
        within = {case: number for case, number in numbers.items() if number is not None and band.holds(number)}
        if within:
            groups.append(Group(band.key, _range_of(within.values()), frozenset(within)))
    return groups, words


def natural(name: object) -> tuple[tuple[int, int, str], ...]:
    """A key by which P2 comes before P10."""
    parts = re.split(r"(\d+)", str(name).casefold())
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts if part)


def day_comes_first(dates: Iterable[str]) -> bool:
    """Whether a column writes the day before the month, as 31/12/1999 shows; 03/04/1999 alone shows nothing."""
    firsts = (re.match(r"\s*(\d{1,2})[-/]", date) for date in dates)
    return any(first and int(first[1]) > 12 for first in firsts)


def date_key(text: str, *, day_first: bool = False) -> tuple[int, ...]:
    """Year, month, day and time of what `is_date` says is a date; points always stand after the day."""
    named = _MONTH_NAME.search(text)
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if named:  # "12-Mar-2024" and "March 12, 2024": either way the day comes before the year
        numbers.insert(1, MONTHS.index(named[1].casefold()) + 1)
    first, second, third = numbers[:3]
    if named:
        day, month, year = first, second, third
    elif first > 31:
        year, month, day = first, second, third
    elif day_first or re.match(r"\s*\d+\.", text):
        day, month, year = first, second, third
    else:
        month, day, year = first, second, third
    century = 0 if year > 99 else 2000 if year < 50 else 1900
    half = _HALVES.get(text.strip()[-2:].casefold())
    hours = numbers[3:4] if half is None else [hour % 12 + half for hour in numbers[3:4]]
    return (century + year, month, day, *hours, *numbers[4:])


def sort_key(value: str, kind: str, levels: Sequence[str] = (), *, day_first: bool = False) -> tuple:
    """A key by which values of a variable are sorted; what does not fit comes after what does."""
    if kind == DATE:
        return (0, date_key(value, day_first=day_first)) if is_date(value) else (1, natural(value))
    if kind == NUMERIC:
        number = number_of(value)
        return (0, number) if number is not None else (1, natural(value))
    known = {str(level): place for place, level in enumerate(levels)}
    return (0, known[value]) if value in known else (1, natural(value))


def _range_of(numbers: Sequence[float]) -> str:
    low, high = min(numbers), max(numbers)
    return _plain(low) if low == high else f"{_plain(low)}–{_plain(high)}"


def _plain(number: float | None) -> str:
    if number is None:
        return ""
    return str(int(number)) if float(number).is_integer() else f"{number:.10g}"
