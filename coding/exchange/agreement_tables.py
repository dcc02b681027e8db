"""Agreement as manuscript tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.agreement.queries import comparable_rounds, round_named
from coding.agreement.reports import Question, named_report
from coding.agreement.words import LABELS, MEANINGS, UNIT_LABELS, UNITS_COUNTED
from coding.exchange.codebook_tables import facts_about
from coding.quotations.layers import ALL
from workbench.exporting.documents import Cell, Column, Document, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

CODE_COLUMNS = ("percent_agreement", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1")
PAIR_COLUMNS = ("percent_agreement", "cohen_kappa", "p_pos", "p_neg", "prevalence_index", "bias_index")


def build_agreement(
    project: Project,
    _viewer: Membership | None,
    round: str = ALL,  # noqa: A002  the name of the choice
    unit: str = "sentence",
) -> Document:
    """Return agreement per code, over all codes and per pair, with intervals and what was counted."""
    chosen = None if round == ALL else round_named(project, round)
    report = named_report(Question(project=project, round=chosen, unit=unit))
    tables = [_codes(report), _overall(report), _pairs(report)]
    title = _("Agreement between coders in “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=tables, landscape=True, facts=_facts(project, report))


def _facts(project: Project, report: dict[str, Any]) -> list[str]:
    said = _(
        "%(coders)s; %(units)s %(counted)s of %(sources)s sources that two coders or more had read; %(round)s."
    ) % {
        "coders": ", ".join(report["coders"]),
        "units": f"{report['units']:,}",
        "counted": UNITS_COUNTED[report["unit"]],
        "sources": report["sources"],
        "round": _("round “%(name)s”") % {"name": report["round"]} if report["round"] else _("all codings"),
    }
    intervals = report["intervals"]
    drawn = (
        _("No intervals: %(reason)s.") % {"reason": _(intervals["undefined"])}
        if intervals["undefined"]
        else _("95 %% intervals by drawing whole sources again, %(b)s times, seed %(seed)s.")
        % {"b": intervals["resamples"], "seed": intervals["seed"]}
    )
    rule = _(report["rule"])
    return [said, f"{rule[:1].upper()}{rule[1:]}.", drawn, *facts_about(project, ALL)[1:]]


def _interval(value: dict[str, Any]) -> list[Cell]:
    return [value["value"], value["low"], value["high"]]


def _with_interval(names: tuple[str, ...]) -> list[Column]:
    columns = []
    for name in names:
        columns += [
            Column(str(LABELS[name]), numeric=True),
            Column(_("low"), numeric=True, width=0.6),
            Column(_("high"), numeric=True, width=0.6),
        ]
    return columns


def _codes(report: dict[str, Any]) -> Table:
    shown = tuple(name for name in CODE_COLUMNS if len(report["coders"]) == 2 or name != "cohen_kappa")
    rows: list[list[Cell]] = [
        [
            entry["code"], entry["units_coded"], entry["units_in_dispute"], entry["prevalence"],
            *(cell for name in shown for cell in _interval(entry["coefficients"][name])),
        ]
        for entry in report["codes"]
        if entry["code"] not in report["overall"]["left_out"]["codes"]
    ]  # fmt: skip
    columns = [
        Column(_("Code"), width=2),
        Column(_("Coded"), numeric=True, decimals=0),
        Column(_("In dispute"), numeric=True, decimals=0),
        Column(_("Prevalence"), numeric=True, decimals=3),
        *_with_interval(shown),
    ]
    left_out = report["overall"]["left_out"]["codes"]
    notes = [f"{LABELS[name]}: {MEANINGS[name]}" for name in shown]
    notes.append(_("An empty cell is a value that is undefined, or has no interval."))
    if left_out:
        notes.append(_("Nobody used, and left out: %(codes)s.") % {"codes": ", ".join(left_out)})
    title = _("Agreement per code, by %(unit)s") % {"unit": str(UNIT_LABELS[report["unit"]]).lower()}
    return Table(title, columns, rows, notes=notes, sheet=_("Codes"))


def _overall(report: dict[str, Any]) -> Table:
    rows: list[list[Cell]] = [
        [str(LABELS[name]), *_interval(value), _(value["undefined"]) if value["undefined"] else str(MEANINGS[name])]
        for name, value in report["overall"]["coefficients"].items()
    ]
    columns = [
        Column(_("Coefficient"), width=1.6),
        Column(_("Value"), numeric=True),
        Column(_("low"), numeric=True, width=0.6),
        Column(_("high"), numeric=True, width=0.6),
        Column(_("What it says"), width=4),
    ]
    return Table(_("Agreement over all codes"), columns, rows, sheet=_("Overall"))


def _pairs(report: dict[str, Any]) -> Table:
    rows: list[list[Cell]] = [
        [
            entry["code"], *pair["coders"], *pair["counts"].values(),
            *(pair["coefficients"][name]["value"] for name in PAIR_COLUMNS),
        ]
        for entry in report["codes"]
        for pair in entry["pairs"]
    ]  # fmt: skip
    counted = (_("Both"), _("First only"), _("Second only"), _("Neither"))
    columns = [
        Column(_("Code"), width=2),
        Column(_("First coder")),
        Column(_("Second coder")),
        *(Column(name, numeric=True, decimals=0, width=0.8) for name in counted),
        *(Column(str(LABELS[name]), numeric=True) for name in PAIR_COLUMNS),
    ]
    return Table(_("Agreement of each pair of coders"), columns, rows, sheet=_("Pairs"))


def _round_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [*((str(one.pk), one.name) for one in comparable_rounds(project)), (ALL, _("All codings"))]


def _unit_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [(unit, str(label)) for unit, label in UNIT_LABELS.items()]


AGREEMENT = Exporter(
    what="agreement",
    label=gettext_lazy("Agreement"),
    description=gettext_lazy("Agreement between coders per code, over all codes and per pair, with intervals."),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json"),
    build=build_agreement,
    choices=(
        Choice("round", gettext_lazy("Codings"), _round_choices),
        Choice("unit", gettext_lazy("Unit"), _unit_choices),
    ),
)
