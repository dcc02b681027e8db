"""A change as a reader sees it: the words taken out and put in, with some of what stands around them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from coding.revisions.anchoring import TextChange
from coding.revisions.graphemes import enclosing

AROUND = 60
NEAR = 2 * AROUND
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that stayed ("same"), was taken out ("gone") or put in ("come")."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Changes that stand close together; `at` is where they begin in the new text."""

    at: int
    pieces: tuple[Piece, ...]


def places_of(change: TextChange, limit: int) -> tuple[list[Place], int]:
    """Return the first `limit` places with what changed there, and how many more there are."""
    groups: list[list[int]] = []
    for number, edit in enumerate(change.edits):
        if groups and edit.start - change.edits[groups[-1][-1]].end <= NEAR:
            groups[-1].append(number)
        else:
            groups.append([number])
    return [_place(change, group) for group in groups[:limit]], max(0, len(groups) - limit)


def _place(change: TextChange, group: list[int]) -> Place:
    first, last = change.edits[group[0]], change.edits[group[-1]]
    position = _beginning(change.old, first.start)
    pieces = [] if _at_line(change.old, position) else [Piece("same", "…")]
    for number in group:
        edit = change.edits[number]
        pieces += _pieces(("same", change.old[position : edit.start]), ("gone", change.old[edit.start : edit.end]))
        pieces += _pieces(("come", edit.text))
        position = edit.end
    end = _ending(change.old, last.end)
    pieces += _pieces(("same", change.old[position:end]))
    if end < len(change.old) and change.old[end] != "\n":
        pieces.append(Piece("same", "…"))
    return Place(change.new_span(group[0])[0], tuple(pieces))


def _at_line(text: str, offset: int) -> bool:
    return offset == 0 or text[offset - 1] == "\n"


def _beginning(text: str, offset: int, around: int = AROUND) -> int:
    """Where the line begins, or where it is long, a word some way before the offset."""
    line = text.rfind("\n", 0, offset) + 1
    if offset - line <= 2 * around:
        return line
    blank = text.find(" ", offset - around, offset)
    return blank + 1 if blank >= 0 else enclosing(text, offset - around)[0]


def _ending(text: str, offset: int, around: int = AROUND) -> int:
    """Where the line ends, or where it is long, a word some way after the offset."""
    line = text.find("\n", offset)
    line = line if line >= 0 else len(text)
    if line - offset <= 2 * around:
        return line
    blank = text.rfind(" ", offset, offset + around)
    return blank if blank >= 0 else enclosing(text, offset + around)[1]


def _pieces(*parts: tuple[str, str]) -> list[Piece]:
    return [Piece(kind, shortened(text, LONGEST)) for kind, text in parts if text]


def shortened(text: str, longest: int) -> str:
    """The beginning and the end of a long stretch."""
    if len(text) <= longest:
        return text
    return f"{text[: longest // 2]} […] {text[-longest // 2 :]}"


def in_context(text: str, start: int, end: int, around: int = 160) -> tuple[str, str, str]:
    """Return the words at [start, end) with what stands before and after them."""
    since, until = _beginning(text, start, around), _ending(text, end, around)
    before = ("" if _at_line(text, since) else "…") + text[since:start]
    cut = until < len(text) and text[until] != "\n"
    return before, shortened(text[start:end], LONGEST), text[end:until] + ("…" if cut else "")
