"""A source as a page: paragraphs in chunks, every character accounted for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

CHUNK_PARAGRAPHS = 20
CHUNK_CHARACTERS = 12_000


@dataclass(frozen=True, slots=True)
class TurnSpan:
    """A turn as the renderer needs it: the label lies in [start, body_start), what was said in [body_start, end)."""

    start: int
    body_start: int
    end: int
    speaker: str = ""
    is_interviewer: bool = False
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text that is shown, [start, end), and the text that lies unseen before it (labels, blank lines).

    `number` counts the turns from 1; text outside of any turn has none.
    """

    start: int
    end: int
    text: str
    lead: str
    number: int | None = None
    speaker: str = ""
    is_interviewer: bool = False
    time: float | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Neighbouring paragraphs that the browser lays out and paints apart from the others."""

    paragraphs: tuple[Paragraph, ...]

    @property
    def start(self) -> int:
        return self.paragraphs[0].start

    @property
    def end(self) -> int:
        return self.paragraphs[-1].end


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the lines of text[start:end] that hold more than white space, without the white space around them."""
    position = start
    # Not splitlines(): it also cuts at characters that a browser keeps inside a line.
    for line in text[start:end].split("\n"):
        left = position + len(line) - len(line.lstrip())
        right = position + len(line.rstrip())
        if left < right:
            yield left, right
        position += len(line) + 1


def _shown(text: str, turns: Iterable[TurnSpan]) -> Iterator[tuple[int, int, int | None, TurnSpan | None]]:
    position = 0
    for number, turn in enumerate(turns, start=1):
        if turn.body_start < position:  # overlaps the turn before; shown there already
            continue
        yield from ((start, end, None, None) for start, end in _lines(text, position, turn.start))
        yield turn.body_start, turn.end, number, turn
        position = turn.end
    yield from ((start, end, None, None) for start, end in _lines(text, position, len(text)))


def paragraphs(text: str, turns: Iterable[TurnSpan]) -> tuple[list[Paragraph], str]:
    """Return the paragraphs in order and the text unseen after the last.

    Leads and texts joined, with that tail, are the whole text again; each paragraph's text is text[start:end].
    """
    shown: list[Paragraph] = []
    position = 0
    for start, end, number, turn in _shown(text, turns):
        lead = text[position:start]
        if turn is None:
            shown.append(Paragraph(start, end, text[start:end], lead))
        else:
            shown.append(
                Paragraph(start, end, text[start:end], lead, number, turn.speaker, turn.is_interviewer, turn.time)
            )
        position = end
    return shown, text[position:]


def chunks(shown: Sequence[Paragraph]) -> list[Chunk]:
    """Cut the page into chunks of about twenty paragraphs, fewer where they are long."""
    cut: list[Chunk] = []
    waiting: list[Paragraph] = []
    characters = 0
    for paragraph in shown:
        waiting.append(paragraph)
        characters += len(paragraph.text)
        if len(waiting) == CHUNK_PARAGRAPHS or characters >= CHUNK_CHARACTERS:
            cut.append(Chunk(tuple(waiting)))
            waiting, characters = [], 0
    return [*cut, Chunk(tuple(waiting))] if waiting else cut


def initials(names: Sequence[str]) -> list[str]:
    """Return the shortest beginnings that tell the names apart, or their numbers where names are the same.

    >>> initials(["Ana", "Ben", "Bea"])
    ['A', 'Ben', 'Bea']
    """
    return [_beginning(name, number, names) for number, name in enumerate(names)]


def _beginning(name: str, number: int, names: Sequence[str]) -> str:
    others = [other.casefold() for place, other in enumerate(names) if place != number]
    for length in range(1, min(len(name), 6) + 1):
        if not any(other.startswith(name[:length].casefold()) for other in others):
            return name[:length]
    return f"{name[:1]}{number + 1}"
