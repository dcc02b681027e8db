"""What is searched for, made into a pattern, and the places in a text where it stands.

Places are code points of the text as it is: case is folded in the pattern, never in the text, so no offset shifts.
"""

from __future__ import annotations

import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import regex

How = Literal["any", "all", "phrase", "regex"]
Forms = Callable[[str], list[str]]

LONGEST_QUERY = 500
# Words are written without spaces in these scripts: their edges cannot be seen.
UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}"
_UNSPACED = regex.compile(f"[{UNSPACED}]")
_HANGUL = regex.compile(r"\p{Hangul}")
_WORD = regex.compile(r"\w")
_TERM = regex.compile(r"[\"“”]([^\"“”]+)[\"“”]|(\S+)")
_CLUSTER = regex.compile(r"\X")
_PLAIN = regex.compile(r"[A-Za-z0-9]+")
_ALIKE = {"'": "['’‘ʼ]", "’": "['’‘ʼ]", "‘": "['’‘ʼ]", '"': '["“”„]', "-": "[-‐‑]", "‐": "[-‐‑]"}


class BadQuery(Exception):
    """What is searched for cannot be understood; `position` is the character where, counted from 1."""

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.position = reason, position


class TookTooLong(Exception):
    """The time for a search was over before it came to its end."""


@dataclass(frozen=True)
class Query:
    """What is searched for: words (any or all of them), a phrase, or a regular expression."""

    text: str
    how: How = "any"
    match_case: bool = False
    whole_words: bool = False
    forms: bool = False


class Clock:
    """The time that a search may take in all."""

    def __init__(self, seconds: float) -> None:
        self.end = time.monotonic() + seconds

    def left(self) -> float:
        """Return the seconds that are left; raises TookTooLong where there are none."""
        left = self.end - time.monotonic()
        if left <= 0:
            raise TookTooLong
        return left


@dataclass(frozen=True)
class Matcher:
    """A query ready to be looked for.

    Each of `every` must stand in a stretch of text for its hits to count. `narrow` says what a database may look for
    first: of each group some word must stand in a text; plain letters alone, which every database folds alike.
    """

    pattern: regex.Pattern[str]
    every: tuple[regex.Pattern[str], ...] = ()
    narrow: tuple[tuple[str, ...], ...] = ()

    def spans(self, text: str, start: int, end: int, clock: Clock) -> Iterator[tuple[int, int]]:
        """Give the hits in text[start:end] that hold more than white space, in order. May raise TookTooLong."""
        try:
            for match in self.pattern.finditer(text, start, end, timeout=clock.left(), concurrent=True):
                if not match.group().isspace() and match.end() > match.start():
                    yield match.span()
        except TimeoutError as error:
            raise TookTooLong from error

    def all_stand_in(self, text: str, start: int, end: int, clock: Clock) -> bool:
        """Say whether a stretch has everything that it must have. May raise TookTooLong."""
        try:
            return all(one.search(text, start, end, timeout=clock.left(), concurrent=True) for one in self.every)
        except TimeoutError as error:
            raise TookTooLong from error


def matcher_of(query: Query, forms: Forms | None = None) -> Matcher:
    """Make a query ready; `forms` gives the forms of a word where the query asks for them. Raises BadQuery."""
    text = query.text.strip()
    if not text:
        raise BadQuery("nothing")
    if len(text) > LONGEST_QUERY:
        raise BadQuery("too long", LONGEST_QUERY)
    flags = 0 if query.match_case and not query.forms else regex.IGNORECASE
    if query.how == "regex":
        return Matcher(_compiled(query.text, flags | regex.MULTILINE))
    terms = [text] if query.how == "phrase" else [quoted or word for quoted, word in _TERM.findall(text)]
    whole = query.whole_words or query.forms
    wordings = [_wordings(term, forms if query.forms else None) for term in terms]
    patterns = [_term_pattern(wording, whole) for wording in wordings]
    narrow = [_literals(wording) for wording in wordings]
    # The longest first, so that "trust in" is one hit and not "trust" alone.
    either = "|".join(sorted(set(patterns), key=len, reverse=True))
    if query.how == "all":
        every = tuple(_compiled(pattern, flags) for pattern in patterns)
        return Matcher(_compiled(either, flags), every, tuple(group for groups in narrow for group in groups))
    if len(terms) == 1:
        return Matcher(_compiled(either, flags), narrow=narrow[0])
    anywhere = [groups[0] for groups in narrow if groups]
    together = (tuple(word for group in anywhere for word in group),) if len(anywhere) == len(terms) else ()
    return Matcher(_compiled(either, flags), narrow=together)


def _compiled(pattern: str, flags: int) -> regex.Pattern[str]:
    try:
        return regex.compile(pattern, flags)
    except regex.error as error:
        raise BadQuery(error.msg, None if error.pos is None else error.pos + 1) from error
    except (RecursionError, OverflowError, MemoryError) as error:
        raise BadQuery("too deep") from error


def _wordings(term: str, forms: Forms | None) -> list[list[str]]:
    """Return the words of a term one after the other, each with the wordings that will do."""
    words = unicodedata.normalize("NFC", term).split()
    return [forms(word) if forms else [word] for word in words]


def _term_pattern(words: list[list[str]], whole: bool) -> str:
    return r"\s+".join(
        "(?:" + "|".join(_word_pattern(one, whole) for one in sorted(wordings, key=len, reverse=True)) + ")"
        for wordings in words
    )


def _word_pattern(word: str, whole: bool) -> str:
    """A pattern for a word in every way that it is encoded, cut at no accent, and between edges if it stands whole."""
    inner = "".join(_cluster_pattern(cluster) for cluster in _CLUSTER.findall(word)) + _uncut(word[-1])
    return _edge(word[0], before=True) + inner + _edge(word[-1], before=False) if whole else inner


@cache
def _uncut(last: str) -> str:
    """Nothing follows that would make the last letter another one: an accent, or the end of a Korean syllable."""
    composing = [mark for mark in _marks() if len(unicodedata.normalize("NFC", last + mark)) == 1]
    return "(?![\\u0300-\\u036f" + "".join(map(regex.escape, composing)) + "])"


@cache
def _marks() -> list[str]:
    """Return the characters that may join with the one before them when a text is composed."""
    letters = map(chr, range(0x0300, 0x3100))
    return [one for one in letters if unicodedata.combining(one) or "\u1160" <= one <= "\u11ff"]


def _cluster_pattern(cluster: str) -> str:
    if cluster in _ALIKE:
        return _ALIKE[cluster]
    composed, apart = unicodedata.normalize("NFC", cluster), unicodedata.normalize("NFD", cluster)
    if composed == apart:
        return regex.escape(composed)
    return f"(?:{regex.escape(composed)}|{regex.escape(apart)})"


def _edge(character: str, *, before: bool) -> str:
    """No letter beside the word. Korean words end in particles, which are left out of account."""
    if not _WORD.match(character) or _UNSPACED.match(character):
        return ""
    if before:
        return rf"(?<![^\W{UNSPACED}])"
    return rf"(?![^\W{UNSPACED}{chr(92) + 'p{Hangul}' if _HANGUL.match(character) else ''}])"


def _literals(words: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Return for each word the plain letters of its wordings, where all have some."""
    groups = [_fewest({_longest_plain(one) for one in wordings}) for wordings in words]
    return tuple(sorted((group for group in groups if all(group)), key=lambda group: -min(map(len, group))))


def _fewest(literals: set[str]) -> tuple[str, ...]:
    """Leave out those that hold another one: whatever has "decided" has "decide"."""
    return tuple(sorted(one for one in literals if not any(other in one for other in literals - {one})))


def _longest_plain(word: str) -> str:
    return max(_PLAIN.findall(word), key=len, default="").lower()
