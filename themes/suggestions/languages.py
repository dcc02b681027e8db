"""What stands in for phrases where texts are not English."""

import unicodedata
from collections.abc import Iterator

LONGEST_SEQUENCE = 3
NOT_ENGLISH = (
    "The passages do not look English, and the model reads English. They were grouped mostly by the words they share, "
    "and labels are word sequences instead of phrases."
)
MANY_LANGUAGES = (
    "The passages do not look English. The model reads other languages than English and grouped them by their meaning; "
    "labels are word sequences instead of phrases."
)
UNKNOWN_LANGUAGES = (
    "The passages do not look English, and the model does not say which languages it reads. Read whether the passages "
    "of a group belong together before you go by it; labels are word sequences instead of phrases."
)


def note_on_language(only_english: bool | None) -> str:
    """Say what passages that are not English mean for a run, by whether its model reads English alone."""
    if only_english is None:
        return UNKNOWN_LANGUAGES
    return NOT_ENGLISH if only_english else MANY_LANGUAGES


def word_sequences(text: str) -> Iterator[str]:
    """One to three neighbouring words of two or more letters, never across punctuation.

    A run of letters without spaces (Chinese, Japanese) is cut into pieces of two to four characters.
    """
    for stretch in _stretches(text.lower()):
        for first in range(len(stretch)):
            for length in range(1, LONGEST_SEQUENCE + 1):
                if first + length <= len(stretch):
                    yield from _readable(stretch[first : first + length])


def _stretches(text: str) -> Iterator[list[str]]:
    kept = "".join(character if _is_part_of_word(character) else "\n" for character in text)
    for line in kept.split("\n"):
        if words := line.split():
            yield words


def _is_part_of_word(character: str) -> bool:
    # Marks (category M) are vowels in Hindi or Arabic and belong to their word.
    return character in " '-" or unicodedata.category(character)[0] in "LMN"


def _readable(words: list[str]) -> Iterator[str]:
    if len(words) == 1 and _is_unspaced(words[0]):
        for length in (2, 3, 4):
            for first in range(len(words[0]) - length + 1):
                yield words[0][first : first + length]
    elif all(len(word) > 1 for word in words) and not any(map(str.isdigit, "".join(words))):
        yield " ".join(words)


def _is_unspaced(word: str) -> bool:
    return any("\u3040" <= character <= "\u9fff" for character in word)
