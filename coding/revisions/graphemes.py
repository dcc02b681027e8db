"""Words and characters as readers see them: no cut through an emoji or between a letter and its accent. Pure."""

from __future__ import annotations

import regex

# Scripts that put no blanks between words: there each character stands for itself.
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
WORD = regex.compile(rf"[\w--[{_UNSPACED}]]+", regex.VERSION1)
TOKEN = regex.compile(rf"[\w--[{_UNSPACED}]]+|\s|\X", regex.VERSION1)
_CLUSTER = regex.compile(r"\X")
# How far back a cluster may begin; the longest emoji sequences have about ten code points.
_REACH = 64


def is_word(text: str, offset: int) -> bool:
    """Say whether a letter or digit of a spaced script stands at the offset; nothing stands outside of the text."""
    return 0 <= offset < len(text) and WORD.match(text, offset, offset + 1) is not None


def on_boundary(text: str, offset: int) -> bool:
    """Say whether the offset cuts no character as readers see it."""
    return enclosing(text, offset) == (offset, offset)


def enclosing(text: str, offset: int) -> tuple[int, int]:
    """Return the cluster that the offset cuts, [start, end), or the offset twice where it cuts none."""
    if not 0 < offset < len(text) or (text[offset].isascii() and text[offset - 1].isascii()):
        return offset, offset
    position = max(text.rfind("\n", 0, offset) + 1, offset - _REACH)
    while position < offset:
        end = _CLUSTER.match(text, position).end()
        if position < offset < end:
            return position, end
        position = end
    return offset, offset
