"""The whole study as a project file that other programs read."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.exchange.codebook_tables import LAYER_CHOICE, facts_about
from coding.exchange.projects.exporting import additions, write_project_file
from coding.quotations.layers import ALL
from workbench.exporting.documents import Document
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project


def profile_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    """Return (value, label) of the ways of counting positions."""
    return [("standard", _("As the standard has it")), ("nvivo", _("For NVivo"))]


def theme_choices(_project: Project, _viewer: Membership | None) -> list[tuple[str, str]]:
    """Return (value, label) of how themes travel, where there are any."""
    ways = [("none", _("Left out")), ("sets", _("As sets of codes")), ("codes", _("As a branch of the codebook"))]
    return ways if additions else ways[:1]


def build_project(
    project: Project, viewer: Membership | None, layer: str = ALL, profile: str = "standard", themes: str = "none"
) -> Document:
    """Return what writes the study as a REFI-QDA project, as the viewer may see it."""
    written = partial(write_project_file, project, viewer, layer=layer, profile=profile, themes=themes)
    return Document(title=project.name, tables=[], facts=facts_about(project, layer), files={"qdpx": written})


PROJECT = Exporter(
    what="project",
    holds=("sources", "cases", "codes", "codings", "names"),
    kind="project",
    label=gettext_lazy("Whole study"),
    description=gettext_lazy(
        "Sources, codebook, codings, cases, variables and memos for NVivo, ATLAS.ti, MAXQDA, QualCoder and others, and "
        "what came from them. Rounds, decisions and summaries have no place in it."
    ),
    formats=("qdpx",),
    build=build_project,
    choices=(
        LAYER_CHOICE,
        Choice("profile", gettext_lazy("Positions"), profile_choices),
        Choice("themes", gettext_lazy("Themes"), theme_choices),
    ),
    position=60,
)
