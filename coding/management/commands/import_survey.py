"""Import a survey from a table."""

from __future__ import annotations

import hashlib
from argparse import ArgumentParser
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from coding.sources.importers.inspection import guesses_of, inspect_survey
from coding.sources.importers.limits import limited_by
from coding.sources.importers.mapping import KEEP, LEAVE_OUT, SurveyMapping, guessed_mapping, named_mapping
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import TABLES, open_table
from coding.sources.importers.spool import Spool, write_spool
from coding.sources.importers.survey import check_survey
from coding.sources.reading import import_limits
from coding.surveys.actions import import_survey
from coding.surveys.jobs import survey_report
from coding.surveys.models import SavedMapping
from coding.surveys.queries import saved_mappings
from coding.surveys.saved import apply_saved, fit_of
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand
from workbench.web.errors import WorkbenchError

ENDINGS = ", ".join(ending.removeprefix(".") for ending in TABLES)


class Command(ResearchCommand):
    help = (
        f"Import a survey ({ENDINGS}): an id column, closed items as variables of cases, open questions with answers."
    )
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", help=f"a table: {ENDINGS}")
        parser.add_argument("--id", metavar="COL", help="the column with the respondents' ids (else numbered by row)")
        parser.add_argument("--open", nargs="+", action="extend", default=[], metavar="COL", help="open questions")
        parser.add_argument("--closed", nargs="+", action="extend", default=[], metavar="COL", help="closed items")
        parser.add_argument("--guess", action="store_true", help="guess what each column is, where it is not said")
        parser.add_argument("--mapping", metavar="NAME", help="a mapping that was saved; what is new is guessed")
        parser.add_argument(
            "--no-answers",
            choices=["keep", "leave-out"],
            help="what becomes of answers such as “N/A” and “none” (else as in the mapping, else kept)",
        )
        parser.add_argument(
            "--wave", default="", help="put after each question and variable, if people were asked again"
        )
        parser.add_argument("--sheet", help="the sheet of a workbook (the first one otherwise)")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        path = Path(options["file"])
        sha256 = hash_of(path)
        with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder, limited_by(import_limits()):
            spool = write_spool(Path(folder) / "rows", open_table(path.name, path, options["sheet"]))
            mapping = mapping_of(project, spool, options)
            survey = check_survey(spool, mapping)
            stored = import_survey(
                project=project, survey=survey, by=self.lead(project), file_name=path.name, sha256=sha256
            )
        if options["json"]:
            columns = {"id": mapping.id, "open": list(mapping.open), "closed": mapping.closed}
            self.json({"project": project.slug, "columns": columns, **vars(stored)})
            return None
        return "\n".join(survey_report(stored))


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file; a CommandError says why it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise CommandError(f"“{path}” could not be read: {error.strerror}.") from error


def mapping_of(project: Project, spool: Spool, options: dict[str, Any]) -> SurveyMapping:
    """What was said of the columns; a saved mapping or `--guess` fills in the others."""
    guesses = guesses_of(inspect_survey(spool))
    no_answers = KEEP
    if options["mapping"]:
        saved = saved_of(project, spool, options["mapping"])
        guesses, no_answers = apply_saved(saved.columns, guesses, ""), saved.no_answers
    if options["no_answers"]:
        no_answers = {"keep": KEEP, "leave-out": LEAVE_OUT}[options["no_answers"]]
    said = named_mapping(
        guesses,
        id_column=spool.column(options["id"]) if options["id"] is not None else None,
        open_columns=map(spool.column, options["open"]),
        closed_columns=map(spool.column, options["closed"]),
    )
    named = {said.id, *said.open, *said.closed}
    filled = options["guess"] or options["mapping"]
    if not filled and not said.open:
        raise CommandError("Say which columns are open questions (--open COL ...), or let them be guessed (--guess).")
    rest = guessed_mapping(guess for guess in guesses if filled and guess.name not in named)
    return replace(_joined(said, rest, no_answers), wave=options["wave"])


def saved_of(project: Project, spool: Spool, name: str) -> SavedMapping:
    """Return the saved mapping of that name, if all the columns that it uses are there."""
    saved = saved_mappings(project).filter(name=name).first()
    if saved is None:
        known = ", ".join(f"“{other.name}”" for other in saved_mappings(project)[:20])
        raise CommandError(f"There is no mapping “{name}”. " + (f"There are: {known}." if known else "None is saved."))
    if missing := fit_of(saved.columns, spool.header).missing:
        named = ", ".join(f"“{column}”" for column in missing[:10])
        raise CommandError(f"The mapping “{name}” does not fit {spool.name}: there is no column {named}.")
    return saved


def _joined(said: SurveyMapping, rest: SurveyMapping, no_answers: str) -> SurveyMapping:
    return SurveyMapping(
        id=said.id or rest.id,
        open=said.open + rest.open,
        closed=said.closed | rest.closed,
        levels=said.levels | rest.levels,
        separators=said.separators | rest.separators,
        groups=said.groups | rest.groups,
        no_answers=no_answers,
    )
