"""Themes by groups of cases: who of each group stands under which theme."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.analysis.registry import Analysis
from coding.analysis.results import Result
from coding.analysis.tables.crosstab import CROSSTAB, build_crosstab
from themes.displays.lines import THEMES
from workbench.membership.models import Membership
from workbench.projects.models import Project


def build_theme_groups(project: Project, viewer: Membership | None, **options: Any) -> Result:
    """Return themes by the groups of a variable, n (%) of the cases of each group."""
    result = build_crosstab(project, viewer, of=THEMES, **options)
    return replace(result, title=_("Themes by groups in “%(project)s”") % {"project": project.name})


THEME_GROUPS = Analysis(
    what="theme-groups",
    tab=gettext_lazy("Themes by group"),
    label=gettext_lazy("Themes by groups of cases"),
    lede=gettext_lazy("Who of each group of participants stands under which theme, n (%) of the group."),
    build=build_theme_groups,
    choices=tuple(choice for choice in CROSSTAB.choices if choice.name != "of"),
    position=35,
)
