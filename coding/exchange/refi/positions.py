"""Where a selection lies, in the units of the program that wrote it and in ours. Pure.

Our text has \\n alone for a line end and no byte order mark; our positions are code points. Programs count code points
or UTF-16 units, and the two characters of a Windows line end as two or as one; the end is exclusive in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import regex

CLEARLY = 0.1  # by which share of the selections another convention must fit better than what the program is known for
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]")
_SPACE = regex.compile(r"\s+")


@dataclass(frozen=True)
class Convention:
    """How positions are counted: `utf16` in UTF-16 units, else in code points; `collapsed`: CR LF is one."""

    utf16: bool = False
    collapsed: bool = False

    def __str__(self) -> str:
        unit = "UTF-16 units" if self.utf16 else "characters (Unicode code points)"
        ends = "one" if self.collapsed else "two"
        return f"{unit}, a Windows line end as {ends}"


EVERY = tuple(Convention(utf16, collapsed) for utf16 in (False, True) for collapsed in (False, True))


def usual(origin: str | None) -> Convention:
    """What a program is known for, by the `origin` of its files."""
    said = (origin or "").lower()
    if said.startswith("nvivo") or "for nvivo" in said:
        return Convention(utf16=True)
    return Convention(collapsed=said.startswith(("qualcoder", "atlas")))


def our_text(raw: str) -> str:
    """The text as we keep it: without a byte order mark, with \\n for every line end, without NUL."""
    return raw.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


class Places:
    """The text of one file, and where its positions lie in ours under each convention."""

    def __init__(self, raw: str) -> None:
        self.raw = raw.lstrip("\ufeff")
        self.text = our_text(raw)
        points = np.frombuffer(self.raw.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._second = np.zeros(len(points), dtype=bool)  # the LF of a CR LF
        self._second[1:] = (points[1:] == 10) & (points[:-1] == 13)
        self._astral = points > 0xFFFF
        self.has_pairs, self.has_astral = bool(self._second.any()), bool(self._astral.any())
        self._ours = _starts(np.where(self._second, 0, 1))

    def _theirs(self, convention: Convention) -> np.ndarray:
        widths = 1 + (self._astral & convention.utf16)
        return _starts(np.where(self._second & convention.collapsed, 0, widths))

    def ours(self, positions: Sequence[int], convention: Convention) -> list[int | None]:
        """Each position in our text; None where it lies beyond the end, or inside of a character."""
        if not self.has_pairs and not (self.has_astral and convention.utf16):
            return [place if 0 <= place <= len(self.text) else None for place in positions]
        theirs = self._theirs(convention)
        wanted = np.array([min(max(place, -1), 2**40) for place in positions], dtype=np.int64)
        found = np.searchsorted(theirs, wanted, side="left")
        inside = np.minimum(found, len(theirs) - 1)
        exact = (found < len(theirs)) & (theirs[inside] == wanted)
        return [int(self._ours[at]) if fits else None for at, fits in zip(inside, exact, strict=True)]


def _starts(widths: np.ndarray) -> np.ndarray:
    return np.concatenate(([0], np.cumsum(widths, dtype=np.int64)))


@dataclass
class Fit:
    """How well a convention fits the selections of a file."""

    selections: int = 0
    outside: int = 0
    quoted: int = 0
    edges: int = 0

    @property
    def score(self) -> float:
        return (2 * self.quoted + self.edges - 2 * self.outside) / max(self.selections, 1)


@dataclass
class Verdict:
    """The convention of a file and how it was found."""

    convention: Convention
    fit: Fit
    matters: bool
    expected: Convention
    other_fits: dict[Convention, Fit] = field(default_factory=dict)

    def sentences(self) -> list[str]:
        """What the import report says of it; nothing where every way of counting is the same."""
        if not self.matters or not self.fit.selections:
            return []
        found = (
            f"Positions were read as {self.convention}: {self.fit.edges:,} of {self.fit.selections:,} selections begin "
            f"and end at the edge of a word"
        )
        found += f", and {self.fit.quoted:,} equal the quotation given." if self.fit.quoted else "."
        if self.convention == self.expected:
            return [found]
        return [found, f"Its program is known to count otherwise ({self.expected}), but that fits clearly less well."]


Named = tuple[int, int, str]


def decide(texts: Iterable[tuple[Places, Sequence[Named]]], origin: str | None) -> Verdict:
    """Find how a file counts: its program's way, unless another fits clearly better.

    `texts` are the texts with the (start, end, name) of their selections; a name may be the quotation.
    """
    expected = usual(origin)
    fits = {convention: Fit() for convention in EVERY}
    matters = False
    for places, selections in texts:
        matters |= bool(selections) and (places.has_pairs or places.has_astral)
        for convention, fit in fits.items():
            _measure(fit, places, selections, convention)
    best = max(EVERY, key=lambda one: (fits[one].score, one == expected))
    ours = (origin or "").startswith("Marginalia")  # no guess where we know
    if ours or fits[best].score < fits[expected].score + CLEARLY:
        best = expected
    return Verdict(best, fits[best], matters, expected, fits)


def _measure(fit: Fit, places: Places, selections: Sequence[Named], convention: Convention) -> None:
    starts = places.ours([start for start, _end, _name in selections], convention)
    ends = places.ours([end for _start, end, _name in selections], convention)
    for start, end, (_start, _end, name) in zip(starts, ends, selections, strict=True):
        fit.selections += 1
        if start is None or end is None or start > end:
            fit.outside += 1
            continue
        fit.quoted += bool(name) and is_quotation(name, places.text[start:end])
        fit.edges += is_clean(places.text, start, end)


def is_quotation(name: str, words: str) -> bool:
    """Whether a name is the words themselves, or their beginning with an ellipsis; white space does not count."""
    said, found = _SPACE.sub(" ", name).strip(), _SPACE.sub(" ", words).strip()
    if said.endswith(("…", "...")):
        return len(said) > 8 and found.startswith(said.rstrip("….").rstrip())
    return bool(said) and said == found


def is_clean(text: str, start: int, end: int) -> bool:
    """Whether [start, end) cuts no word and no character as readers see it."""
    return not any(
        0 < place < len(text) and _WORD.match(text[place - 1]) and _WORD.match(text[place]) for place in (start, end)
    )


def to_utf16(text: str, positions: Sequence[int]) -> list[int]:
    """Positions in code points as UTF-16 units, as NVivo counts them; the text has \\n alone."""
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts = _starts(1 + (points > 0xFFFF))
    return [int(starts[place]) for place in positions]
