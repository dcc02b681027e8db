"""Two states of a codebook compared: what was added, taken out, renamed, moved, merged, reworded. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from coding.codebook.differences import Piece, pieces

ADDED, REMOVED, RENAMED, MOVED, MERGED, REWORDED = "added", "removed", "renamed", "moved", "merged", "reworded"
TEXTS = ("definition", "include", "exclude", "example")
_EMPTY = dict.fromkeys(TEXTS, "")


@dataclass(frozen=True)
class Line:
    """A code that differs between two states: how, where it stood and stands, and its texts word by word.

    `into` is the path of the code that it was merged into; `path` holds the pieces of its path.
    """

    kinds: tuple[str, ...]
    path: tuple[Piece, ...]
    texts: Mapping[str, tuple[Piece, ...]]
    into: str = ""
    depth: int = 0


def redline(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]], merged: Mapping[int, int] | None = None
) -> list[Line]:
    """Return the codes that differ, in the order of the newer state; what was taken out stands where it stood.

    Both are codebooks as versions keep them (coding.codebook.queries.frozen_form); `merged` says which code went into
    which other. A code is the same by its key, however it is called.

    >>> old = [{"id": 1, "parent": None, "path": "Trust", "name": "Trust", "definition": "Faith"}]
    >>> new = [{"id": 1, "parent": None, "path": "Trust", "name": "Trust", "definition": "Faith in it"}]
    >>> [line.kinds for line in redline(old, new)]
    [('reworded',)]
    """
    old, new = {code["id"]: code for code in before}, {code["id"]: code for code in after}
    merged = merged or {}
    found: list[Line] = []
    gone = [code["id"] for code in before if code["id"] not in new]
    follows = _places(before, new)
    for key in [None, *new]:
        if key is not None and (line := _line(old.get(key), new[key], "")):
            found.append(line)
        for lost in gone:
            if follows[lost] == key:
                into = new.get(merged.get(lost, 0)) or old.get(merged.get(lost, 0))
                found.append(_line(old[lost], None, into["path"] if into else ""))
    return [line for line in found if line]


def _places(before: Sequence[Mapping[str, Any]], new: Mapping[int, Any]) -> dict[int, int | None]:
    """Behind which code that is still there each old code stood."""
    last, places = None, {}
    for code in before:
        if code["id"] in new:
            last = code["id"]
        places[code["id"]] = last
    return places


def _line(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, into: str) -> Line | None:
    kinds = _kinds(old, new, into)
    if not kinds:
        return None
    was, now = old or _EMPTY, new or _EMPTY
    texts = {name: tuple(pieces(was.get(name, ""), now.get(name, ""))) for name in TEXTS}
    depth = (new or old)["path"].count("/")
    return Line(kinds, tuple(_path(old, new)), texts, into, depth)


def _kinds(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None, into: str) -> tuple[str, ...]:
    if old is None:
        return (ADDED,)
    if new is None:
        return (MERGED,) if into else (REMOVED,)
    kinds = []
    if old["name"] != new["name"]:
        kinds.append(RENAMED)
    if old["parent"] != new["parent"]:
        kinds.append(MOVED)
    if any(old.get(name, "") != new.get(name, "") for name in TEXTS):
        kinds.append(REWORDED)
    return tuple(kinds)


def _path(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> list[Piece]:
    """The path, name by name: a code below one that was renamed differs by its parent's name alone."""
    if old is None or new is None:
        return [Piece("come" if old is None else "gone", (new or old)["path"])]
    if old["path"] == new["path"]:
        return [Piece("same", new["path"])]
    return [Piece("gone", old["path"]), Piece("come", new["path"])]
