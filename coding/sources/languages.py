"""Whether texts are English."""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

# Languages in Latin letters that could be taken for English; spaCy has a list of function words for each.
OTHERS = ("da", "de", "es", "fi", "fr", "hu", "id", "it", "nb", "nl", "pl", "pt", "ro", "sv", "tr", "vi")
SAMPLE = 400


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
