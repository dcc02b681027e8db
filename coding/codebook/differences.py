"""Two wordings of a text side by side: what stayed, what went, what came. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text that stayed ("same"), was taken out ("gone") or put in ("come")."""

    kind: str
    text: str


def pieces(old: str, new: str) -> list[Piece]:
    """Return both wordings as one text, word by word.

    >>> [(piece.kind, piece.text) for piece in pieces("Slips of the tool", "Slips of a tool")]
    [('same', 'Slips of '), ('gone', 'the'), ('come', 'a'), ('same', ' tool')]
    """
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found = []
    for _what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if before[i:j] == after[k:m]:
            found.append(Piece("same", "".join(before[i:j])))
            continue
        found += [Piece(kind, "".join(text)) for kind, text in (("gone", before[i:j]), ("come", after[k:m])) if text]
    return found
