"""Import a codebook from a table."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from coding.codebook.importing import import_codebook
from coding.exchange.codebook_tables import codebook_in
from coding.sources.importers.problems import ImportProblem, ImportProblems
from workbench.web.commands import ResearchCommand, read_file
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Add the codes of a table: path (or name and parent), definition, include, exclude …"
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", help="a table: .csv, .tsv, .xlsx, .ods or .sav")

    def work(self, **options: Any) -> str:
        project = self.project(options["project"])
        path = Path(options["file"])
        data = read_file(path)
        parsed = codebook_in(path.name, data)
        done = import_codebook(project=project, by=self.lead(project), rows=parsed.codes)
        return "\n".join([f"{done}.", *parsed.assumed])
