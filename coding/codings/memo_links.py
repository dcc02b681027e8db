"""Links of a memo to codings: [the words](coding:KEY). Pure.

The words are those of a coding; to whom the coding is hidden, they are too, wherever the memo is read.
"""

from __future__ import annotations

import re
from collections.abc import Collection

KEY = r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}"
_NAMED = re.compile(rf"coding:({KEY})")
_LINK = re.compile(rf"\[((?:\\.|[^\[\]\\])*)\]\(coding:({KEY})\)", re.DOTALL)
_SOURCE = re.compile(r"source:(\d+)")


def linked_codings(body: str) -> set[str]:
    """Return the keys of the codings that a memo names."""
    return {key.lower() for key in _NAMED.findall(body)}


def linked_sources(body: str) -> set[int]:
    """Return the keys of the sources that a memo links to."""
    return {int(key) for key in _SOURCE.findall(body)}


def without_words(body: str, hidden: Collection[str], instead: str) -> str:
    """Return the memo with `instead` for each link to a hidden coding.

    Where a hidden coding is named in another way than by such a link, nothing of the memo but `instead` is left.
    """
    if not hidden:
        return body

    def turn(link: re.Match[str]) -> str:
        return instead if link[2].lower() in hidden else link[0]

    left = _LINK.sub(turn, body)
    return instead if linked_codings(left) & set(hidden) else left


def escaped(words: str) -> str:
    """Return words as they may stand in a link of Markdown."""
    return re.sub(r"([\\\[\]`*_<>&!])", r"\\\1", " ".join(words.split()))
