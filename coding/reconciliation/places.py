"""The disagreements of a round as plain facts, and which of them one wants to see. Pure."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass

from coding.reconciliation.disagreements import Mark, words_of

OPEN, DISCUSS, SETTLED = "open", "discuss", "settled"
STATES = (OPEN, DISCUSS, SETTLED)


@dataclass(frozen=True, slots=True)
class Facts:
    """A disagreement: where it is, who did what there, and how far it is; `asked` are people to think about it."""

    pk: int
    source: int
    kind: str
    start: int
    end: int
    settled: bool
    asked: frozenset
    marks: tuple[Mark, ...]

    @property
    def state(self) -> str:
        """What its sign says: open, to be discussed, or settled."""
        if self.settled:
            return SETTLED
        return DISCUSS if self.asked else OPEN


@dataclass(frozen=True)
class Sieve:
    """Which disagreements one wants to see; what is not said lets all through."""

    kind: str = ""
    code: int | None = None
    pair: tuple[int, int] | None = None
    state: str = ""
    person: int | None = None

    def passes(self, place: Facts, readers: Mapping[int, Collection[Hashable]]) -> bool:
        """Say whether a place is wanted. `readers` says, per source, who has read it.

        A pair wants what the two did differently; "open" takes in what is to be discussed; a person wants what that
        person was asked about and is not settled.
        """
        if self.kind and place.kind != self.kind:
            return False
        if self.code is not None and all(mark.code != self.code for mark in place.marks):
            return False
        if self.pair and not self._tells_apart(place, readers.get(place.source, ())):
            return False
        if self.person is not None and (place.settled or self.person not in place.asked):
            return False
        if self.state == OPEN:
            return not place.settled
        return not self.state or place.state == self.state

    def _tells_apart(self, place: Facts, readers: Collection[Hashable]) -> bool:
        first, second = self.pair
        both_read = first in readers and second in readers
        return both_read and words_of(place.marks, first) != words_of(place.marks, second)


@dataclass(frozen=True)
class Walk:
    """Where one is among the wanted places: those before and after in the order of the round, and how many they are."""

    previous: Facts | None
    following: Facts | None
    number: int | None
    count: int


def walk(everything: Iterable[Facts], wanted: Collection[int], current: int | None) -> Walk:
    """Find the wanted places around the current one, which itself need not be wanted (any more)."""
    order = [place for place in everything if place.pk in wanted or place.pk == current]
    at = next((number for number, place in enumerate(order) if place.pk == current), None)
    if at is None:
        return Walk(None, next(iter(order), None), None, len(order))
    is_wanted = current in wanted
    return Walk(
        previous=order[at - 1] if at else None,
        following=order[at + 1] if at + 1 < len(order) else None,
        number=at + 1 if is_wanted else None,
        count=len(order) if is_wanted else len(order) - 1,
    )


def next_open(everything: Iterable[Facts], wanted: Collection[int], current: Facts) -> Facts | None:
    """The next wanted place to settle: further on in the order of the round, else from the beginning."""
    order = list(everything)
    at = next(number for number, place in enumerate(order) if place.pk == current.pk)
    ahead = [*order[at + 1 :], *order[:at]]
    return next((place for place in ahead if not place.settled and place.pk in wanted), None)
