"""A turn as importers find it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ParsedTurn:
    """[start, end) is the whole turn, [body_start, end) what was said; times in seconds where given."""

    start: int
    body_start: int
    end: int
    speaker: str = ""
    time_start: float | None = None
    time_end: float | None = None
