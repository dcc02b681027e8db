"""The analyses there are; each is a page, and an export of the same name. Apps further down register their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from coding.analysis.results import Result
from workbench.exporting.documents import Document
from workbench.exporting.registry import Choice, Exporter
from workbench.exporting.registry import register as register_exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

TABLE_FORMATS = ("docx", "xlsx", "csv", "md", "html", "tex", "json")
FIGURE_FORMATS = ("svg", "png", "pdf")

Build = Callable[..., Result]


@dataclass(frozen=True)
class Analysis:
    """One analysis: `what` is its name in addresses and commands, `tab` its short name, `lede` what it answers.

    `build(project, viewer, **options) -> Result` takes what `choices` offer; it raises NothingToAnalyse with a
    sentence where the study has too little for it.
    """

    what: str
    tab: str
    label: str
    lede: str
    build: Build
    choices: tuple[Choice, ...]
    position: int
    figure: str = ""
    """What its figure is called among the exports; "" where it has none."""
    holds: tuple[str, ...] = ("cases", "codings", "names")

    def exporter(self) -> Exporter:
        """Return the export of the tables, which stands among the tables."""

        def build(project: Project, viewer: Membership | None, **options: Any) -> Document:
            return replace(self.build(project, viewer, **options).document(), figures=[])

        return Exporter(
            what=self.what, label=self.label, description=self.lede, formats=TABLE_FORMATS, build=build,
            choices=self.choices, position=self.position, holds=self.holds,
        )  # fmt: skip

    def figure_exporter(self) -> Exporter:
        """Return the export of the figure with the numbers behind it, which stands among the figures."""

        def build(project: Project, viewer: Membership | None, **options: Any) -> Document:
            return replace(self.build(project, viewer, **options).document(), tables=[])

        return Exporter(
            what=f"{self.what}-figure", label=self.figure, description=self.lede,
            formats=(*FIGURE_FORMATS, "docx", "html", "xlsx", "csv", "json"), build=build, choices=self.choices,
            position=self.position, kind="figure", holds=self.holds,
        )  # fmt: skip


_analyses: dict[str, Analysis] = {}


def register(analysis: Analysis) -> None:
    """Offer an analysis as a page and as an export."""
    _analyses[analysis.what] = analysis
    register_exporter(analysis.exporter())
    if analysis.figure:
        register_exporter(analysis.figure_exporter())


def analyses() -> list[Analysis]:
    return sorted(_analyses.values(), key=lambda analysis: analysis.position)


def analysis_of(what: str) -> Analysis | None:
    return _analyses.get(what)


def options_of(
    analysis: Analysis, project: Project, viewer: Membership | None, given: Mapping[str, str]
) -> tuple[dict[str, str], list[tuple[Choice, list[tuple[str, str]]]]]:
    """Return a value for every choice (the given one where it is on offer, else the first), and what is on offer."""
    chosen: dict[str, str] = {}
    offered = []
    for choice in analysis.choices:
        values = choice.values(project, viewer)
        names = [value for value, _label in values]
        if wanted := [one for one in given.get(choice.name, "").splitlines() if one in names] or names[:1]:
            chosen[choice.name] = "\n".join(wanted if choice.several else wanted[:1])
        offered.append((choice, values))
    return chosen, offered
