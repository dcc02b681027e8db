"""Right-to-left lines of a PDF: from where the letters stand on the page to the order in which they are written."""

import unicodedata
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coding.sources.importers.pdf_lines import Letter

THIN = 0.5  # points
SPACE = 0.2  # of the size of the letters

_RTL = {"R", "AL"}
_NUMBER = {"EN", "AN"}
_PAIRS = {"(": ")", ")": "(", "[": "]", "]": "[", "{": "}", "}": "{", "«": "»", "»": "«", "<": ">", ">": "<"}


def is_rtl(text: str) -> bool:
    """Whether any letter of a line is of a script written from right to left."""
    return any(character > "\u058f" and unicodedata.bidirectional(character) in _RTL for character in text)


def as_written(letters: "list[Letter]", from_right: bool) -> "list[Letter]":
    """The letters of a line in the order in which they are written and read, each knowing of a space before it.

    Every program writes them to a PDF in another order, so only their places on the page are believed.
    `from_right` says on which side the line begins.
    """
    base = "R" if from_right else "L"
    based = [letter for letter in letters if not _is_mark(letter) and not _is_stray(letter)]
    seen = _spaced(sorted(based, key=lambda letter: (letter.left + letter.right) / 2))
    kinds = _kinds([letter.text for letter in seen], base)
    runs = [
        (kind, [letter for _, letter in group])
        for kind, group in groupby(zip(kinds, seen, strict=True), key=lambda pair: pair[0])
    ]
    written: list[Letter] = []
    for kind, run in reversed(runs) if from_right else runs:
        written += _mended(run[::-1]) if kind == "R" else run
    joined: list[Letter] = []
    space = False
    for letter in written:
        if letter.text != " ":
            joined.append(replace(letter, space_before=space and bool(joined)))
        space = letter.text == " "
    return _with_marks(joined, [letter for letter in letters if _is_mark(letter)])


def _is_stray(letter: "Letter") -> bool:
    """A space without a width says nothing of where it stands."""
    return letter.text == " " and letter.right - letter.left < THIN


def _spaced(seen: "list[Letter]") -> "list[Letter]":
    """Letters from left to right, with a space wherever there is room for one."""
    spaced = seen[:1]
    for before, after in pairwise(seen):
        room = after.left - before.right
        if " " not in {before.text, after.text} and room > SPACE * after.size:
            spaced.append(replace(after, text=" ", left=before.right, right=after.left))
        spaced.append(after)
    return spaced


def _is_mark(letter: "Letter") -> bool:
    return unicodedata.category(letter.text) == "Mn"


def _kinds(signs: list[str], base: str) -> list[str]:
    """R or L for each sign in the order seen; what has no direction takes that of its neighbours."""
    strong = [_strong(sign) for sign in signs]
    kinds: list[str] = []
    after = [base] * (len(strong) + 1)
    for at in range(len(strong) - 1, -1, -1):
        after[at] = strong[at] or after[at + 1]
    before = base
    for at, kind in enumerate(strong):
        before = kind or before
        kinds.append(kind or (before if before == after[at] else base))
    return kinds


def _strong(sign: str) -> str:
    kind = unicodedata.bidirectional(sign[0])
    if kind in _RTL:
        return "R"
    return "L" if kind == "L" or kind in _NUMBER else ""


def _mended(run: "list[Letter]") -> "list[Letter]":
    """Brackets as they are written: on the page a closing one looks like an opening one."""
    signs = [letter.text for letter in run if letter.text in _PAIRS]
    backwards = sum(sign in ")]}»>" for sign in signs[: len(signs) // 2]) > len(signs) // 4
    if not signs or not backwards:
        return run
    return [replace(letter, text=_PAIRS.get(letter.text, letter.text)) for letter in run]


def _with_marks(written: "list[Letter]", marks: "list[Letter]") -> "list[Letter]":
    """Vowel signs after the letter over or under which they stand."""
    if not marks or not written:
        return written or marks
    placed: dict[int, list[Letter]] = {}
    for mark in marks:
        middle = (mark.left + mark.right) / 2
        nearest = min(range(len(written)), key=lambda at: abs((written[at].left + written[at].right) / 2 - middle))
        placed.setdefault(nearest, []).append(mark)
    return [letter for at, base in enumerate(written) for letter in (base, *placed.get(at, []))]
