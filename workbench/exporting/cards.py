"""What the page of exports says about each of them: what it holds, its formats, its options as chosen last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workbench.exporting.asking import DECIMALS, ORDER, PERCENT, Values, common_choices
from workbench.exporting.options import together
from workbench.exporting.queries import remembered_choices
from workbench.exporting.registry import Choice, Exporter, Holding, Kind, exporters, holdings_of
from workbench.exporting.writers import format_name
from workbench.membership.models import Membership
from workbench.projects.models import Project

KINDS: dict[Kind, object] = {
    "table": gettext_lazy("Tables"),
    "figure": gettext_lazy("Figures"),
    "text": gettext_lazy("Text"),
    "data": gettext_lazy("Data"),
    "project": gettext_lazy("Whole study"),
}
PREVIEWED: frozenset[Kind] = frozenset({"table", "figure", "text"})


@dataclass(frozen=True)
class Option:
    """A choice with what is on offer and what is chosen; of `several` one a line."""

    name: str
    label: str
    values: Values
    chosen: str
    several: bool = False

    @property
    def picked(self) -> list[str]:
        """The values that are chosen."""
        return self.chosen.split("\n") if self.several else [self.chosen]

    @property
    def said(self) -> str:
        """What is chosen, as people read it."""
        labels = dict(self.values)
        return ", ".join(labels[value] for value in self.picked)


@dataclass(frozen=True)
class Card:
    """One export on the page."""

    exporter: Exporter
    options: list[Option]
    formats: list[tuple[str, str]]
    format: str
    holds: list[str]
    notes: list[str]

    @property
    def has_preview(self) -> bool:
        return self.exporter.kind in PREVIEWED

    @property
    def summary(self) -> str:
        """What is chosen, on one line; of how numbers look only what was changed."""
        common = {DECIMALS.name, PERCENT.name, ORDER.name}
        told = [one for one in self.options if one.name not in common or one.chosen != one.values[0][0]]
        return " · ".join(option.said for option in told)


@dataclass(frozen=True)
class Group:
    """The exports of one kind."""

    kind: Kind
    label: object
    cards: list[Card]


def groups_of(project: Project, viewer: Membership) -> list[Group]:
    """Return the exports by kind; the number of queries does not grow with the study or with what was exported."""
    page = _Page(project, viewer)
    found: dict[Kind, list[Card]] = {}
    for exporter in exporters():
        found.setdefault(exporter.kind, []).append(page.card(exporter))
    return [Group(kind, label, found[kind]) for kind, label in KINDS.items() if kind in found]


def card_of(exporter: Exporter, project: Project, viewer: Membership, chosen: Mapping[str, str] | None = None) -> Card:
    """Return one export as it was chosen last, but for what `chosen` names."""
    return _Page(project, viewer).card(exporter, chosen)


class _Page:
    """Asks once for what several cards need."""

    def __init__(self, project: Project, viewer: Membership) -> None:
        self.project, self.viewer = project, viewer
        self.remembered = remembered_choices(project)
        self.holdings = holdings_of(project, viewer)
        self._values: dict[Callable[..., Values], Values] = {}

    def card(self, exporter: Exporter, chosen: Mapping[str, str] | None = None) -> Card:
        kept = self.remembered.get(exporter.what, {}) | dict(chosen or {})
        offered = [(choice, self._offered(choice)) for choice in [*exporter.choices, *common_choices(exporter)]]
        # A choice of one is no choice.
        options = [_option(choice, values, kept) for choice, values in offered if len(values) > 1]
        known = self.remembered.get(exporter.what, {}).get("format", "")
        # Whatever asks whose codings it shall read holds codings.
        of_codings = any(choice.name == "layer" for choice in exporter.choices)
        names = exporter.holds or (("codings",) if of_codings else ())
        held = [self.holdings[name] for name in names if name in self.holdings]
        return Card(
            exporter,
            options,
            [(name, str(format_name(name))) for name in exporter.formats],
            known if known in exporter.formats else exporter.formats[0],
            [one.said for one in held if one.said],
            _notes(held),
        )

    def _offered(self, choice: Choice) -> Values:
        if choice.values not in self._values:
            self._values[choice.values] = choice.values(self.project, self.viewer)
        return self._values[choice.values]


def _notes(held: Sequence[Holding]) -> list[str]:
    return list(dict.fromkeys(note for one in held for note in one.notes))


def _option(choice: Choice, values: Values, kept: Mapping[str, str]) -> Option:
    offered = [(str(value), str(label)) for value, label in values]
    wanted = kept.get(choice.name, "")
    lines = wanted.splitlines() if choice.several else [wanted]
    there = together([value for value, _label in offered if value in lines], offered[0][0])
    return Option(choice.name, str(choice.label), offered, "\n".join(there), choice.several)


def rows_left(more: int) -> str:
    """Say how many rows a preview does not show."""
    return _("and %(count)s more rows in the file") % {"count": f"{more:,}"} if more else ""
