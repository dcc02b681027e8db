"""What can be decided about a disagreement, and which consensus each choice writes. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from coding.reconciliation.disagreements import (
    CODE,
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
    coders = list(dict.fromkeys(mark.coder for mark in marks))
    offered = [Option(KEEP, coder, tuple(words_of(marks, coder))) for coder in coders]
    if kind == CODE:
        offered.append(Option(BOTH, None, tuple(all_words(marks))))
    if len(coders) > 1 and kind != CODE:
        offered.append(Option(UNION, None, tuple(united_words(marks))))
        if shared := tuple(shared_words(marks)):
            offered.append(Option(OVERLAP, None, shared))
    distinct = {frozenset(option.words): option for option in reversed(offered)}
    kept = [option for option in offered if distinct[frozenset(option.words)] is option]
    return [*kept, Option(OTHER), Option(NONE)]


def option_named(kind: str, marks: Sequence[Mark], value: str) -> Option | None:
    """The option that a form sent, or None if it is not offered here."""
    return next((option for option in options_for(kind, marks) if option.value == value), None)
