"""The parts of a methods section. Each stage of the work registers its own, upward, while the apps start.

A part says only what the study's rows and its history back; what the author has to add stands in it as […].
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from workbench.audit.models import Event
from workbench.membership.models import Membership
from workbench.projects.models import Project

OPEN = "[…]"


@dataclass(frozen=True)
class Evidence:
    """What backs a sentence: in words, and the address at which it is seen."""

    said: str
    url: str = ""


@dataclass(frozen=True)
class Sentence:
    """One sentence with what backs it; one without evidence is for the author to fill in."""

    text: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something is left for the author."""
        return OPEN in self.text


@dataclass(frozen=True)
class Asked:
    """Through whose eyes, and with which figure and unit agreement is told."""

    project: Project
    viewer: Membership | None = None
    figure: str = "krippendorff_alpha_nominal"
    unit: str = "sentence"
    events: dict[str, list[Event]] = field(default_factory=dict, compare=False)
    """What was read of the history already, by action."""


Says = Callable[[Asked], Iterable[Sentence]]


@dataclass(frozen=True)
class Part:
    """A part by its name, with its heading and its place."""

    name: str
    heading: str
    position: int
    says: Says


_parts: dict[str, Part] = {}


def methods_part(name: str, heading: str, position: int) -> Callable[[Says], Says]:
    """Register what says a part of the methods section."""

    def decorate(says: Says) -> Says:
        _parts[name] = Part(name, heading, position, says)
        return says

    return decorate


def parts() -> list[Part]:
    """Return every part, in the order of a methods section."""
    return sorted(_parts.values(), key=lambda part: part.position)


def sentences(asked: Asked, *names: str) -> Iterator[Sentence]:
    """Give the sentences of some parts, or of all."""
    for part in parts():
        if not names or part.name in names:
            yield from part.says(asked)
