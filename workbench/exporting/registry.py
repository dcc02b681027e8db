"""What can be exported, registered upward by the apps in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from workbench.exporting.documents import Document
from workbench.membership.models import Membership
from workbench.projects.models import Project

Kind = Literal["table", "figure", "text", "data", "project"]
BuildDocument = Callable[..., Document]


@dataclass(frozen=True)
class Choice:
    """An option of an export: name, label and the (value, label) pairs on offer, the first by default.

    Of `several` more than one can be chosen, one a line; the first on offer stands for none of the others.
    """

    name: str
    label: str
    values: Callable[[Project, Membership | None], list[tuple[str, str]]]
    several: bool = False


@dataclass(frozen=True)
class Exporter:
    """One thing that can be exported.

    `build(project, viewer, **options) -> Document` reads through `viewer` (a Membership, or None for
    the command line, which sees what every member may see).
    """

    what: str
    label: str
    description: str
    formats: tuple[str, ...]
    build: BuildDocument
    choices: tuple[Choice, ...] = field(default=())
    position: int = 50
    """Where it stands among the others of its kind on the page of exports: small numbers first."""
    kind: Kind = "table"
    """Which group of the page it stands in; tables, figures and texts have a preview."""
    orders: bool = False
    """Whether one may sort the rows of its tables by name or number; not where a last row holds totals."""
    holds: tuple[str, ...] = ()
    """What of the study it holds, by the names that are registered with holdings()."""


_exporters: dict[str, Exporter] = {}


def register(exporter: Exporter) -> None:
    """Offer an export."""
    _exporters[exporter.what] = exporter


def exporters() -> list[Exporter]:
    """Return what can be exported, by position and then in the order of registration."""
    return sorted(_exporters.values(), key=lambda exporter: exporter.position)


def exporter_of(what: str) -> Exporter:
    """Return one exporter; KeyError if there is none of this name."""
    return _exporters[what]


@dataclass(frozen=True)
class Holding:
    """A part of the study as a person may see it: "512 codings"; `notes` say what of it is left out, and why."""

    said: str
    notes: tuple[str, ...] = ()


CountHoldings = Callable[[Project, Membership | None], dict[str, Holding]]
_holdings: list[CountHoldings] = []


def holdings(function: CountHoldings) -> CountHoldings:
    """Register a function that counts parts of a study by name; its queries do not grow with the study."""
    if function not in _holdings:
        _holdings.append(function)
    return function


def holdings_of(project: Project, viewer: Membership | None) -> dict[str, Holding]:
    """Return every registered part of the study by its name."""
    return {name: held for function in _holdings for name, held in function(project, viewer).items()}
