"""How far people are with sources. Later stages of the work register who knows; this stage does not ask them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workbench.membership.models import Membership


@dataclass(frozen=True)
class Progress:
    """One person's work on one source: how many codings, and where it stands in words (with a class for its colour).

    `percent` is how much of it they have been through; None where that is not known, or all is said to be read.
    """

    codings: int = 0
    state: str = ""
    look: str = ""
    percent: int | None = None


Knows = Callable[[Membership, Sequence[int]], Mapping[int, Progress]]
_known: list[Knows] = []


def tells_progress(function: Knows) -> Knows:
    """Register who can tell, for a member and ids of sources, how far that member is with each."""
    _known.append(function)
    return function


def progress_with(member: Membership, sources: Sequence[int]) -> dict[int, Progress]:
    """The member's progress with each source; a source that nobody knows about is untouched."""
    found: dict[int, Progress] = {}
    for function in _known:
        found.update(function(member, sources))
    return found
