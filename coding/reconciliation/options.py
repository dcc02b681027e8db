"""What can be decided about a disagreement, and which consensus each choice writes. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from coding.reconciliation.disagreements import (
    CODE,
    EXTENT,
    Mark,
    all_words,
    shared_words,
    united_words,
    words_of,
)

KEEP, BOTH, UNION, OVERLAP, OTHER, NONE = "keep", "both", "union", "overlap", "other", "none"
Words = tuple[Hashable, int, int]


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


def option_named(kind: str, marks: Sequence[Mark], value: str) -> Option | None:
    """The option of this value, also one that is not offered because another writes the same; None if senseless."""
    possible = [*_possible(kind, marks), Option(OTHER), Option(NONE)]
    return next((option for option in possible if option.value == value), None)


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
