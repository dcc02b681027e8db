"""What can be decided about a disagreement, and which consensus each choice writes. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from coding.codings.spans import merge
from coding.reconciliation.disagreements import (
    CODE,
    EXTENT,
    Mark,
    all_words,
    majority_words,
    shared_words,
    united_words,
    words_of,
)

KEEP, BOTH, UNION, OVERLAP, OTHER, NONE = "keep", "both", "union", "overlap", "other", "none"
Words = tuple[Hashable, int, int]
MAJORITY, EVERYTHING = "majority", "everything"
RULES = (MAJORITY, EVERYTHING)


@dataclass(frozen=True)
class Option:
    """A choice that makes sense here. `value` is what a form sends: the choice, for "keep" with the coder."""

    choice: str
    coder: Hashable | None = None
    words: tuple[Words, ...] = ()

    @property
    def value(self) -> str:
        return f"{self.choice}:{self.coder}" if self.coder is not None else self.choice


def options_for(kind: str, marks: Sequence[Mark]) -> list[Option]:
    """The choices for a disagreement, each with the consensus codings it would write.

    Choices that would write the same are offered once, the plainer first.
    """
    possible = _possible(kind, marks)
    first = {frozenset(option.words): option for option in reversed(possible)}
    offered = [option for option in possible if first[frozenset(option.words)] is option]
    return [*offered, Option(OTHER), Option(NONE)]


def option_named(kind: str, marks: Sequence[Mark], value: str, readers: Iterable[Hashable] = ()) -> Option | None:
    """The option of this value, also one that is not offered because another writes the same; None if senseless.

    A reader who left the place alone can be followed too: that writes nothing.
    """
    possible = [*_possible(kind, marks), Option(OTHER), Option(NONE)]
    silent = [Option(KEEP, reader) for reader in readers if all(mark.coder != reader for mark in marks)]
    return next((option for option in [*possible, *silent] if option.value == value), None)


def proposed(kind: str, marks: Sequence[Mark], readers: Iterable[Hashable], rule: str) -> Option | None:
    """What a rule would fill in, for a person to confirm; None where it says nothing.

    "majority": the words that more than half of the readers gave a code; nothing coded where more than half left the
    place alone. It says nothing where exactly half did, or where no option writes just these words. "everything": all
    words that anyone marked.
    """
    words = majority_words(marks, readers) if rule == MAJORITY else united_words(marks)
    if words is None or (not words and not _mostly_silent(marks, readers)):
        return None
    possible = [*_possible(kind, marks), Option(NONE)]
    return next((option for option in possible if _joined(option.words) == _joined(words)), None)


def _mostly_silent(marks: Sequence[Mark], readers: Iterable[Hashable]) -> bool:
    everyone = frozenset(readers)
    return 2 * len(everyone - {mark.coder for mark in marks}) > len(everyone)


def _joined(words: Iterable[Words]) -> frozenset[Words]:
    by_code: dict[Hashable, list[tuple[int, int]]] = {}
    for code, start, end in words:
        by_code.setdefault(code, []).append((start, end))
    return frozenset((code, *span) for code, spans in by_code.items() for span in merge(spans))


def _possible(kind: str, marks: Sequence[Mark]) -> list[Option]:
    coders = list(dict.fromkeys(mark.coder for mark in marks))
    possible = [Option(KEEP, coder, tuple(words_of(marks, coder))) for coder in coders]
    if kind != EXTENT:  # keeping all of one code would leave two codings of it over each other
        possible.append(Option(BOTH, None, tuple(all_words(marks))))
    if kind != CODE and len(coders) > 1:
        possible.append(Option(UNION, None, tuple(united_words(marks))))
        if shared := tuple(shared_words(marks)):
            possible.append(Option(OVERLAP, None, shared))
    return possible
