"""How a file is to look and in which order: options that every exporter of tables and figures has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from workbench.exporting.documents import Document
from workbench.exporting.looks import APA, JMIR, PLAIN, Look
from workbench.exporting.options import chosen_options
from workbench.exporting.ordering import BY_NAME, GIVEN, MOST_FIRST, ordered
from workbench.exporting.queries import remembered_choices
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

Values = list[tuple[str, str]]
AS_THE_STYLE = "style"


def _styles(_project: Project, _viewer: Membership | None) -> Values:
    return [(APA, _("APA 7")), (JMIR, _("JMIR")), (PLAIN, _("Plain"))]


def _decimals(_project: Project, _viewer: Membership | None) -> Values:
    return [("2", "0.74"), ("1", "0.7"), ("3", "0.744")]


def _percents(_project: Project, _viewer: Membership | None) -> Values:
    return [
        (AS_THE_STYLE, _("As the style has them")),
        ("0", "12 (34)"),
        ("1", "12 (34.3)"),
        ("2", "12 (34.29)"),
        ("0%", "12 (34%)"),
        ("1%", "12 (34.3%)"),
    ]


def _orders(_project: Project, _viewer: Membership | None) -> Values:
    return [(GIVEN, _("As in the study")), (BY_NAME, _("By name")), (MOST_FIRST, _("Most first"))]


STYLE = Choice("style", gettext_lazy("Style"), _styles)
DECIMALS = Choice("decimals", gettext_lazy("Decimals"), _decimals)
PERCENT = Choice("percent", gettext_lazy("Percentages"), _percents)
ORDER = Choice("order", gettext_lazy("Order"), _orders)


@dataclass(frozen=True)
class Asked:
    """What was asked of an export, checked: the exporter's own options, and how the file looks."""

    exporter: Exporter
    own: dict[str, str]
    look: Look
    order: str = GIVEN

    def document(self, project: Project, viewer: Membership | None) -> Document:
        """Return the document as the viewer may see the study, its rows in the order asked for."""
        return ordered(self.exporter.build(project, viewer, **self.own), self.order)


def common_choices(exporter: Exporter) -> tuple[Choice, ...]:
    """Return the options of look and order that an exporter has beside its own."""
    if exporter.kind in {"data", "project"}:
        return ()
    if exporter.kind == "text":
        return (STYLE, DECIMALS)
    return (STYLE, DECIMALS, PERCENT, *((ORDER,) if exporter.orders else ()))


def look_chosen_last(exporter: Exporter, project: Project) -> dict[str, str]:
    """Return the options of look and order that the study chose last for an exporter, those that are still on offer."""
    kept = remembered_choices(project).get(exporter.what, {})
    return {
        choice.name: kept[choice.name]
        for choice in common_choices(exporter)
        if kept.get(choice.name) in dict(choice.values(project, None))
    }


def asked(exporter: Exporter, project: Project, viewer: Membership | None, given: Mapping[str, str]) -> Asked:
    """Return what is asked for by `given`, the first value on offer for whatever it does not name.

    Raises WorkbenchError for a name or value that is not on offer.
    """
    chosen = chosen_options(exporter, project, viewer, given, common_choices(exporter))
    own = {choice.name: chosen[choice.name] for choice in exporter.choices if choice.name in chosen}
    percent = chosen.get(PERCENT.name, AS_THE_STYLE)
    look = Look(
        style=chosen.get(STYLE.name, APA),
        decimals=int(chosen.get(DECIMALS.name, "2")),
        percent_decimals=None if percent == AS_THE_STYLE else int(percent.rstrip("%")),
        percent_sign=None if percent == AS_THE_STYLE else percent.endswith("%") or None,
    )
    # An export that has an order of its own has laid its rows in it.
    return Asked(exporter, own, look, chosen.get(ORDER.name, GIVEN) if exporter.orders else GIVEN)
