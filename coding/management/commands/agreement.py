"""Agreement of coders, as a table or as one JSON document."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from coding.agreement.queries import round_named
from coding.agreement.report import DEFAULT_SEED
from coding.agreement.reports import RESAMPLES, Question, named_report
from coding.agreement.units import UNITS, AgreementError
from coding.reconciliation.models import RoundState
from workbench.web.commands import ResearchCommand
from workbench.web.errors import WorkbenchError

SHOWN = ("percent_agreement", "cohen_kappa", "krippendorff_alpha_nominal", "gwet_ac1")


class Command(ResearchCommand):
    help = "How far coders agree, per code and over all codes."
    refusals = (WorkbenchError, AgreementError)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("--round", help="only the codings of this round (its name)")
        parser.add_argument("--unit", choices=UNITS, default="sentence")
        parser.add_argument("--rollup", action="store_true", help="a code stands for its subcodes too")
        parser.add_argument("--resamples", type=int, default=RESAMPLES, help="draws for the intervals; 0 for none")
        parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
        parser.add_argument("--json", action="store_true", help="one JSON document with everything")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        round_ = None
        if options["round"] and (round_ := round_named(project, options["round"])) is None:
            raise WorkbenchError(f"There is no round “{options['round']}” in this study.")
        if round_ and round_.blind and round_.state == RoundState.CODING:
            raise WorkbenchError(f"“{round_.name}” is being coded blind. Open it first.")
        question = Question(
            project, round_, options["unit"], options["rollup"], max(0, options["resamples"]), options["seed"]
        )
        if options["seed"] < 0:
            raise WorkbenchError("A seed is a whole number from 0 on.")
        report = named_report(question)
        if options["json"]:
            return self.json(report)
        return "\n".join(self.lines(report))

    def lines(self, report: dict[str, Any]) -> list[str]:
        """Return the report as a table of text."""
        head = f"{report['units']} {report['unit']} units, {report['sources']} sources, {len(report['coders'])} coders"
        rows = [("code", "units", *SHOWN)]
        rows += [
            (entry["code"], str(entry["units_coded"]), *(_shown(entry["coefficients"][name]) for name in SHOWN))
            for entry in report["codes"]
        ]
        widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
        table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        overall = [f"{name}: {_shown(value)}" for name, value in report["overall"]["coefficients"].items()]
        return [head, "", *table, "", *overall]


def _shown(coefficient: dict[str, Any]) -> str:
    if coefficient["undefined"]:
        return "undefined"
    interval = f" [{coefficient['low']:.2f}, {coefficient['high']:.2f}]" if coefficient["low"] is not None else ""
    return f"{coefficient['value']:.3f}{interval}"
