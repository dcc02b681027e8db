"""What is embedded: a coded quotation, or a clause of an answer or a sentence.

Clauses rather than whole answers, because one answer often says several things and a vector
of the whole is a vector of none of them. All offsets are code points of the source's text.
"""

import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

PassageKind = Literal["quotations", "answers", "sentences", "uncoded"]

SHORTEST_CLAUSE = 3
LONGEST_QUOTATION = 40
ALIKE = 0.5
# Spans that begin before a span and may still be like it: more overlap in one place than coders ever make.
LOOK_BACK = 50

# A full stop after these does not end a sentence.
ABBREVIATIONS = "dr mr mrs ms prof st vs etc e.g i.e cf fig no approx dept jr sr inc ltd ca a.m p.m"
_ABBREVIATIONS = frozenset(ABBREVIATIONS.split())

_CLOSERS = "\"'”’»)\\]"
WHITE_SPACE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())

_ENDING = ".!?…؟۔।"
# Possessive and only at the start of a run, so that a page of full stops takes linear time.
_SENTENCE_END = re.compile(rf"(?<![{_ENDING}])[{_ENDING}]++[{_CLOSERS}]*+(?=\s|$)|[。！？]++[」』”’）]*+|\n++|[;；؛]")
_CLAUSE_START = re.compile(
    r",\s++(?=(?:and|but|because|so|or|although|though|which|while|whereas|if|when|since|unless"
    r"|i|you|he|she|it|we|they|there|that|this)\b)"
    r"|\s(?=(?:but|because|also|although|though|whereas)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """One embedded stretch `[start, end)` of a source, and whose words they are."""

    source: Hashable
    case: Hashable
    start: int
    end: int
    text: str


Span = tuple[int, int]


def word_count(text: str) -> int:
    """Words with at least one letter or digit; in scripts without spaces two characters count as a word."""
    return sum(_words_in(token) for token in text.split() if any(map(str.isalnum, token)))


def _words_in(token: str) -> int:
    unspaced = sum("\u3040" <= character <= "\u9fff" for character in token)
    return max(1, (unspaced + 1) // 2)


def passage_spans(text: str, kind: PassageKind, *, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of `text[start:end]` to embed, in order, not overlapping, without outer white space.

    Quotations stay whole up to 40 words, since a coder chose their edges; everything else, and any
    longer quotation, is split into clauses.
    """
    stop = len(text) if end is None else end
    if kind == "quotations" and word_count(text[start:stop]) <= LONGEST_QUOTATION:
        return [span for span in [_trimmed(text, start, stop, leading="")] if _has_words(text, span)]
    return clauses(text, start=start, end=stop)


def clauses(text: str, *, start: int = 0, end: int | None = None) -> list[Span]:
    """Clauses of `text[start:end]`; a part under three words joins its neighbour."""
    stop = len(text) if end is None else end
    spans = [span for span in _parts(text, start, stop) if span[0] < span[1]]
    return [span for span in _rejoined(text, spans) if _has_words(text, span)]


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    for left, right in _between(text, start, end, _sentence_breaks(text, start, end)):
        inner = [found.end() for found in _CLAUSE_START.finditer(text, left, right)]
        for span in _between(text, left, right, inner):
            yield _trimmed(text, *span)


def _between(text: str, start: int, end: int, breaks: list[int]) -> Iterator[Span]:
    edges = [start, *breaks, end]
    yield from pairwise(edges)


def _sentence_breaks(text: str, start: int, end: int) -> list[int]:
    found = _SENTENCE_END.finditer(text, start, end)
    return [match.end() for match in found if not _is_abbreviation(text, start, match)]


def _is_abbreviation(text: str, start: int, match: re.Match[str]) -> bool:
    if match.group() != ".":
        return False
    before = re.search(r"[\w.]+$", text[max(start, match.start() - 12) : match.start()])
    word = before.group().lower() if before else ""
    return word in _ABBREVIATIONS or (len(word) == 1 and word.isalpha() and word != "i")


def _trimmed(text: str, start: int, end: int, leading: str = ".,;:!?-–—•*…；") -> Span:
    """The span without white space, bullets and the comma or semicolon it was cut at."""
    kept = text[start:end].rstrip().rstrip(",;；؛").rstrip()
    lead = len(kept) - len(kept.lstrip(leading + WHITE_SPACE))
    return (start + lead, start + len(kept))


def _has_words(text: str, span: Span) -> bool:
    return any(map(str.isalnum, text[span[0] : span[1]]))


def _rejoined(text: str, spans: list[Span]) -> list[Span]:
    """Short parts join what follows; a short last part joins what came before it."""
    joined: list[Span] = []
    words = SHORTEST_CLAUSE
    for start, end in spans:
        if words < SHORTEST_CLAUSE:
            joined[-1] = (joined[-1][0], end)
            words += word_count(text[start:end])
        else:
            joined.append((start, end))
            words = word_count(text[start:end])
    if len(joined) > 1 and words < SHORTEST_CLAUSE:
        last = joined.pop()
        joined[-1] = (joined[-1][0], last[1])
    return joined


def are_alike(one: Span, other: Span) -> bool:
    """Say whether two spans of a text share half of their joint length or more."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return shared >= ALIKE * (max(one[1], other[1]) - min(one[0], other[0]))


def distinct_spans(spans: Iterable[Span]) -> list[Span]:
    """Spans in order, without those that two coders marked alike: sharing half of their joint length or more."""
    kept: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        # Those before it begin before it, or with it; most have ended.
        near = ((first, last) for first, last in kept[-LOOK_BACK:] if last > start)
        if not any(min(end, last) - start >= ALIKE * (max(end, last) - first) for first, last in near):
            kept.append((start, end))
    return kept
