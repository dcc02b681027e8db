"""The quotations in a manuscript: words in quotation marks, block quotations, cells of tables. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

TEXT, BLOCK, INDENTED, CELL = "text", "block", "indented", "cell"
AFTER = 100
FEWEST_WORDS = 5
_CLOSES = {"“": "”", "„": "“”", "«": "»", "‹": "›", "「": "」", "『": "』", '"': '"', "‘": "’", "＂": "＂", "”": "”"}
_ENDS_SINGLE = re.compile(r"[\s.,;:!?)\]…—–]|$")
# What stands behind a block quotation to say whose it is: (P01, nurse), or a dash and a name.
_WHOSE = re.compile(r"\s*(?:[(\[][^()\[\]]{1,120}[)\]]|[—–]\s*[^—–]{1,80})\s*[.]?\s*$")


@dataclass(frozen=True)
class Quoted:
    """Words that a manuscript quotes: in which block (counted from 1), of what kind, and what is said right after.

    `marked` says that the manuscript marks them as a quotation; a cell or an indented paragraph without quotation
    marks may be something else.
    """

    block: int
    kind: str
    text: str
    after: str = ""
    marked: bool = True


def quotations_in(blocks: Iterable[tuple[str, str]]) -> list[Quoted]:
    """Return the quotations of a manuscript given as (kind, text) of its paragraphs and cells, in their order."""
    return [one for number, (kind, text) in enumerate(blocks, 1) for one in _in_block(number, kind, text)]


def _in_block(number: int, kind: str, text: str) -> Iterator[Quoted]:
    found = list(_in_marks(text))
    for place, (_start, end, words) in enumerate(found):
        stop = found[place + 1][0] if place + 1 < len(found) else len(text)
        yield Quoted(number, kind, words, text[end : min(stop, end + AFTER)])
    if found or kind == TEXT:
        return
    for line in text.split("\n"):
        whose = _WHOSE.search(line)
        words = line[: whose.start()] if whose else line
        if len(words.split()) >= FEWEST_WORDS:
            yield Quoted(number, kind, words.strip(), whose[0] if whose else "", marked=kind == BLOCK)


def _in_marks(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end behind the mark, words) of what stands in quotation marks; inner ones belong to the outer."""
    place = 0
    while place < len(text):
        if text[place] not in _CLOSES or not _opens(text, place):
            place += 1
            continue
        end = _closing(text, place)
        if end is None:
            place += 1
            continue
        if words := text[place + 1 : end].strip():
            yield place, end + 1, words
        place = end + 1


def _opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    if text[place] in '"‘”＂':
        return not before.isalnum() and bool(after) and not after.isspace()
    return True


def _closing(text: str, place: int) -> int | None:
    """Where the quotation that opens at `place` closes; the end of the block where “ is left open; else None."""
    mark, depth = text[place], 0
    for here in range(place + 1, len(text)):
        letter = text[here]
        if letter in _CLOSES[mark]:
            if mark == "‘" and not _ENDS_SINGLE.match(text, here + 1):
                continue
            if depth == 0:
                return here
            depth -= 1
        elif letter == mark and mark not in '"”＂':
            depth += 1
    # Every paragraph of a long quotation opens; only the last one closes.
    return len(text) if mark == "“" else None
