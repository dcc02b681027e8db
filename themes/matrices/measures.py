"""What a cell of a matrix says in numbers: counts, shares of them, yes or no. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from themes.matrices.build import Cell

Measure = Literal["passages", "people", "yes", "per_case", "per_words"]
NO_CASES, NO_WORDS = "no cases", "no words"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number, or None with the reason why there is none (NO_CASES, NO_WORDS)."""

    value: float | None
    reason: str = ""


def measured(cell: Cell, measure: Measure, *, cases: int | None = None, words: int | None = None) -> Measured:
    """Return what the measure says of a cell whose row has so many `cases`, who said so many `words`.

    "passages" and "people" count different passages and people; "yes" is 1 where there is any passage, else 0;
    "per_case" is passages for each case of the row, "per_words" passages for each 1,000 words of the row. A share of
    nothing is undefined.
    """
    if measure == "people":
        return Measured(cell.people)
    if measure == "yes":
        return Measured(int(cell.count > 0))
    if measure == "per_case":
        return Measured(cell.count / cases) if cases else Measured(None, NO_CASES)
    if measure == "per_words":
        return Measured(1000 * cell.count / words) if words else Measured(None, NO_WORDS)
    return Measured(cell.count)


def steps_of(fullest: float, steps: int = 3) -> list[float]:
    """Return up to `steps` values from the least to `fullest`, evenly apart, for the key of a heatmap."""
    return [fullest * step / steps for step in range(1, steps + 1)] if fullest > 0 else []
