"""Import a survey from a table."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import read_table
from coding.sources.importers.survey import (
    SurveyMapping,
    check_survey,
    guess_columns,
    guessed_mapping,
    named_mapping,
)
from coding.sources.importers.table import Table
from coding.surveys.actions import import_survey
from coding.surveys.jobs import survey_report
from workbench.web.commands import ResearchCommand, read_file
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Import a survey (csv, xlsx): an id column, closed items as variables of cases, open questions with answers."
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", help="a .csv or .xlsx file")
        parser.add_argument("--id", metavar="COL", help="the column with the respondents' ids (else numbered by row)")
        parser.add_argument("--open", nargs="+", action="extend", default=[], metavar="COL", help="open questions")
        parser.add_argument("--closed", nargs="+", action="extend", default=[], metavar="COL", help="closed items")
        parser.add_argument("--guess", action="store_true", help="guess what each column is, where it is not said")
        parser.add_argument("--sheet", help="the sheet of a workbook (the first one otherwise)")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        path = Path(options["file"])
        table = read_table(path.name, read_file(path), options["sheet"])
        mapping = mapping_of(table, options)
        survey = check_survey(table, mapping)
        stored = import_survey(project=project, survey=survey, by=self.lead(project), file_name=path.name)
        if options["json"]:
            columns = {"id": mapping.id, "open": list(mapping.open), "closed": mapping.closed}
            self.json({"project": project.slug, "columns": columns, **vars(stored)})
            return None
        return "\n".join(survey_report(stored))


def mapping_of(table: Table, options: dict[str, Any]) -> SurveyMapping:
    """What was said of the columns; `--guess` fills in the others."""
    said = named_mapping(table, id_column=options["id"], open_columns=options["open"], closed_columns=options["closed"])
    if not options["guess"]:
        if not said.open:
            raise CommandError(
                "Say which columns are open questions (--open COL ...), or let them be guessed (--guess)."
            )
        return said
    guessed = guessed_mapping(guess_columns(table))
    named = {said.id, *said.open, *said.closed}
    return SurveyMapping(
        id=said.id or (guessed.id if guessed.id not in named else None),
        open=said.open + tuple(name for name in guessed.open if name not in named),
        closed=said.closed | {name: kind for name, kind in guessed.closed.items() if name not in named},
    )
