"""The bundle on the page of exports."""

from __future__ import annotations

from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.agreement.queries import comparable_rounds, round_named
from coding.agreement.reports import Question, report_for
from coding.agreement.units import CONTINUUM_UNITS
from coding.agreement.words import UNIT_LABELS
from coding.exchange.codebook_tables import LAYER_CHOICE, facts_about
from coding.quotations.layers import ALL
from coding.reporting.bundle.tables import Asked
from coding.reporting.bundle.writing import write_bundle
from workbench.exporting.documents import Document
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

WITHOUT, WITH = "without", "with"


def text_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of whether participants' words are in it."""
    return [
        (WITHOUT, _("No texts of sources, no quotations of codings")),
        (WITH, _("With the texts and quotations")),
    ]


def round_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the codings whose agreement is recomputed."""
    return [*((str(one.pk), one.name) for one in comparable_rounds(project)), (ALL, _("All codings"))]


def unit_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    """Return (value, label) of the units that the script knows: those that can be listed."""
    return [(unit, str(label)) for unit, label in UNIT_LABELS.items() if unit not in CONTINUUM_UNITS]


def build_bundle(
    project: Project,
    viewer: Membership | None,
    layer: str = ALL,
    texts: str = WITHOUT,
    round: str = ALL,  # noqa: A002  the name of the choice
    unit: str = "sentence",
) -> Document:
    """Return what writes the bundle as the viewer may see the study."""
    question: Question | None = Question(project, None if round == ALL else round_named(project, round), unit)
    if len(report_for(question)[0]["coders"]) < 2:
        question = None
    asked = Asked(project, viewer, layer, texts == WITH)
    written = partial(write_bundle, asked=asked, question=question)
    return Document(title=project.name, tables=[], facts=facts_about(project, layer), files={"zip": written})


BUNDLE = Exporter(
    what="bundle",
    label=gettext_lazy("Reproducibility bundle"),
    description=gettext_lazy(
        "One zip for reviewers and repositories: data tables, codebook, codings, decisions, parameters and seeds, a "
        "data dictionary, checksums, and a script that recomputes the reported agreement. Texts and quotations stay "
        "out by default; names, values of variables, examples in the codebook and reasons of decisions are always in "
        "it."
    ),
    formats=("zip",),
    build=build_bundle,
    kind="project",
    position=50,
    holds=("sources", "cases", "codes", "codings", "decisions", "names"),
    choices=(
        LAYER_CHOICE,
        Choice("texts", gettext_lazy("Words of participants"), text_choices),
        Choice("round", gettext_lazy("Agreement of"), round_choices),
        Choice("unit", gettext_lazy("Unit"), unit_choices),
    ),
)
