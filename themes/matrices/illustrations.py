"""Which quotations show a theme in a table: those that people marked, else some of different participants."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from themes.catalogue.queries import Evidence, Place
from themes.embeddings.passages import are_alike

GOOD_LENGTH = 160


@dataclass(frozen=True)
class Illustration:
    """A passage that shows a theme; `proposed` says that nobody chose it."""

    evidence: Evidence
    proposed: bool


def illustrations(
    passages: Iterable[Evidence], marked: Mapping[int, Sequence[tuple[int, int]]], number: int, *, propose: bool
) -> list[Illustration]:
    """Return at most `number` passages, those marked by people first, of different people as far as they go.

    `marked` has the spans that were marked for the manuscript, by source.
    """
    there = list(passages)
    chosen = [one for one in there if _is_marked(one, marked)]
    shown = [Illustration(one, proposed=False) for one in _spread(chosen, number, set())]
    if propose and len(shown) < number:
        taken = {_place(one.evidence) for one in shown}
        rest = [one for one in there if _place(one) not in taken]
        people = {one.evidence.person for one in shown}
        shown += [Illustration(one, proposed=True) for one in _spread(rest, number - len(shown), people)]
    return shown


def _is_marked(one: Evidence, marked: Mapping[int, Sequence[tuple[int, int]]]) -> bool:
    return any(are_alike((one.start, one.end), span) for span in marked.get(one.source, ()))


def _place(one: Evidence) -> Place:
    return one.source, one.start, one.end


def _spread(passages: list[Evidence], number: int, quoted: set[int]) -> list[Evidence]:
    """Of people who are not quoted yet first, then of a length that a table can hold, then in the texts' order."""
    waiting = sorted(passages, key=lambda one: (abs(len(one.text) - GOOD_LENGTH), _place(one)))
    found: list[Evidence] = []
    people = set(quoted)
    for fresh in (True, False):
        for one in waiting:
            if len(found) == number:
                return found
            if one not in found and (one.person not in people) == fresh:
                found.append(one)
                people.add(one.person)
    return found
