"""What every command shares: bad input is one plain sentence and exit status 1, with nothing changed."""

import json
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.membership.roles import Role
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


def read_file(path: Path) -> bytes:
    """Return what a file holds; a CommandError says why it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"“{path}” could not be read: {error.strerror}.") from error


def check_readable(path: Path) -> None:
    """Raise CommandError where a file cannot be read, which says why."""
    try:
        path.open("rb").close()
    except OSError as error:
        raise CommandError(f"“{path}” could not be read: {error.strerror}.") from error


class _PlainErrors(OutputWrapper):
    """Standard error without the class name that Django puts before the sentence."""

    def __init__(self, wrapped: OutputWrapper) -> None:
        super().__init__(wrapped._out, ending=wrapped.ending)

    def write(self, msg: str = "", style_func: Any = None, ending: str | None = None) -> None:
        super().write(msg.removeprefix("CommandError: "), style_func, ending)


class ResearchCommand(BaseCommand):
    """A command of the workbench; subclasses write `work(**options)` and may return what is printed."""

    refusals: tuple[type[Exception], ...] = (WorkbenchError,)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stderr = _PlainErrors(self.stderr)

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Refuse what cannot be parsed like any other bad input: one sentence, exit status 1."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if getattr(self, "_called_from_command_line", False):
            parser.error = lambda message: parser.exit(1, f"{message[:1].upper()}{message[1:]}. See --help.\n")
        return parser

    def handle(self, *_args: Any, **options: Any) -> str | None:
        try:
            return self._work(**options)
        except self.refusals as error:
            raise CommandError(str(error)) from error

    def _work(self, **options: Any) -> str | None:
        """Do the work; where there are no tables yet, make them first, as `up` does."""
        try:
            return self.work(**options)
        except (OperationalError, ProgrammingError) as error:
            schema = MigrationExecutor(connection)
            if not schema.migration_plan(schema.loader.graph.leaf_nodes()):
                raise
            if schema.loader.applied_migrations:
                raise CommandError(
                    "The database is of an earlier version. Bring it up to date: python manage.py migrate."
                ) from error
        call_command("migrate", verbosity=0)
        return self.work(**options)

    def work(self, **options: Any) -> str | None:
        raise NotImplementedError

    def project(self, slug: str) -> Project:
        """Return the project of this slug; a CommandError names those that exist."""
        if found := Project.objects.filter(slug=slug).first():
            return found
        known = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandError(
            f"There is no project “{slug}”. " + (f"There are: {known}." if known else "There is none yet.")
        )

    def lead(self, project: Project) -> User:
        """Return who acts for a script: the project's first lead."""
        return Membership.objects.filter(project=project, role=Role.LEAD, left_at=None).earliest("joined_at").user

    def json(self, data: Any) -> None:
        """Print one JSON document and nothing else."""
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
