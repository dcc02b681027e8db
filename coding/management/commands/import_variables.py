"""Import variables of cases from a table."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from coding.cases.importing import import_variables
from coding.cases.incoming import Choices, columns_taken
from coding.cases.reports import told_of
from coding.sources.importers.inspection import guesses_of, inspect_survey
from coding.sources.importers.limits import limited_by
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import TABLES, open_table
from coding.sources.importers.spool import Spool, write_spool
from coding.sources.models import VariableKind
from coding.sources.reading import import_limits
from workbench.web.commands import ResearchCommand
from workbench.web.errors import WorkbenchError

ENDINGS = ", ".join(ending.removeprefix(".") for ending in TABLES)


class Command(ResearchCommand):
    help = f"Import variables of cases from a table ({ENDINGS}) with a column of ids; all of it or nothing."
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", help=f"a table: {ENDINGS}")
        parser.add_argument("--id", metavar="COL", required=True, help="the column with the ids of cases")
        parser.add_argument("--columns", nargs="+", action="extend", metavar="COL", help="columns to take (else all)")
        parser.add_argument("--replace", action="store_true", help="values that differ replace those that are there")
        parser.add_argument("--create-cases", action="store_true", help="make cases of ids that are none yet")
        parser.add_argument("--add-levels", action="store_true", help="add levels that an ordered variable lacks")
        parser.add_argument("--leave-out-misfits", action="store_true", help="leave out values that do not fit")
        parser.add_argument("--sheet", help="the sheet of a workbook (the first one otherwise)")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        path = Path(options["file"])
        with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder, limited_by(import_limits()):
            spool = write_spool(Path(folder) / "rows", open_table(path.name, path, options["sheet"]))
            guesses = guesses_of(inspect_survey(spool))
            id_at, columns = places_of(spool, options["id"], options["columns"])
            kinds = {at: guesses[at].kind if guesses[at].role == "closed" else VariableKind.NOMINAL for at in columns}
            done = import_variables(
                project=project,
                rows=spool,
                id_at=id_at,
                taken=columns_taken(project, spool.header, guesses, kinds),
                choices=Choices(
                    options["replace"], options["create_cases"], options["add_levels"], options["leave_out_misfits"]
                ),
                by=self.lead(project),
                file_name=path.name,
            )
        if options["json"]:
            told = {name: value for name, value in vars(done).items() if name != "event"}
            self.json({"project": project.slug, "assumed": spool.assumed, **told})
            return None
        return "\n".join(told_of(done))


def places_of(spool: Spool, id_name: str, names: list[str] | None) -> tuple[int, list[int]]:
    """Return where the id column and the columns to take stand; a CommandError names a column that there is not."""
    places = {name: at for at, name in enumerate(spool.header)}

    def place(name: str) -> int:
        if spool.column(name) not in places:
            raise CommandError(f"There is no column “{name}” in {spool.name}. There are: {', '.join(spool.header)}.")
        return places[spool.column(name)]

    id_at = place(id_name)
    wanted = [place(name) for name in names] if names else [at for at in range(len(spool.header)) if at != id_at]
    if id_at in wanted:
        raise CommandError(f"“{id_name}” is the id, so it cannot be a variable too.")
    return id_at, wanted
