"""Taguette's tags are a list; the dots in their names say which stand below which. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from coding.exchange.others.identity import Guids
from coding.exchange.refi import model

LONGEST = 1_000
# Deeper than people sort; a tag with more levels is one name.
DEEPEST = 50


def code_tree(tags: list[tuple[str, str]], guids: Guids) -> tuple[list[model.Code], dict[str, str], list[str]]:
    """Codes of tags (path, description); the guid of each tag's code by its path; paths that only hold others."""
    described = dict(tags)
    levels = levels_of(described)
    made: dict[tuple[str, ...], model.Code] = {}
    top: list[model.Code] = []
    named: dict[str, str] = {}
    for path in sorted(levels):
        for depth in range(1, len(levels[path]) + 1):
            place = levels[path][:depth]
            if place not in made:
                above = made.get(place[:-1])
                made[place] = model.Code(guids("tag", *place), place[-1], "false")
                (above.codes if above else top).append(made[place])
        code = made[levels[path]]
        code.is_codable, code.description = "true", described[path] or None
        named[path] = code.guid
    return top, named, [".".join(place) for place, code in made.items() if code.is_codable == "false"]


def levels_of(tags: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Each tag with the names of its levels.

    A dot parts a tag from those below it where what stands before it is a tag too, or begins several tags.

    >>> levels_of(["people", "people.nurse", "e.g. this", "place.home", "place.work"])["place.home"]
    ('place', 'home')
    """
    tags = list(tags)
    paths = {path for path in tags if len(path) <= LONGEST and path.count(".") < DEEPEST}
    begins = Counter(path[:at] for path in paths for at, letter in enumerate(path) if letter == ".")
    return {path: _parts(path, paths, begins) if path in paths else (path,) for path in tags}


def _parts(path: str, paths: set[str], begins: Counter[str]) -> tuple[str, ...]:
    parts, start = [], 0
    for at, letter in enumerate(path):
        around = {path[at - 1 : at] if at else "", path[at + 1 : at + 2]}
        if letter == "." and not around & {"", ".", " "} and (path[:at] in paths or begins[path[:at]] > 1):
            parts.append(path[start:at])
            start = at + 1
    return (*parts, path[start:])
