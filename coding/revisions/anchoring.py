"""Where a span of an old text lies in a new one. Offsets are code points, half open. Pure.

What a researcher expects: words that were not touched keep their coding exactly; a change inside a coding stretches or
shrinks it; a change beside it never moves its words. Words added at the edge of a span stay outside of it, unless they
lengthen the word that stands there. A word or name at the edge that was replaced belongs to the span whole. A span
that lost most of its words has no place: somebody has to say where it goes.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import cached_property

from coding.revisions.graphemes import WORD, enclosing, is_word, on_boundary

Span = tuple[int, int]
# Less than this share of a span's own letters left: its place would be a guess.
LEAST_LEFT = 0.5
# A word counts as mistyped, not as another one, when it is at least so much like the old one.
SAME_WORD = 0.6
LONGEST_WORDING = 200
# A quotation that is looked for elsewhere in the text has at least so many characters.
SHORTEST_QUOTE = 12


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """The old text's [start, end) was replaced by `text`; nothing was added where start == end."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """Lines that stood at [start, end) of the old text stand, letter by letter, at `new` of the new one."""

    start: int
    end: int
    new: int


@dataclass(frozen=True)
class TextChange:
    """How a new text came out of an old one. `edits` are sorted and disjoint.

    `told` says that whoever made the change said what replaces what (de-identification); else it was found by comparing
    the two texts, and is an interpretation.
    """

    old: str
    new: str
    edits: tuple[Edit, ...]
    told: bool = False
    moves: tuple[Move, ...] = field(default=())

    @cached_property
    def starts(self) -> list[int]:
        return [edit.start for edit in self.edits]

    @cached_property
    def ends(self) -> list[int]:
        return [edit.end for edit in self.edits]

    @cached_property
    def shifts(self) -> list[int]:
        """How far the text after the first n edits has moved; one more than there are edits."""
        sums = [0]
        for edit in self.edits:
            sums.append(sums[-1] + len(edit.text) - (edit.end - edit.start))
        return sums

    def new_span(self, number: int) -> Span:
        """Where the text of the edit of this number stands in the new text."""
        edit = self.edits[number]
        start = edit.start + self.shifts[number]
        return start, start + len(edit.text)

    def after(self, offset: int) -> int:
        """The new place of an old offset, behind what was added there; the end of the edit that it lies in."""
        done = bisect_right(self.ends, offset)
        inside = done < len(self.edits) and self.edits[done].start < offset
        return self.new_span(done)[1] if inside else offset + self.shifts[done]

    def before(self, offset: int) -> int:
        """The new place of an old offset, before what was added there; the start of the edit that it lies in."""
        done = bisect_left(self.starts, offset)
        if done and self.edits[done - 1].end > offset:
            return self.new_span(done - 1)[0]
        return offset + self.shifts[done]

    @cached_property
    def new_starts(self) -> list[int]:
        return [edit.start + shift for edit, shift in zip(self.edits, self.shifts, strict=False)]

    def is_new(self, start: int, end: int) -> bool:
        """Say whether all of the new text's [start, end) was put in by one edit."""
        number = bisect_right(self.new_starts, start) - 1
        return number >= 0 and end <= self.new_span(number)[1]

    def moved(self, start: int, end: int) -> int | None:
        """How far [start, end) was moved where it lies in lines that were; else None."""
        number = bisect_right(self.moves, start, key=lambda move: move.start) - 1
        if number < 0 or end > self.moves[number].end:
            return None
        return self.moves[number].new - self.moves[number].start

    @cached_property
    def _shares(self) -> dict[int, float]:
        return {}

    def kept_share(self, number: int) -> float:
        """How much of the old wording of an edit is in its new one: 0 where it is another."""
        if number not in self._shares:
            edit = self.edits[number]
            self._shares[number] = _kept_share(self.old[edit.start : edit.end], edit.text)
        return self._shares[number]

    def touching(self, start: int, end: int) -> range:
        """The numbers of the edits that took something out of [start, end), or put something in between."""
        return range(bisect_right(self.ends, start), bisect_left(self.starts, end))


def change_by(old: str, edits: Iterable[Edit]) -> TextChange:
    """Return the change that makes these replacements. Raises ValueError where they overlap or lie outside."""
    ordered = tuple(sorted(edits))
    position = 0
    parts: list[str] = []
    for edit in ordered:
        if not position <= edit.start <= edit.end <= len(old):
            raise ValueError(f"edit {edit.start}-{edit.end} overlaps another or lies outside of the text")
        parts += (old[position : edit.start], edit.text)
        position = edit.end
    return TextChange(old, "".join([*parts, old[position:]]), ordered, told=True)


def re_anchor(span: Span, change: TextChange) -> Span | None:
    """Return where the span lies in the new text, never empty; None where somebody has to settle it."""
    start, end = span
    touched = change.touching(start, end)
    if not touched:
        return _lengthened(change, start, end, change.after(start), change.before(end))
    if (far := change.moved(start, end)) is not None:
        return start + far, end + far
    if not change.told and not _enough_left(change, start, end, touched):
        return _elsewhere(change, start, end)
    new_start, new_end = _edges(change, start, end, touched)
    new_start, new_end = _lengthened(change, start, end, new_start, new_end)
    taken_out = all(not change.edits[number].text for number in touched)
    if not change.told and taken_out and (again := _same_words_beside(change, start, end, new_start, new_end)):
        return again
    return _trimmed(change, start, end, new_start, new_end)


def _edges(change: TextChange, start: int, end: int, touched: range) -> Span:
    """The span with replaced words at its edges taken whole; what was rewritten across an edge is left out."""
    first, last = change.edits[touched[0]], change.edits[touched[-1]]
    new_start, new_end = change.after(start), change.before(end)
    if first.start < start and (change.told or _is_wording(change.old[first.start : first.end])):
        new_start = change.new_span(touched[0])[0]
    if last.end > end and (change.told or _is_wording(change.old[last.start : last.end])):
        new_end = change.new_span(touched[-1])[1]
    return new_start, max(new_start, new_end)


def _is_wording(text: str) -> bool:
    return bool(text) and not any(letter.isspace() for letter in text)


def _lengthened(change: TextChange, start: int, end: int, new_start: int, new_end: int) -> Span:
    """Take in letters added at an edge where they belong to the word that stands there."""
    if is_word(change.old, end - 1) and not is_word(change.old, end):
        added = _letters_at(change, end, bisect_left(change.starts, end))
        new_end = max(new_end, added[1]) if added else new_end
    if is_word(change.old, start) and not is_word(change.old, start - 1):
        added = _letters_at(change, start, bisect_right(change.ends, start) - 1)
        new_start = min(new_start, added[0]) if added else new_start
    return _whole_graphemes(change, start, end, new_start, new_end)


def _letters_at(change: TextChange, offset: int, number: int) -> Span | None:
    """Where letters, and nothing but letters, were added at the offset by the edit of this number."""
    if not 0 <= number < len(change.edits):
        return None
    edit = change.edits[number]
    return change.new_span(number) if edit.start == edit.end == offset and WORD.fullmatch(edit.text) else None


def _whole_graphemes(change: TextChange, start: int, end: int, new_start: int, new_end: int) -> Span:
    """Do not cut an emoji or an accented letter that the old span did not cut either."""
    if on_boundary(change.old, start):
        new_start = enclosing(change.new, new_start)[0]
    if on_boundary(change.old, end):
        new_end = enclosing(change.new, new_end)[1]
    return new_start, new_end


def _enough_left(change: TextChange, start: int, end: int, touched: range) -> bool:
    """Say whether at least half of the span's letters are still there, mistyped words counted as the same."""
    letters = _letters(change.old[start:end])
    left = letters
    for number in touched:
        edit = change.edits[number]
        gone = change.old[max(start, edit.start) : min(end, edit.end)]
        left -= _letters(gone) * (1 - change.kept_share(number))
    return left > 0 and left >= letters * LEAST_LEFT


def _letters(text: str) -> int:
    return sum(not letter.isspace() for letter in text)


def _kept_share(old: str, new: str) -> float:
    """How much of an old wording is in the new one: 0 where it is another."""
    if not old or not new or len(old) > LONGEST_WORDING or len(new) > LONGEST_WORDING:
        return 0.0
    found = SequenceMatcher(None, old.casefold(), new.casefold(), autojunk=False)
    if found.ratio() < SAME_WORD:
        return 0.0
    return min(1.0, sum(block.size for block in found.get_matching_blocks()) / len(old))


def _elsewhere(change: TextChange, start: int, end: int) -> Span | None:
    """Find words that were moved: long enough, once in either text, and newly put where they are now."""
    quote = change.old[start:end]
    if len(quote) < SHORTEST_QUOTE or change.old.count(quote) != 1 or change.new.count(quote) != 1:
        return None
    place = change.new.index(quote)
    return (place, place + len(quote)) if change.is_new(place, place + len(quote)) else None


def _same_words_beside(change: TextChange, start: int, end: int, new_start: int, new_end: int) -> Span | None:
    """Where a repeated word was taken out, it may have been the other one: prefer the place with the same words."""
    quote, near = change.old[start:end], end - start
    window = change.new[max(0, new_start - near) : new_end + near]
    if window.count(quote) != 1:
        return None
    place = max(0, new_start - near) + window.index(quote)
    return place, place + near


def _trimmed(change: TextChange, start: int, end: int, new_start: int, new_end: int) -> Span | None:
    """Drop blanks at the edges that the old span did not have; nothing where no word is left."""
    old, new = change.old, change.new
    if not new[new_start:new_end].strip():
        return None
    while not old[start].isspace() and new[new_start].isspace():
        new_start += 1
    while not old[end - 1].isspace() and new[new_end - 1].isspace():
        new_end -= 1
    return new_start, new_end
