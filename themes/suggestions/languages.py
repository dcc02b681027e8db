"""Whether texts are English, and what stands in for phrases where they are not."""

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

# Languages in Latin letters that could be taken for English; spaCy has a list of function words for each.
OTHERS = ("da", "de", "es", "fi", "fr", "hu", "id", "it", "nb", "nl", "pl", "pt", "ro", "sv", "tr", "vi")
SAMPLE = 400
LONGEST_SEQUENCE = 3


@cache
def function_words(language: str) -> frozenset[str]:
    """spaCy's list, read from its file: importing the language would load its tokeniser, which takes seconds."""
    folder = Path(find_spec("spacy").submodule_search_locations[0])
    spec = spec_from_file_location(f"stop_words_{language}", folder / "lang" / language / "stop_words.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return frozenset(module.STOP_WORDS)


def are_english(texts: Sequence[str]) -> bool:
    """Mostly Latin letters, and more English function words than of any other language known here."""
    step = max(1, len(texts) // SAMPLE)
    sample = " ".join(texts[::step]).lower()
    letters = [character for character in sample if character.isalpha()]
    if sum(character < "\u0250" for character in letters) < 0.9 * len(letters):
        return False
    words = Counter(word.strip(".,;:!?()\"'") for word in sample.split())
    return all(_hits(words, "en") >= _hits(words, language) for language in OTHERS)


def _hits(words: Counter[str], language: str) -> int:
    known = function_words(language)
    return sum(count for word, count in words.items() if word in known)


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
