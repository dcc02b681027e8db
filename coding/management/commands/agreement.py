"""Agreement of coders, as a table or as one JSON document."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from coding.agreement.groupings import variable_named
from coding.agreement.queries import round_named
from coding.agreement.report import DEFAULT_SEED, RESAMPLES
from coding.agreement.reports import Question, named_report
from coding.agreement.tallies import WEIGHTS
from coding.agreement.units import CONTINUUM_UNITS, UNITS, AgreementError
from coding.codebook.queries import code_by_path
from coding.reconciliation.models import Round, RoundState
from coding.sources.models import Variable
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand
from workbench.web.errors import WorkbenchError

SHOWN = ("percent_agreement", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1")
SHOWN_ON_CONTINUUM = ("krippendorff_alpha_nominal", "bin_u_alpha", "ku_alpha", "f1_characters", "f1_spans")


class Command(ResearchCommand):
    help = "How far coders agree, per code and over all codes."
    refusals = (WorkbenchError, AgreementError)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("--round", help="only the codings of this round (its name)")
        parser.add_argument(
            "--unit", choices=UNITS, default="sentence",
            help="what is compared; answer: only answers to questions, each a unit; unitizing: spans without units",
        )  # fmt: skip
        parser.add_argument("--rollup", action="store_true", help="a code stands for its subcodes too")
        parser.add_argument("--branch", metavar="CODE", help="only this code and its subcodes (its path)")
        parser.add_argument("--by", metavar="VARIABLE", help="the same report for the sources of each of its values")
        parser.add_argument(
            "--without-interviewer", action="store_true", help="the text as if interviewers had said nothing"
        )
        parser.add_argument(
            "--weights", choices=WEIGHTS, default="",
            help="the codes are an ordered scale: adds AC2 with these weights, and ordinal alpha",
        )  # fmt: skip
        parser.add_argument(
            "--gamma", action="store_true", help="with characters or unitizing: also gamma and alpha_U (2004); slow"
        )
        parser.add_argument("--resamples", type=int, default=RESAMPLES, help="draws for the intervals; 0 for none")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument("--json", action="store_true", help="one JSON document with everything")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        if options["seed"] < 0:
            raise WorkbenchError("A seed is a whole number from 0 on.")
        if options["resamples"] < 0:
            raise WorkbenchError("The number of resamples is a whole number from 0 on.")
        if options["gamma"] and options["unit"] not in CONTINUUM_UNITS:
            raise WorkbenchError("Gamma compares spans: choose --unit unitizing or --unit character.")
        question = Question(
            project, _round(project, options["round"]), options["unit"], options["rollup"], options["resamples"],
            options["seed"], _branch(project, options["branch"]), options["without_interviewer"], options["weights"],
            options["gamma"],
        )  # fmt: skip
        report = named_report(question, by=_variable(project, options["by"]))
        if options["json"]:
            return self.json(report)
        parts = [("", report), *((one["value"], one) for one in report.get("by", {}).get("groups", []))]
        return "\n\n".join(_text(heading, one) for heading, one in parts)


def _round(project: Project, name: str | None) -> Round | None:
    if not name:
        return None
    round_ = round_named(project, name)
    if round_ is None:
        raise WorkbenchError(f"There is no round “{name}” in this study.")
    if round_.blind and round_.state == RoundState.CODING:
        raise WorkbenchError(f"“{round_.name}” is being coded blind. Open it first.")
    return round_


def _branch(project: Project, path: str | None) -> int | None:
    if not path:
        return None
    code = code_by_path(project, path)
    if code is None:
        raise WorkbenchError(f"There is no code “{path}” in this study.")
    return code.pk


def _variable(project: Project, name: str | None) -> Variable | None:
    if not name:
        return None
    variable = variable_named(project, name)
    if variable is None:
        raise WorkbenchError(f"There is no variable “{name}” in this study.")
    return variable


def _text(heading: str, report: dict[str, Any]) -> str:
    """Return the report as a table of text."""
    head = f"{report['units']} {report['unit']} units, {report['sources']} sources, {len(report['coders'])} coders"
    shown = SHOWN_ON_CONTINUUM if report["unit"] in CONTINUUM_UNITS else SHOWN
    rows = [("code", "units", *shown)]
    rows += [
        (entry["code"], str(entry["units_coded"]), *(_shown(entry["coefficients"][name]) for name in shown))
        for entry in report["codes"]
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    overall = [f"{name}: {_shown(value)}" for name, value in report["overall"]["coefficients"].items()]
    return "\n".join([*([f"== {heading}"] if heading else []), head, "", *table, "", *overall])


def _shown(coefficient: dict[str, Any]) -> str:
    if coefficient["undefined"]:
        return "undefined"
    interval = f" [{coefficient['low']:.2f}, {coefficient['high']:.2f}]" if coefficient["low"] is not None else ""
    return f"{coefficient['value']:.3f}{interval}"
