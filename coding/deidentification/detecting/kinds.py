"""What is found: a stretch of a text that may say who somebody is. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PERSON, PLACE, ORGANISATION, DATE = "person", "place", "organisation", "date"
TELEPHONE, EMAIL, RECORD, OTHER = "telephone", "email", "record", "other"


@dataclass(frozen=True, slots=True)
class Found:
    """The text at [start, end), in code points, as it stands there, and what kind of thing it is."""

    start: int
    end: int
    text: str
    kind: str

    def moved(self, by: int) -> Found:
        """Return the same further on."""
        return Found(self.start + by, self.end + by, self.text, self.kind)


def settled(*findings: Iterable[Found]) -> list[Found]:
    """Return what was found in order and without overlaps: the longest first, then the earlier list."""
    ranked = [
        (found.start - found.end, rank, found.start, found) for rank, some in enumerate(findings) for found in some
    ]
    taken: dict[int, Found] = {}
    kept: list[Found] = []
    for _length, _rank, _start, found in sorted(ranked, key=lambda row: row[:3]):
        if not any(place in taken for place in range(found.start, found.end)):
            taken.update(dict.fromkeys(range(found.start, found.end), found))
            kept.append(found)
    return sorted(kept, key=lambda found: found.start)
