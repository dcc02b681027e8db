"""Quotations of a manuscript compared letter by letter with the texts that they are from. Pure.

Curly and straight marks, kinds of dashes and blanks are one. […] and ... may stand for words that were left out,
[words] for words that were put in or replaced, [T] for a letter in another case, and a mark at the end may belong to
the sentence around. Everything else is a difference.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import Match, SequenceMatcher

from coding.bank.folding import Folded, folded
from coding.bank.quoted import Quoted
from coding.codebook.differences import pieces

EXACT, DIFFERS, MISSING, SHORT, LIKE = "exact", "differs", "missing", "short", "like"
OMISSION, INSERTION, CASE, EDGES = "omission", "insertion", "case", "edges"
LONGEST_INSERTION, LONGEST_OMISSION = 200, 6000
# A text is said to be where a quotation is from if so much of its words stand there in order.
LEAST_ALIKE, SHORTEST_LIKENESS, SHORT_WORDS = 0.5, 4, 3
CANDIDATES = 4
_GAP = re.compile(r"\[\s*\.{2,4}\s*\]|\(\s*\.{2,4}\s*\)|\.{3,4}")
_LETTER = re.compile(r"\[([^\W\d_])\](?=\w)")
_INSERTED = re.compile(r"\[[^\[\]]{1,120}\]")
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+(?:'[^\W_]+)*")
_EDGE = ' .,;:!?"'


@dataclass(frozen=True)
class Finding:
    """What came of one quotation: its state, where it stands ([start, end) of a source, code points), and how it
    differs: (kind, text) with same, gone (the source alone has it), come (the manuscript alone) and gap."""

    quoted: Quoted
    state: str
    source: int | None = None
    start: int = 0
    end: int = 0
    shown: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass
class _Wanted:
    """A quotation as it is looked for: whole, and in parts between what was left out or put in."""

    place: int
    quoted: Quoted
    whole: str
    parts: list[str]
    gaps: list[int]
    notes: list[str]
    best: tuple[float, int, int, int] | None = None
    hits: list[tuple[int, int, int, int]] = field(default_factory=list)


def check_quotations(quoted: Sequence[Quoted], texts: Iterable[tuple[int, str]]) -> list[Finding]:
    """Compare every quotation with the texts, given as (key, text) one by one; a finding for each, in their order.

    What the manuscript does not mark as a quotation is left out where nothing like it is found.
    """
    wanted = [_wanted(place, one) for place, one in enumerate(quoted)]
    found: dict[int, Finding] = {}
    kept: dict[int, Folded] = {}
    for key, text in texts:
        fold = folded(text)
        for one in wanted:
            if one.place not in found and (finding := _exact(one, key, fold)):
                found[one.place] = finding
        if _note_likeness([one for one in wanted if one.place not in found], key, fold):
            kept[key] = fold
    for one in wanted:
        if one.place not in found:
            found[one.place] = _nearest(one, kept)
    return [
        found[place] for place in range(len(wanted)) if quoted[place].marked or found[place].state in {EXACT, DIFFERS}
    ]


def _wanted(place: int, quoted: Quoted) -> _Wanted:
    whole = folded(quoted.text).text.strip()
    notes = []
    plain = _LETTER.sub(r"\1", whole)
    if plain != whole:
        notes.append(CASE)
    parts, gaps, last = [], [], 0
    for mark in sorted([*_GAP.finditer(plain), *_INSERTED.finditer(plain)], key=lambda mark: mark.start()):
        if mark.start() < last:
            continue
        omitted = bool(_GAP.fullmatch(mark[0]))
        parts.append(plain[last : mark.start()])
        gaps.append(LONGEST_OMISSION if omitted else LONGEST_INSERTION)
        notes.append(OMISSION if omitted else INSERTION)
        last = mark.end()
    parts.append(plain[last:])
    return _Wanted(place, quoted, whole, *_filled(parts, gaps), list(dict.fromkeys(notes)))


def _filled(parts: list[str], gaps: list[int]) -> tuple[list[str], list[int]]:
    """The parts without empty ones; two gaps beside each other are one."""
    kept, between, wide = [], [], 0
    for place, part in enumerate(parts):
        wide = max(wide, gaps[place - 1] if place else 0)
        # A mark that follows what was left out may be the writer's: it ends the sentence.
        words = part.strip() if not kept else part.strip(" .,;:")
        if not words.strip(_EDGE):
            continue
        if kept:
            between.append(wide)
        kept.append(words)
        wide = 0
    return kept, between


# -- letter by letter ----------------------------------------------------------------------------------------------


def _exact(one: _Wanted, key: int, text: Folded) -> Finding | None:
    for words, notes in _wordings(one.whole):
        for place in _places(words, text.text):
            return _found(one, key, text, place, place + len(words), notes)
    for words, notes in _wordings(one.whole):
        low = words.lower()
        for place in _places(low, text.lower):
            if text.text[place + 1 : place + len(words)] == words[1:]:
                return _found(one, key, text, place, place + len(words), [*notes, CASE])
    return _in_parts(one, key, text) if one.notes and one.parts else None


def _wordings(words: str) -> Iterator[tuple[str, list[str]]]:
    """The words, and without the mark at their end, which may belong to the sentence around."""
    if words:
        yield words, []
    bare = words.rstrip(_EDGE)
    if bare and bare != words:
        yield bare, [EDGES]


def _places(words: str, text: str) -> Iterator[int]:
    """Where the words stand as whole words."""
    place = text.find(words)
    while place >= 0:
        before, after = text[place - 1 : place], text[place + len(words) : place + len(words) + 1]
        if not (before.isalnum() and words[0].isalnum()) and not (after.isalnum() and words[-1].isalnum()):
            yield place
        place = text.find(words, place + 1)


def _in_parts(one: _Wanted, key: int, text: Folded) -> Finding | None:
    """The parts one after the other, with no more between them than may be left out."""
    eased = CASE in one.notes
    last = one.parts[-1].rstrip(_EDGE) or one.parts[-1]
    words = [*one.parts[:-1], last]
    within = text.lower if eased else text.text
    if eased:
        words = [part.lower() for part in words]
    for start in _places(words[0], within):
        here = start + len(words[0])
        for part, gap in zip(words[1:], one.gaps, strict=True):
            place = next(_places(part, within[here : here + gap + len(part) + 1]), None)
            if place is None:
                break
            here += place + len(part)
        else:
            return _found(one, key, text, start, here, one.notes)
    return None


def _found(one: _Wanted, key: int, text: Folded, start: int, end: int, notes: Sequence[str]) -> Finding:
    return Finding(
        one.quoted, EXACT, key, text.before(start), text.before(end - 1) + 1, notes=tuple(dict.fromkeys(notes))
    )


# -- the nearest words ---------------------------------------------------------------------------------------------


def _tokens(text: str) -> list[tuple[str, int, int]]:
    return [(found[0], found.start(), found.end()) for found in _TOKEN.finditer(text)]


def _note_likeness(wanted: list[_Wanted], key: int, text: Folded) -> bool:
    """Note where two words in a row of each quotation stand in the text; says whether there is any such place."""
    pairs: dict[tuple[str, str], list[_Wanted]] = defaultdict(list)
    sizes = {}
    for one in wanted:
        words = [word for part in one.parts for word, _a, _b in _tokens(part.lower())]
        sizes[one.place] = len(words)
        for pair in {*itertools.pairwise(words)}:
            pairs[pair].append(one)
    if not pairs:
        return False
    tokens = _tokens(text.lower)
    at: dict[int, list[int]] = defaultdict(list)
    for place in range(len(tokens) - 1):
        for one in pairs.get((tokens[place][0], tokens[place + 1][0]), ()):
            at[one.place].append(place)
    for one in wanted:
        if not at[one.place] or sizes[one.place] < SHORTEST_LIKENESS:
            continue
        size = sizes[one.place] * 3 // 2 + (400 if one.gaps else 8)
        hits, first = _densest(at[one.place], size)
        last = min(first + size, len(tokens) - 1)
        before = max(first - sizes[one.place], 0)
        one.hits.append((hits, key, tokens[before][1], tokens[min(last + 8, len(tokens) - 1)][2]))
        one.hits = sorted(one.hits, reverse=True)[:CANDIDATES]
    return any(hit[1] == key for one in wanted for hit in one.hits)


def _densest(places: list[int], size: int) -> tuple[int, int]:
    """How many of the places lie within so many words at most, and where that begins."""
    best, first, back = 0, places[0], 0
    for front, place in enumerate(places):
        while place - places[back] > size:
            back += 1
        if front - back + 1 > best:
            best, first = front - back + 1, places[back]
    return best, first


def _nearest(one: _Wanted, texts: dict[int, Folded]) -> Finding:
    best: tuple[float, Finding] | None = None
    for _hits, key, start, end in one.hits:
        alike, finding = _aligned(one, key, texts[key], start, end)
        if best is None or alike > best[0]:
            best = (alike, finding)
    if best and best[0] >= LEAST_ALIKE:
        return best[1]
    words = len(one.quoted.text.split())
    return Finding(one.quoted, SHORT if words <= SHORT_WORDS else MISSING)


def _aligned(one: _Wanted, key: int, text: Folded, start: int, end: int) -> tuple[float, Finding]:
    """How much of the quotation's words stand in [start, end) of the text in their order, and the differences."""
    shown: list[tuple[str, str]] = []
    kept = whole = 0
    spans = []
    here = start
    for number, part in enumerate(one.parts):
        own, there = _tokens(part.lower()), _tokens(text.lower[here:end])
        matcher = SequenceMatcher(
            None, [word for word, _a, _b in own], [word for word, _a, _b in there], autojunk=False
        )
        blocks = _near(matcher.get_matching_blocks(), len(own))
        whole += len(own)
        if number:
            shown.append(("gap", " […] "))
        if not blocks:
            shown.append(("come", part))
            continue
        kept += sum(block.size for block in blocks)
        # As many words before and behind as the quotation has beyond what is the same.
        first = max(blocks[0].b - blocks[0].a, 0)
        last = min(blocks[-1].b + len(own) - blocks[-1].a, len(there)) - 1
        begin, stop = here + there[first][1], here + there[max(last, first)][2]
        words, said = text.text[begin:stop], part.strip(_EDGE)
        shown += [(piece.kind, piece.text) for piece in pieces(words.strip(_EDGE), said)]
        spans.append((begin, stop))
        here = stop
    if not spans:
        return 0.0, Finding(one.quoted, MISSING)
    place = (text.before(spans[0][0]), text.before(spans[-1][1] - 1) + 1)
    finding = Finding(one.quoted, DIFFERS, key, *place, tuple(_joined(shown)), tuple(one.notes))
    if all(kind in {"same", "gap"} for kind, _text in finding.shown):
        finding = replace(finding, state=EXACT, shown=())
    return kept / max(whole, 1), finding


def _near(blocks: Sequence[Match], size: int) -> list[Match]:
    """The runs of words that may belong to one quotation: none lies further from the longest than it could."""
    longest = max(blocks, key=lambda block: block.size)
    reach = size + size // 2 + 2
    return [
        block
        for block in blocks
        if block.size and longest.b - reach <= block.b and block.b + block.size <= longest.b + longest.size + reach
    ]


def _joined(shown: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Neighbours of one kind as one."""
    last: tuple[str, str] | None = None
    for kind, text in shown:
        if last and last[0] == kind:
            last = (kind, last[1] + text)
            continue
        if last:
            yield last
        last = (kind, text)
    if last:
        yield last
