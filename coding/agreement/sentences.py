"""Sentences and paragraphs of a text in any script, by rule: fast, offline, the same on every machine.

A sentence never crosses a line break, so it never crosses a speaker turn, and the sentences of a
text together hold every character of it that is not white space.
"""

import re

from coding.codings.spans import Span, trim

# Full stops of Latin, Arabic and Urdu, Devanagari, Ethiopic, Burmese, Khmer and Armenian text.
SPACED_STOPS = ".!?…؟۔।॥።፧፨။៕։‼⁇⁈⁉"
# Chinese and Japanese write no space after a full stop.
UNSPACED_STOPS = "。！？｡．"
CLOSERS = "\"'”’»›)]}」』）】》〉＂"
# Words whose full stop does not end a sentence, as they are written in interviews and field notes.
ABBREVIATIONS = frozenset(
    {"dr", "mr", "mrs", "ms", "prof", "st", "sr", "jr", "rev", "hon", "sgt"}
    | {"vs", "e.g", "i.e", "cf", "al", "approx", "ca", "dept", "vol", "fig"}
)
_STOP = re.compile(
    rf"(?P<stop>[{re.escape(SPACED_STOPS)}]+[{re.escape(CLOSERS)}]*)(?=\s|$)"
    rf"|[{UNSPACED_STOPS}]+[{re.escape(CLOSERS)}]*"
)
_BLANK_LINES = re.compile(r"\n(?:[^\S\n]*\n)+")
_LAST_WORD = re.compile(r"[^\s(\[\"'“‘«]+$")


def sentence_spans(text: str) -> list[Span]:
    """Spans of the sentences in order, disjoint, without white space at their ends."""
    spans: list[Span] = []
    line_start = 0
    for line in text.splitlines(keepends=True):
        spans.extend(_sentences_of_line(text, line_start, line_start + len(line)))
        line_start += len(line)
    return spans


def paragraph_spans(text: str) -> list[Span]:
    """Spans of the paragraphs in order, disjoint, without white space at their ends.

    Blank lines divide paragraphs; in a text without any, every line is one.
    """
    body_start, body_end = trim(text, 0, len(text))
    dividers = list(_BLANK_LINES.finditer(text, body_start, body_end)) or list(re.finditer("\n", text[:body_end]))
    edges = [body_start, *(place for found in dividers for place in found.span()), body_end]
    spans = [trim(text, start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start <= end]
    return [span for span in spans if span[0] < span[1]]


def _sentences_of_line(text: str, start: int, end: int) -> list[Span]:
    found: list[Span] = []
    sentence_start = start
    for match in _STOP.finditer(text, start, end):
        if match.end() < end and not _ends_sentence(text, sentence_start, match, end):
            continue
        found.append(trim(text, sentence_start, match.end()))
        sentence_start = match.end()
    found.append(trim(text, sentence_start, end))
    return [span for span in found if span[0] < span[1]]


def _ends_sentence(text: str, sentence_start: int, match: re.Match, line_end: int) -> bool:
    stop = match.group("stop")
    if stop is None:
        return True
    following = text[match.end() : line_end].lstrip()[:1]
    goes_on = following.islower()
    closed_quote = stop[-1] in CLOSERS
    if stop[0] in "!?":
        return not (closed_quote and goes_on)  # "Really?" she said.
    if stop[0] in ".…" and goes_on:
        return False  # "it was... you know", "approx. ten"
    return not (stop == "." and _is_abbreviation(text[sentence_start : match.start()]))


def _is_abbreviation(before: str) -> bool:
    word = _LAST_WORD.search(before[-20:])
    if word is None:
        return False
    last = word.group()
    # A single capital is an initial ("J. Smith"), but "I." is a whole word at the end of speech.
    return last.lower() in ABBREVIATIONS or (len(last) == 1 and last.isupper() and last != "I")
