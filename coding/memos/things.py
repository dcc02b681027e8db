"""What memos are about. Each stage of the work registers its own kinds; this one does not ask later ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from coding.codings.models import Memo
from workbench.membership.models import Membership

Place = tuple[str, str]  # a kind and a key


@dataclass(frozen=True)
class Thing:
    """One thing with its name and address; `source` is the text that it lies in, where it does."""

    label: str
    url: str
    source: int | None = None


Finds = Callable[[Membership | None, int, Collection[str]], Mapping[str, Thing]]
_kinds: dict[str, Finds] = {}


def memos_on(kind: str) -> Callable[[Finds], Finds]:
    """Register who finds things of a kind by their keys, in a project, as far as the viewer may see them."""

    def decorate(finds: Finds) -> Finds:
        _kinds[kind] = finds
        return finds

    return decorate


def things(viewer: Membership | None, project_id: int, places: Iterable[Place]) -> dict[Place, Thing]:
    """Return the things at these places that are there and may be seen; a constant number of queries."""
    keys: dict[str, set[str]] = {}
    for kind, key in places:
        keys.setdefault(kind, set()).add(key)
    return {
        (kind, key): thing
        for kind, some in keys.items()
        if kind in _kinds
        for key, thing in _kinds[kind](viewer, project_id, some).items()
    }


def thing_at(viewer: Membership, kind: str, key: str) -> Thing | None:
    """Return the thing that a memo may be written about; None where there is none that the viewer may see."""
    if kind not in Memo.About.values:
        return None
    return things(viewer, viewer.project_id, [(kind, key)]).get((kind, key))
