"""Agreement as manuscript tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coding.agreement.queries import comparable_rounds, round_named
from coding.agreement.reports import Question, lines_by_source, named_report
from coding.agreement.statistics import INTERVAL_CITATIONS, STATISTICS
from coding.agreement.units import UNITIZING
from coding.agreement.words import (
    LABELS,
    MEANINGS,
    UNIT_LABELS,
    UNITS_COUNTED,
    USUAL_OF_CODE,
    USUAL_OF_SPANS,
    VARIANTS,
)
from coding.exchange.codebook_tables import sealed_facts
from coding.quotations.layers import ALL
from coding.reconciliation.methods import methods_text
from coding.reconciliation.models import Round
from coding.sources.models import Source
from workbench.exporting.documents import Cell, Column, Document, Estimate, Table
from workbench.exporting.registry import Choice, Exporter
from workbench.membership.models import Membership
from workbench.projects.models import Project

PAIR_COLUMNS = (
    "percent_agreement", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1", "p_pos", "p_neg", "prevalence_index",
    "bias_index", "pabak", "f1_spans",
)  # fmt: skip
# A page holds as many beside the counts; the others stand in the data.
PAIR_COLUMNS_READ = ("percent_agreement", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1", "p_pos", "pabak")
SOURCE_COLUMNS = ("percent_agreement", "pooled_kappa", "alpha_sets_jaccard", "holsti_code_decisions", "bin_u_alpha")
USUAL, EVERY = "usual", "every"
KEPT, LEFT_OUT = "kept", "left_out"


def build_agreement(
    project: Project,
    _viewer: Membership | None,
    round: str = ALL,  # noqa: A002  the name of the choice
    unit: str = "sentence",
    figures: str = USUAL,
    subcodes: str = "alone",
    interviewer: str = KEPT,
) -> Document:
    """Return agreement per code, over all codes, per pair and per source, with intervals and what was counted."""
    question = asked_of(project, round, unit, subcodes, interviewer)
    report = named_report(question)
    tables = [_codes(report, figures), _overall(report), _pairs(report), _sources(question, report), _figures(report)]
    title = _("Agreement between coders in “%(project)s”") % {"project": project.name}
    return Document(title=title, tables=tables, landscape=True, facts=facts_of(project, report, question.round))


def asked_of(project: Project, round_: str, unit: str, subcodes: str, interviewer: str) -> Question:
    """Return what the choices of an export ask; raises WorkbenchError for a round that is not there."""
    chosen = None if round_ == ALL else round_named(project, round_)
    return Question(
        project=project, round=chosen, unit=unit, rollup=subcodes == "with",
        without_interviewer=interviewer == LEFT_OUT,
    )  # fmt: skip


def facts_of(project: Project, report: dict[str, Any], chosen: Round | None) -> list[str]:
    """Say what was compared, how, and what is left out."""
    said = _(
        "%(coders)s; %(units)s %(counted)s of %(sources)s sources that two coders or more had read; %(round)s."
    ) % {
        "coders": ", ".join(report["coders"]),
        "units": f"{report['units']:,}",
        "counted": UNITS_COUNTED[report["unit"]],
        "sources": report["sources"],
        "round": _round_said(report),
    }
    intervals = report["intervals"]
    drawn = (
        _("No intervals: %(reason)s.") % {"reason": _(intervals["undefined"])}
        if intervals["undefined"]
        else _("95 %% intervals by drawing whole sources again, %(b)s times, seed %(seed)s.")
        % {"b": intervals["resamples"], "seed": intervals["seed"]}
    )
    rules = [_(rule) for rule in (report["rule"], report["left_out_text"]) if rule]
    rolled = (
        _("A code counts as applied where it or one of its subcodes was.")
        if report["rollup"]
        else _("Each code counts for itself, without its subcodes.")
    )
    sentences = [f"{rule[:1].upper()}{rule[1:]}." for rule in rules]
    how = [methods_text(chosen)] if chosen else []
    return [said, *how, *sentences, rolled, drawn, *sealed_facts(project)]


def _round_said(report: dict[str, Any]) -> str:
    if not report["round"]:
        return _("all codings")
    facts = {"name": report["round"], "number": report["codebook_version"]}
    return _("round “%(name)s”, codebook version %(number)s") % facts


def _estimate(value: dict[str, Any] | None) -> Estimate:
    return Estimate(value["value"], value["low"], value["high"]) if value else Estimate(None)


def _figure_columns(names: Sequence[str], *, width: float = 1.0, read: Sequence[str] | None = None) -> list[Column]:
    """Return a column for each coefficient, with what it is and the paper it comes from as the column's note.

    With `read`, the others stand in data alone.
    """
    return [
        Column(
            str(LABELS[name]), numeric=True, bounded=True, note=defined(name), width=width,
            data_only=read is not None and name not in read,
        )
        for name in names
    ]  # fmt: skip


def _shown_of_codes(report: dict[str, Any], figures: str) -> list[str]:
    """The figures of a code: those that one wants first, or every one; without those that are for another number of
    coders."""
    there = report["codes"][0]["coefficients"] if report["codes"] else {}
    if figures == EVERY:
        wanted = list(there)
    else:
        usual = list(USUAL_OF_SPANS if report["unit"] == UNITIZING else USUAL_OF_CODE)
        wanted = [name for name in usual if name in there]
    for_two = {"cohen_kappa", "scott_pi"}
    return [name for name in wanted if len(report["coders"]) == 2 or name not in for_two]


def defined(name: str) -> str:
    """What a figure is, and the paper it comes from."""
    variant = f" ({VARIANTS[name]})" if VARIANTS[name] else ""
    return f"{LABELS[name]}{variant}: {MEANINGS[name]} {STATISTICS[name].citation}"


def _codes(report: dict[str, Any], figures: str) -> Table:
    shown = _shown_of_codes(report, figures)
    rows: list[list[Cell]] = [
        [
            entry["code"], entry["units_coded"], entry["units_in_dispute"], entry["prevalence"],
            *(_estimate(entry["coefficients"][name]) for name in shown),
        ]
        for entry in report["codes"]
        if entry["code"] not in report["overall"]["left_out"]["codes"]
    ]  # fmt: skip
    columns = [
        Column(_("Code"), width=2),
        Column(_("Coded"), numeric=True, decimals=0),
        Column(_("In dispute"), numeric=True, decimals=0),
        Column(_("Prevalence"), numeric=True, bounded=True, decimals=3),
        *_figure_columns(shown, width=1.3),
    ]
    left_out = report["overall"]["left_out"]["codes"]
    notes = [_("Prevalence is the share of units that were given the code. A dash is a value that is undefined.")]
    if not report["intervals"]["undefined"]:
        notes.append(_("CI: confidence interval. %(source)s") % {"source": INTERVAL_CITATIONS["bootstrap"]})
    if left_out:
        notes.append(_("Nobody used, and left out: %(codes)s.") % {"codes": ", ".join(left_out)})
    title = _("Agreement per code, by %(unit)s") % {"unit": str(UNIT_LABELS[report["unit"]]).lower()}
    return Table(title, columns, rows, notes=notes, sheet=_("Codes"))


def _overall(report: dict[str, Any]) -> Table:
    rows: list[list[Cell]] = [
        [str(LABELS[name]), _estimate(value), _(value["undefined"]) if value["undefined"] else str(MEANINGS[name])]
        for name, value in report["overall"]["coefficients"].items()
    ]
    columns = [
        Column(_("Coefficient"), width=1.6),
        Column(_("Value"), numeric=True, bounded=True, width=1.3),
        Column(_("What it says"), width=4),
    ]
    notes = [_("CI: confidence interval. A dash is a value that is undefined.")]
    return Table(_("Agreement over all codes"), columns, rows, notes=notes, sheet=_("Overall"))


def _pairs(report: dict[str, Any]) -> Table:
    entries = [(entry["code"], pair) for entry in report["codes"] for pair in entry["pairs"]]
    shown = [name for name in PAIR_COLUMNS if entries and name in entries[0][1]["coefficients"]]
    rows: list[list[Cell]] = [
        [code, *pair["coders"], *pair["counts"].values(), *(pair["coefficients"][name]["value"] for name in shown)]
        for code, pair in entries
    ]
    counted = (_("both"), _("the first only"), _("the second only"), _("neither"))
    columns = [
        Column(_("Code"), width=2),
        # Of two coders alone the facts above the table say who they are.
        Column(_("First coder"), data_only=len(report["coders"]) == 2),
        Column(_("Second coder"), data_only=len(report["coders"]) == 2),
        *(Column(name, numeric=True, decimals=0, width=0.8, group=_("Units coded by")) for name in counted),
        *_figure_columns(shown, read=PAIR_COLUMNS_READ),
    ]
    return Table(_("Agreement of each pair of coders"), columns, rows, sheet=_("Pairs"))


def _sources(question: Question, report: dict[str, Any]) -> Table:
    lines = lines_by_source(question)
    names = dict(Source.objects.filter(project=question.project).values_list("pk", "name"))
    shown = [name for name in SOURCE_COLUMNS if lines and name in lines[0]["coefficients"]]
    rows: list[list[Cell]] = [
        [
            names[line["source"]], line["units"], line["units_coded"], line["units_in_dispute"],
            *(line["coefficients"][name]["value"] for name in shown),
        ]
        for line in lines
    ]  # fmt: skip
    counted = str(UNITS_COUNTED[report["unit"]])
    columns = [
        Column(_("Source"), width=2.4),
        Column(f"{counted[:1].upper()}{counted[1:]}", numeric=True, decimals=0),
        Column(_("Coded"), numeric=True, decimals=0),
        Column(_("In dispute"), numeric=True, decimals=0),
        *_figure_columns(shown),
    ]
    notes = [_("In dispute are units that the coders gave different sets of codes.")]
    return Table(_("Agreement in each source"), columns, rows, notes=notes, sheet=_("Sources"))


def _figures(report: dict[str, Any]) -> Table:
    """Every figure of the report with its definition, formula and source."""
    rows: list[list[Cell]] = [
        [
            str(LABELS[name]),
            str(MEANINGS[name]),
            str(VARIANTS[name]),
            STATISTICS[name].formula,
            STATISTICS[name].citation,
        ]
        for name in report["statistics"]
    ]
    columns = [
        Column(_("Figure"), width=1.4),
        Column(_("Definition"), width=3),
        Column(_("Variant"), width=1.6),
        Column(_("Formula"), width=2.2),
        Column(_("Reference"), width=3),
    ]
    return Table(_("How each figure is computed"), columns, rows, sheet=_("Figures"))


def _round_choices(project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [*((str(one.pk), one.name) for one in comparable_rounds(project)), (ALL, _("All codings"))]


def _unit_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [(unit, str(label)) for unit, label in UNIT_LABELS.items()]


def _figure_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [(USUAL, _("Those that one wants first")), (EVERY, _("Every figure"))]


def _subcode_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [("alone", _("Each code for itself")), ("with", _("A code with its subcodes"))]


def _interviewer_choices(_project: Project, _viewer: Membership | None = None) -> list[tuple[str, str]]:
    return [(KEPT, _("Compared too")), (LEFT_OUT, _("Left out"))]


AGREEMENT = Exporter(
    what="agreement",
    orders=True,
    position=70,
    holds=("codes", "codings"),
    label=gettext_lazy("Agreement"),
    description=gettext_lazy(
        "Agreement between coders per code, over all codes, per pair and per source, with intervals and definitions."
    ),
    formats=("docx", "xlsx", "csv", "md", "html", "tex", "json"),
    build=build_agreement,
    choices=(
        Choice("round", gettext_lazy("Codings"), _round_choices),
        Choice("unit", gettext_lazy("Unit"), _unit_choices),
        Choice("figures", gettext_lazy("Figures"), _figure_choices),
        Choice("subcodes", gettext_lazy("Subcodes"), _subcode_choices),
        Choice("interviewer", gettext_lazy("What interviewers say"), _interviewer_choices),
    ),
)
