"""What one can go to in a study by typing its name: each app registers its own, upward, in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice

from workbench.membership.models import Membership

MOST = 2000  # of one kind; beyond, the names are narrowed by what was typed


@dataclass(frozen=True)
class Place:
    """One thing of a study with a page of its own. `icon` is one of the sprite's."""

    name: str
    url: str
    icon: str
    note: str = ""


# Gives the places of one kind whose names hold `wanted`, all of them where it is empty.
FindPlaces = Callable[[Membership, str], Iterable[Place]]

_finders: list[tuple[int, FindPlaces]] = []


def palette_places(position: int) -> Callable[[FindPlaces], FindPlaces]:
    """Register places of one kind; lower positions stand higher."""

    def decorate(find: FindPlaces) -> FindPlaces:
        _finders.append((position, find))
        return find

    return decorate


def places_for(membership: Membership, wanted: str = "") -> tuple[list[Place], bool]:
    """Return what this member can go to, and whether there was more of some kind than is given."""
    places: list[Place] = []
    is_more = False
    for _position, find in sorted(_finders, key=lambda entry: entry[0]):
        found = list(islice(find(membership, wanted), MOST + 1))
        is_more |= len(found) > MOST
        places += found[:MOST]
    return places, is_more
