"""The text of a source with what its coders did to it, as plain pieces for a template. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from coding.codings.rendering import Paragraph
from coding.reconciliation.disagreements import Mark

BOTH, FIRST, SECOND, OTHER = "diff-both", "diff-a", "diff-b", "diff-other"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text shown in one way; `place` numbers the disagreement that it is part of, if any.

    `places` are all of which it is part. The first piece of a place is its `anchor`.
    """

    text: str
    style: str = ""
    place: int | None = None
    current: bool = False
    anchor: bool = False
    places: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """A paragraph with its pieces."""

    paragraph: Paragraph
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A disagreement as the text shows it."""

    number: int
    start: int
    end: int
    marks: tuple[Mark, ...]


def compared(
    paragraphs: Iterable[Paragraph],
    agreed: Sequence[tuple[int, int]],
    places: Sequence[Place],
    coders: Sequence[Hashable],
    current: int | None = None,
) -> list[Shown]:
    """Cut every paragraph where the coders' marks begin and end.

    Words of a disagreement are styled by who marked them: of two `coders` the first or the second, of more some of
    them (as the first); several codes on the same words show as other. Words that all marked show as both.
    """
    agreed, places = sorted(agreed), sorted(places, key=lambda place: (place.start, place.end))
    shown = []
    for paragraph in paragraphs:
        inside = [place for place in places if place.start < paragraph.end and place.end > paragraph.start]
        settled = [span for span in agreed if span[0] < paragraph.end and span[1] > paragraph.start]
        shown.append(Shown(paragraph, tuple(_pieces(paragraph, settled, inside, coders, current))))
    return _anchored(shown)


def _anchored(shown: Sequence[Shown]) -> list[Shown]:
    met: set[int] = set()
    marked = []
    for one in shown:
        pieces = []
        for piece in one.pieces:
            first = piece.place is not None and piece.place not in met
            if first:
                met.add(piece.place)
            pieces.append(replace(piece, anchor=True) if first else piece)
        marked.append(Shown(one.paragraph, tuple(pieces)))
    return marked


def _pieces(
    paragraph: Paragraph,
    agreed: Sequence[tuple[int, int]],
    places: Sequence[Place],
    coders: Sequence[Hashable],
    current: int | None,
) -> Iterable[Piece]:
    points = {paragraph.start, paragraph.end, *(point for span in agreed for point in span)}
    points |= {point for place in places for mark in place.marks for point in (mark.start, mark.end)}
    cuts = sorted(point for point in points if paragraph.start <= point <= paragraph.end)
    for start, end in pairwise(cuts):
        text = paragraph.text[start - paragraph.start : end - paragraph.start]
        here = [place for place in places if any(mark.start <= start and end <= mark.end for mark in place.marks)]
        if here:
            chosen = next((place for place in here if place.number == current), here[0])
            style = _style([m for m in chosen.marks if m.start <= start and end <= m.end], coders)
            yield Piece(text, style, chosen.number, chosen.number == current, places=tuple(one.number for one in here))
        else:
            settled = any(a <= start and end <= b for a, b in agreed)
            yield Piece(text, BOTH if settled else "")


def _style(marks: Sequence[Mark], coders: Sequence[Hashable]) -> str:
    if len({mark.code for mark in marks}) > 1:
        return OTHER
    held = {mark.coder for mark in marks}
    if held >= set(coders):
        return BOTH
    return SECOND if len(coders) == 2 and coders[1] in held else FIRST
