"""What the apps show on a project's home page, registered upward in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from workbench.membership.models import Membership


@dataclass
class Step:
    """One thing to do in a study, in the order in which one does them."""

    text: str
    url: str
    done: bool


@dataclass
class Panel:
    """A part of the home page: a template with its context, and steps for the list of what to do next."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)


BuildPanel = Callable[[Membership], Panel]

_panels: list[tuple[int, BuildPanel]] = []


def home_panel(position: int) -> Callable[[BuildPanel], BuildPanel]:
    """Register a part of the home page; lower positions stand higher."""

    def decorate(build: BuildPanel) -> BuildPanel:
        _panels.append((position, build))
        return build

    return decorate


def panels_for(membership: Membership) -> list[Panel]:
    """Build every registered part for this member, in order."""
    return [build(membership) for _position, build in sorted(_panels, key=lambda entry: entry[0])]
