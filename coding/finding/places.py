"""Where in a source words may be found, and how far around a hit a code may reach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from coding.agreement.sentences import sentence_spans
from coding.codings.spans import Span, trim

Who = Literal["", "participants", "interviewers"]
Extent = Literal["match", "sentence", "turn"]


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn as it is searched: what is said in [body, end), after a label that is nobody's words."""

    start: int
    body: int
    end: int
    speaker: int | None = None
    is_interviewer: bool = False


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch of a source that a hit never reaches out of: a turn, a paragraph outside of turns, or an answer."""

    start: int
    end: int
    speaker: int | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A place that was found, in which revision of its source, and the region around it."""

    source: int
    revision: int
    start: int
    end: int
    region: Region


def regions(text: str, turns: Iterable[Turn], who: Who = "") -> Iterator[Region]:
    """Give the regions of a transcript in order. Text outside of turns is the participants'."""
    position = 0
    for turn in turns:
        if turn.body < position:  # overlaps the turn before, which has these words already
            continue
        if who != "interviewers":
            yield from _paragraphs(text, position, turn.start)
        if not who or turn.is_interviewer == (who == "interviewers"):
            yield Region(turn.body, turn.end, turn.speaker)
        position = turn.end
    if who != "interviewers":
        yield from _paragraphs(text, position, len(text))


def _paragraphs(text: str, start: int, end: int) -> Iterator[Region]:
    if start >= end or text[start:end].isspace():  # as nearly everywhere between turns
        return
    position = start
    for line in text[start:end].split("\n"):
        left, right = trim(text, position, position + len(line))
        if left < right:
            yield Region(left, right)
        position += len(line) + 1


def extended(text: str, start: int, end: int, region: Region, extent: Extent) -> Span:
    """Return what of the text a code covers: the hit, the sentences that it lies in, or the whole turn or answer."""
    if extent == "sentence":
        inside = [
            (region.start + left, region.start + right)
            for left, right in sentence_spans(text[region.start : region.end])
        ]
        touched = [span for span in inside if span[0] < end and span[1] > start]
        if touched:
            start, end = touched[0][0], touched[-1][1]
    if extent == "turn":
        start, end = region.start, region.end
    return trim(text, start, end)
