"""Agreement as a figure: a coefficient with its interval for each code."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.agreement.reports import named_report
from coding.agreement.statistics import INTERVAL_CITATIONS
from coding.agreement.units import UNITIZING
from coding.agreement.words import LABELS, SHARES, UNIT_LABELS
from coding.exchange.agreement_tables import AGREEMENT, KEPT, asked_of, defined, facts_of
from coding.quotations.layers import ALL
from workbench.charts import Interval, forest
from workbench.exporting.documents import Column, Document, Estimate, Figure, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

USUAL = "usual"
USUAL_OF = {UNITIZING: "bin_u_alpha"}
OF_UNITS = "krippendorff_alpha_nominal"
OFFERED = (
    "krippendorff_alpha_nominal", "cohen_kappa", "light_kappa", "fleiss_kappa", "gwet_ac1", "brennan_prediger",
    "scott_pi", "percent_agreement", "bin_u_alpha", "ku_alpha", "f1_characters",
)  # fmt: skip
# Krippendorff, K. (2004). Content analysis (2nd ed.), p. 241: alpha of 0.800 for conclusions, 0.667 for tentative ones.
TENTATIVE, FIRM = 0.667, 0.8


def build_forest(
    project: Project,
    _viewer: Membership | None,
    round: str = ALL,  # noqa: A002  the name of the choice
    unit: str = "sentence",
    coefficient: str = USUAL,
    subcodes: str = "alone",
    interviewer: str = KEPT,
) -> Document:
    """Return a forest plot of one coefficient: a row for each code that was used, and one over all codes.

    Raises WorkbenchError for a coefficient that this unit or number of coders does not have.
    """
    question = asked_of(project, round, unit, subcodes, interviewer)
    report = named_report(question)
    name = _wanted(report, coefficient)
    title = _("Agreement between coders in “%(project)s”") % {"project": project.name}
    return Document(title, [], facts=facts_of(project, report, question.round), figures=[_figure(report, name)])


def _wanted(report: dict[str, Any], coefficient: str) -> str:
    name = USUAL_OF.get(report["unit"], OF_UNITS) if coefficient == USUAL else coefficient
    there = list(report["codes"][0]["coefficients"]) if report["codes"] else [name]
    if name not in there:
        known = ", ".join(str(LABELS[one]) for one in there)
        raise WorkbenchError(
            _("This comparison has no %(name)s for each code. There are: %(known)s.")
            % {"name": LABELS[name], "known": known}
        )
    return name


def _figure(report: dict[str, Any], name: str) -> Figure:
    label = str(LABELS[name])
    unused = report["overall"]["left_out"]["codes"]
    rows = [(one["code"], one["coefficients"][name]) for one in report["codes"] if one["code"] not in unused]
    overall = report["overall"]["coefficients"].get(name)
    intervals = [Interval(code, value["value"], value["low"], value["high"]) for code, value in rows]
    if overall and overall["value"] is not None:
        whole = Interval(_("All codes"), overall["value"], overall["low"], overall["high"], whole=True)
        intervals.append(whole)
    title = _("%(coefficient)s per code, by %(unit)s") % {
        "coefficient": label,
        "unit": str(UNIT_LABELS[report["unit"]]).lower(),
    }
    lines = _lines(name)
    return Figure(
        title,
        partial(forest, intervals, axis=label if _without_intervals(report) else f"{label} (95% CI)", lines=lines),
        _said(label, intervals),
        notes=_notes(report, name, unused, lines),
        table=Table(
            title,
            [
                Column(_("Code"), width=2),
                Column(label, numeric=True, bounded=True),
            ],
            [[one.label, Estimate(one.value, one.low, one.high)] for one in intervals],
            sheet=_("Codes"),
        ),
    )


def _without_intervals(report: dict[str, Any]) -> bool:
    return bool(report["intervals"]["undefined"])


def _lines(name: str) -> tuple[float, ...]:
    """What to compare with: agreement by chance, and for alpha what its author asks for."""
    if name in SHARES or name == "f1_characters":
        return ()
    return (0.0, TENTATIVE, FIRM) if "alpha" in name else (0.0,)


def _notes(report: dict[str, Any], name: str, unused: list[str], lines: tuple[float, ...]) -> list[str]:
    notes = [defined(name)]
    if not _without_intervals(report):
        notes.append(_("Bars are 95%% confidence intervals. %(source)s") % {"source": INTERVAL_CITATIONS["bootstrap"]})
    if FIRM in lines:
        notes.append(
            _(
                "Dashed lines stand at 0 (agreement by chance), and at 0.667 and 0.80, from which on Krippendorff "
                "(2004) draws tentative and firm conclusions."
            )
        )
    elif lines:
        notes.append(_("The dashed line stands at 0, agreement by chance."))
    if unused:
        notes.append(_("Nobody used, and left out: %(codes)s.") % {"codes": ", ".join(unused)})
    return notes


def _said(label: str, rows: list[Interval]) -> str:
    """Say in words what there is to see."""
    known = sorted((one for one in rows if one.value is not None and not one.whole), key=lambda one: one.value)
    if not known:
        return _("Forest plot of %(label)s: undefined for every code.") % {"label": label}
    said = _("Forest plot of %(label)s for %(count)s codes, from %(low)s (%(lowest)s) to %(high)s (%(highest)s).") % {
        "label": label, "count": len(known), "low": f"{known[0].value:.2f}", "lowest": known[0].label,
        "high": f"{known[-1].value:.2f}", "highest": known[-1].label,
    }  # fmt: skip
    total = next((one for one in rows if one.whole), None)
    if total is not None and total.value is not None:
        said += " " + _("Over all codes it is %(value)s.") % {"value": f"{total.value:.2f}"}
    return said


def _coefficients(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    usual = _("%(units)s, of spans %(spans)s") % {"units": LABELS[OF_UNITS], "spans": LABELS[USUAL_OF[UNITIZING]]}
    return [(USUAL, usual), *((name, str(LABELS[name])) for name in OFFERED)]


_LIKE_THE_TABLE = {choice.name: choice for choice in AGREEMENT.choices}
AGREEMENT_FOREST = Exporter(
    what="agreement-forest",
    label=gettext_lazy("Forest plot of agreement"),
    description=gettext_lazy("One coefficient with its interval for each code, and over all codes."),
    formats=("svg", "png", "pdf", "docx", "html", "xlsx", "csv", "json"),
    build=build_forest,
    kind="figure",
    holds=("codes", "codings"),
    choices=(
        _LIKE_THE_TABLE["round"],
        _LIKE_THE_TABLE["unit"],
        Choice("coefficient", gettext_lazy("Coefficient"), _coefficients),
        _LIKE_THE_TABLE["subcodes"],
        _LIKE_THE_TABLE["interviewer"],
    ),
)
