"""Import codings from a table."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from coding.exchange.coding_import import import_codings_file
from coding.sources.importers.problems import ImportProblem, ImportProblems
from workbench.web.commands import ResearchCommand, read_file
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Import codings from a table: source, coder, code, start, end[, quote][, round]."
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", help="a table: .csv, .tsv, .xlsx, .ods or .sav")
        parser.add_argument("--create-codes", action="store_true", help="make codes that the codebook lacks")

    def work(self, **options: Any) -> str:
        project = self.project(options["project"])
        path = Path(options["file"])
        data = read_file(path)
        done = import_codings_file(
            project=project, by=self.lead(project), name=path.name, data=data, create_codes=options["create_codes"]
        )
        return "\n".join([str(done), *done.assumed])
