"""Finds what may say who somebody is, in plain text. Spans are code points, half open. Pure.

Two sources are put together: the names that a small English model finds (people, places smaller than a country,
organisations), and patterns for what has a form of its own in many languages: e-mail and web addresses, telephone
numbers, dates finer than a year, ages of 90 and more, numbers of records, postcodes and streets, names after a title.
What is found is proposed; both miss things, and a person must read.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator

from coding.deidentification.detecting.entities import entities_in
from coding.deidentification.detecting.kinds import Found, settled
from coding.deidentification.detecting.known import same_name_again
from coding.deidentification.detecting.patterns import patterns_in

__all__ = ["Found", "detect", "detect_many"]

LONGEST_PIECE = 4_000
_BORDERS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?…。]\s"), re.compile(r"\s"))

Find = Callable[[str], Iterable[Found]]


def _nothing(_text: str) -> list[Found]:
    return []


def detect(text: str, known: Find = _nothing) -> list[Found]:
    """Return what may say who somebody is, in order and without overlaps; `known` finds words known beforehand."""
    return next(detect_many([text], known))


def detect_many(texts: Iterable[str], known: Find = _nothing) -> Iterator[list[Found]]:
    """Return what detect() would for each text, in their order, a bounded number of texts at a time."""
    read: list[tuple[int, str, list[Found]]] = []
    for start, is_last, piece, names in _searched(_pieces_of_all(texts)):
        read.append((start, piece, settled(known(piece), patterns_in(piece), names)))
        if is_last:
            again = same_name_again(found for _start, _piece, some in read for found in some)
            yield [found.moved(start) for start, piece, some in read for found in again(piece, some)]
            read = []


def _pieces_of_all(texts: Iterable[str]) -> Iterator[tuple[int, bool, str]]:
    for text in texts:
        borders = borders_of(text)
        for number, (start, end) in enumerate(borders, start=1):
            yield start, number == len(borders), text[start:end]


def _searched(pieces: Iterator[tuple[int, bool, str]]) -> Iterator[tuple[int, bool, str, list[Found]]]:
    """Return every piece with the model's names; the model takes several pieces at a time."""
    waiting: deque[tuple[int, bool, str]] = deque()

    def texts() -> Iterator[str]:
        for piece in pieces:
            waiting.append(piece)
            yield piece[2]

    for names in entities_in(texts()):
        yield (*waiting.popleft(), names)


def borders_of(text: str) -> list[tuple[int, int]]:
    """Return [start, end) of pieces that cover the text, cut between paragraphs, lines, sentences or words if possible.

    No piece is longer than LONGEST_PIECE, so that memory stays bounded; an empty text is one empty piece.
    """
    borders, start = [], 0
    while len(text) - start > LONGEST_PIECE:
        end = _cut(text, start, start + LONGEST_PIECE)
        borders.append((start, end))
        start = end
    return [*borders, (start, len(text))]


def _cut(text: str, start: int, latest: int) -> int:
    """Return the last good border of the second half of [start, latest)."""
    middle = start + LONGEST_PIECE // 2
    for border in _BORDERS:
        ends = [match.end() for match in border.finditer(text, middle, latest)]
        if ends:
            return ends[-1]
    return latest
