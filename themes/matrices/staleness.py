"""What has changed behind a written cell since it was written. Pure.

A cell's basis is {key: Fact}: the codings and quotations that lay behind it. Keys are the caller's.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple


class Fact(NamedTuple):
    """A coding, quotation or answer as it was: `code` and `coder` are None where there is none."""

    code: Hashable | None
    coder: Hashable | None
    source: Hashable
    start: int
    end: int
    revision: int
    """Of the source's text; the places of two revisions cannot be compared."""

    @property
    def place(self) -> tuple[Hashable, Hashable, int, int]:
        return (self.source, self.coder, self.start, self.end)


@dataclass(frozen=True)
class Changes:
    """Keys of what came, facts of what went, and (before, now) of what has another code or another extent."""

    added: tuple[Hashable, ...] = ()
    removed: tuple[Fact, ...] = ()
    recoded: tuple[tuple[Fact, Fact], ...] = ()
    moved: tuple[tuple[Fact, Fact], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.recoded or self.moved)


def changes_between(
    before: Mapping[Hashable, Fact], now: Mapping[Hashable, Fact], elsewhere: Iterable[tuple[Hashable, Fact]] = ()
) -> Changes:
    """Return what came, went, or has another code or extent.

    `elsewhere` are codings of today outside of the cell. What left the cell and is found there under its key, or as
    another coding of the same coder on the same span, was recoded. Extents are compared within one revision of a text.
    """
    gone = {key: fact for key, fact in before.items() if key not in now}
    came = {key: fact for key, fact in now.items() if key not in before}
    kept = [(fact, now[key]) for key, fact in before.items() if key in now]
    recoded = [(old, new) for old, new in kept if old.code != new.code]
    moved = [(old, new) for old, new in kept if old.code == new.code and _is_moved(old, new)]
    by_key = dict(elsewhere)
    spans = {fact.place: (None, fact) for fact in by_key.values()} | {
        fact.place: (key, fact) for key, fact in came.items()
    }
    removed = []
    for key, old in gone.items():
        into, new = (None, by_key[key]) if key in by_key else _anew(old, spans)
        if new is None or new.code == old.code:
            removed.append(old)
        else:
            recoded.append((old, new))
            came.pop(into, None)
            spans.pop(new.place, None)
    return Changes(tuple(came), tuple(removed), tuple(recoded), tuple(moved))


def _anew(old: Fact, spans: Mapping[Hashable, tuple[Hashable | None, Fact]]) -> tuple[Hashable | None, Fact | None]:
    """Return what the same coder put on the same span of the same text instead: its key in the cell, and the fact."""
    into, new = spans.get(old.place, (None, None))
    if old.coder is None or new is None or new.revision != old.revision:
        return None, None
    return into, new


def _is_moved(old: Fact, new: Fact) -> bool:
    return old.revision == new.revision and (old.start, old.end) != (new.start, new.end)
