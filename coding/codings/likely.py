"""The words that go with each code: what makes a code likely for a passage. Pure.

likely.js cuts texts into words by the same rules; a browser test holds both side by side.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cache

WORDS_OF_A_CODE = 150
# Scripts without blanks between words: pairs of neighbouring characters stand for the words.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"


@cache
def _runs() -> re.Pattern[str]:
    marks = "".join(char for char in map(chr, range(0x300, sys.maxunicode)) if unicodedata.category(char)[0] == "M")
    return re.compile(rf"[\w{marks}]+")


_unspaced = re.compile(f"[{UNSPACED}]")
_parts = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}][^{UNSPACED}_]*")


def words_of(text: str) -> set[str]:
    """Return the words of a text in small letters, pairs of characters where the script has no blanks.

    >>> sorted(words_of("Risk, risk and 信任机器"))
    ['and', 'risk', '任机', '信任', '机器']
    """
    found: set[str] = set()
    for run in set(_runs().findall(text.lower())):
        if run.isascii() and "_" not in run:
            found.add(run)
            continue
        for part in _parts.findall(run):
            found.update(_pairs(part) if _unspaced.match(part) else [part])
    return found


def _pairs(part: str) -> list[str]:
    return [part[at : at + 2] for at in range(len(part) - 1)] or [part]


def words_by_code(quotations: Iterable[tuple[int, str]]) -> dict[int, dict[str, int]]:
    """Return in how many of its quotations each code has which words, the commonest ones."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for code, quote in quotations:
        counts[code].update(words_of(quote))
    return {code: dict(words.most_common(WORDS_OF_A_CODE)) for code, words in counts.items()}
