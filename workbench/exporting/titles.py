"""Titles in title case, as the Publication Manual of the APA (7th edition, section 6.17) has it. Pure; English."""

from __future__ import annotations

import re

# Articles, short conjunctions and prepositions of three letters or fewer stay small inside a title.
_SMALL = {
    *("a", "an", "the", "and", "as", "but", "for", "if", "nor", "or", "so", "yet"),
    *("at", "by", "in", "of", "off", "on", "per", "to", "up", "via", "vs"),
}
_WORD = re.compile(r"[^\s—–-]+")


def title_case(text: str) -> str:
    """Return the title with its words capitalised; what stands in quotation marks is a name and stays as it is.

    >>> title_case("Agreement per code, by sentence")
    'Agreement per Code, by Sentence'
    >>> title_case("Krippendorff’s α per code")
    'Krippendorff’s α per Code'
    >>> title_case("what “trust in tools” is: an overview of self-reports")
    'What “trust in tools” Is: An Overview of Self-Reports'
    """
    parts = re.split(r"(“[^”]*”)", text)
    first = True
    for place, part in enumerate(parts):
        if not part.startswith("“"):
            parts[place], first = _cased(part, first)
        elif part:
            first = False
    return "".join(parts)


def _cased(text: str, first: bool) -> tuple[str, bool]:
    said: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        word = found.group()
        said.append(text[end : found.start()])
        bare = word.strip("().,;:!?'’")
        said.append(word if bare in _SMALL and not first else _capital(word))
        end = found.end()
        first = word.endswith((":", ".", "?", "!"))
    return "".join(said) + text[end:], first


def _capital(word: str) -> str:
    for place, letter in enumerate(word):
        if letter.isalpha():
            if not letter.isascii() and len(word) - place <= 2:
                return word  # a symbol such as α or ε₀
            return word[:place] + letter.upper() + word[place + 1 :]
    return word
