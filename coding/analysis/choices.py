"""What can be chosen in an analysis, on its page and in its export."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.queries import (
    CODED,
    EVERYONE,
    SAID,
    kind_choices,
    scope_choices,
    variable_choices,
)
from coding.exchange.codebook_tables import LAYER_CHOICE
from workbench.exporting.registry import Choice
from workbench.membership.models import Membership
from workbench.projects.models import Project

YES, NO = "yes", "no"
ALL_LINES, TOP = "all", "top"

Offered = list[tuple[str, str]]


def fixed(offered: Callable[[], Offered]) -> Callable[[Project, Membership | None], Offered]:
    """Offer the same for every study."""
    return lambda _project, _viewer: offered()


def everyone_or_scope(project: Project, viewer: Membership | None) -> Offered:
    labels = dict(scope_choices(project, viewer))
    return [
        (EVERYONE, _("All cases")),
        *((value, _("Cases with: %(texts)s") % {"texts": label}) for value, label in labels.items()),
    ]


def no_or_variable(project: Project, viewer: Membership | None) -> Offered:
    return [("", _("All together")), *variable_choices(project, viewer)]


LAYER = LAYER_CHOICE
OF = Choice("of", gettext_lazy("Count"), kind_choices)
SCOPE = Choice("scope", gettext_lazy("In"), scope_choices)
BY = Choice("by", gettext_lazy("Groups"), variable_choices)
ROLLUP = Choice(
    "rollup",
    gettext_lazy("Subcodes, subthemes"),
    fixed(lambda: [(YES, _("Count with what is above")), (NO, _("Each for itself"))]),
)
APART = Choice(
    "rollup",
    gettext_lazy("Subcodes, subthemes"),
    fixed(lambda: [(NO, _("Each for itself")), (YES, _("Count with what is above"))]),
)
LINES = Choice(
    "lines", gettext_lazy("Levels"), fixed(lambda: [(ALL_LINES, _("All levels")), (TOP, _("The top level alone"))])
)
TOP_FIRST = Choice(
    "lines", gettext_lazy("Levels"), fixed(lambda: [(TOP, _("The top level alone")), (ALL_LINES, _("All levels"))])
)
BASE = Choice(
    "base",
    gettext_lazy("Percentages of"),
    fixed(lambda: [(SAID, _("Cases who said something")), (CODED, _("Cases with anything coded"))]),
)
ORDER = Choice(
    "order",
    gettext_lazy("Order"),
    fixed(lambda: [("tree", _("As in their tree")), ("frequency", _("Most cases first")), ("name", _("By name"))]),
)
