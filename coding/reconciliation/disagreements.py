"""Where the coders of a source agree and where they differ, from their codings alone. Pure.

Codings of one code that overlap are one place. All coders who read the source marked the same words there: they
agree. All marked it, but not the same words: an extent to settle. Only some marked it: one to settle too; and where
others put another code on nearly the same words, both are one disagreement about the code. White space and
punctuation at the ends of a coding make no difference.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from coding.codings.spans import Span, intersection, iou, merge, trim

ONLY, CODE, EXTENT = "only", "code", "extent"
# Two codes are rivals for the same words when they share at least half of all the words that either marks.
SAME_PLACE = 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """One coder's coding; `id` leads back to the row."""

    id: Hashable
    coder: Hashable
    code: Hashable
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Agreed:
    """Words that every coder gave the code."""

    code: Hashable
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Differing:
    """A place to settle, with the codings that take part."""

    kind: str
    start: int
    end: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class Comparison:
    agreed: tuple[Agreed, ...]
    differing: tuple[Differing, ...]


@dataclass(frozen=True)
class Place:
    """Overlapping marks of one code, in the order of the text."""

    marks: tuple[Mark, ...]
    coders: frozenset
    spans: tuple[Span, ...]

    @property
    def code(self) -> Hashable:
        return self.marks[0].code

    @property
    def start(self) -> int:
        return self.spans[0][0]

    @property
    def end(self) -> int:
        return self.spans[-1][1]


def compare(text: str, readers: Iterable[Hashable], marks: Iterable[Mark]) -> Comparison:
    """Compare what the readers of a text marked; marks of others are passed over."""
    everyone = frozenset(readers)
    kept = sorted(
        (mark for mark in marks if mark.coder in everyone), key=lambda mark: (mark.start, mark.end, str(mark.id))
    )
    agreed: list[Agreed] = []
    differing: list[Differing] = []
    partial: list[Place] = []
    for place in places_of(kept):
        if place.coders != everyone:
            partial.append(place)
        elif len(set(_words(text, place).values())) == 1:
            spans = [trim(text, start, end) for start, end in place.spans]
            agreed.extend(Agreed(place.code, start, end) for start, end in spans)
        else:
            differing.append(_differing(EXTENT, [place]))
    for group in rivals(partial):
        differing.append(_differing(CODE if len(group) > 1 else ONLY, group))
    return Comparison(
        tuple(sorted(agreed, key=lambda one: (one.start, one.end, str(one.code)))),
        tuple(sorted(differing, key=lambda one: (one.start, one.end, one.kind))),
    )


def places_of(marks: Sequence[Mark]) -> list[Place]:
    """Group marks of one code that overlap, also by way of others; `marks` in the order of the text."""
    by_code: dict[Hashable, list[list[Mark]]] = {}
    reach: dict[Hashable, int] = {}
    for mark in marks:
        groups = by_code.setdefault(mark.code, [])
        if groups and mark.start < reach[mark.code]:
            groups[-1].append(mark)
            reach[mark.code] = max(reach[mark.code], mark.end)
        else:
            groups.append([mark])
            reach[mark.code] = mark.end
    return [
        Place(tuple(group), frozenset(mark.coder for mark in group), tuple(merge((m.start, m.end) for m in group)))
        for groups in by_code.values()
        for group in groups
    ]


def _words(text: str, place: Place) -> dict[Hashable, tuple[Span, ...]]:
    """The words of each coder, bare of what stands around them."""
    words: dict[Hashable, list[Span]] = {}
    for mark in place.marks:
        words.setdefault(mark.coder, []).append((mark.start, mark.end))
    return {coder: tuple(_bare(text, *span) for span in merge(spans)) for coder, spans in words.items()}


def _bare(text: str, start: int, end: int) -> Span:
    """The span without punctuation and white space at its ends, unless it has nothing else."""
    first, last = start, end
    while first < last and unicodedata.category(text[first])[0] in "PZC":
        first += 1
    while last > first and unicodedata.category(text[last - 1])[0] in "PZC":
        last -= 1
    return (first, last) if first < last else trim(text, start, end)


def _differing(kind: str, places: Sequence[Place]) -> Differing:
    marks = sorted((mark for place in places for mark in place.marks), key=lambda mark: (mark.start, mark.end))
    return Differing(kind, min(m.start for m in marks), max(m.end for m in marks), tuple(marks))


def rivals(places: Sequence[Place]) -> list[list[Place]]:
    """Join places of different codes by different coders on nearly the same words, closest first."""
    close = []
    ordered = sorted(range(len(places)), key=lambda i: places[i].spans[0])
    reaching: list[int] = []
    for i in ordered:
        start = places[i].start
        reaching = [j for j in reaching if places[j].end > start]
        for j in reaching:
            if not places[i].coders & places[j].coders:
                shared = iou(places[i].spans, places[j].spans) or 0.0
                if shared >= SAME_PLACE:
                    close.append((-shared, min(i, j), max(i, j)))
        reaching.append(i)
    group_of = {i: [i] for i in range(len(places))}
    for _shared, i, j in sorted(close):
        first, second = group_of[i], group_of[j]
        if first is not second and _apart([places[k] for k in (*first, *second)]):
            first.extend(second)
            for k in second:
                group_of[k] = first
    unique = {id(group): group for group in group_of.values()}
    return [[places[k] for k in sorted(group)] for group in unique.values()]


def _apart(places: Sequence[Place]) -> bool:
    return all(not a.coders & b.coders and a.code != b.code for a, b in combinations(places, 2))


def words_of(marks: Iterable[Mark], coder: Hashable) -> list[tuple[Hashable, int, int]]:
    """What one coder marked: (code, start, end), each once."""
    return sorted({(m.code, m.start, m.end) for m in marks if m.coder == coder}, key=lambda one: one[1:])


def all_words(marks: Iterable[Mark]) -> list[tuple[Hashable, int, int]]:
    """What anyone marked: (code, start, end), each once."""
    return sorted({(m.code, m.start, m.end) for m in marks}, key=lambda one: one[1:])


def united_words(marks: Sequence[Mark]) -> list[tuple[Hashable, int, int]]:
    """Per code, the words that anyone marked."""
    return [
        (code, start, end)
        for code in _codes(marks)
        for start, end in merge((m.start, m.end) for m in marks if m.code == code)
    ]


def shared_words(marks: Sequence[Mark]) -> list[tuple[Hashable, int, int]]:
    """Per code, the words that every coder who marked the code here marked; empty where there is no such word."""
    found: list[tuple[Hashable, int, int]] = []
    for code in _codes(marks):
        by_coder: dict[Hashable, list[Span]] = {}
        for mark in marks:
            if mark.code == code:
                by_coder.setdefault(mark.coder, []).append((mark.start, mark.end))
        common, *others = by_coder.values()
        for spans in others:
            common = intersection(common, spans)
        found.extend((code, start, end) for start, end in merge(common))
    return found


def majority_words(marks: Sequence[Mark], readers: Iterable[Hashable]) -> list[tuple[Hashable, int, int]] | None:
    """Per code, the words that more than half of the readers marked; None where exactly half did on some words."""
    everyone = frozenset(readers)
    found: list[tuple[Hashable, int, int]] = []
    for code in _codes(marks):
        spans = {coder: merge((m.start, m.end) for m in marks if m.code == code and m.coder == coder)
                 for coder in everyone}  # fmt: skip
        edges = sorted({edge for own in spans.values() for span in own for edge in span})
        kept = []
        for start, end in pairwise(edges):
            held = sum(any(a <= start and end <= b for a, b in own) for own in spans.values())
            if 2 * held == len(everyone):
                return None
            if 2 * held > len(everyone):
                kept.append((start, end))
        found.extend((code, start, end) for start, end in merge(kept))
    return found


def _codes(marks: Iterable[Mark]) -> list[Hashable]:
    return list(dict.fromkeys(mark.code for mark in marks))
