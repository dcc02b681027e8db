"""Import a whole project of another program."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.validators import ValidationError, validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from coding.exchange.projects.actions import ReadFile, import_project, read_file
from coding.exchange.projects.folders import as_file
from coding.exchange.refi.words import tidy_name
from workbench.accounts.actions import ensure_user
from workbench.accounts.models import User
from workbench.membership.actions import create_study
from workbench.membership.models import Membership
from workbench.membership.roles import Role
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand, check_readable
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Make a project of a file (REFI-QDA, Taguette, QualCoder) and print its slug, or add it to one with --into."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", help="a .qdpx; Taguette's .sqlite3 or table of highlights; QualCoder's folder, zip or data.qda"
        )
        parser.add_argument("--into", metavar="PROJECT", help="the slug of a project that the file is merged into")
        parser.add_argument("--name", help="what the new project is called; otherwise as in the file")
        parser.add_argument("--lead", metavar="EMAIL", help="who leads the new project; otherwise the first lead here")
        parser.add_argument("--themes", action="store_true", help="make a theme of each set of codes")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def work(self, **options: Any) -> str | None:
        path = Path(options["file"])
        with as_file(path) as file:
            check_readable(file)
            return self._import(path, file, options)

    def _import(self, path: Path, file: Path, options: dict[str, Any]) -> str | None:
        with read_file(file, path.name) as read, transaction.atomic():
            project = self.project(options["into"]) if options["into"] else self._new(read, **options)
            done = import_project(project=project, by=self.lead(project), read=read, themes=options["themes"])
        if options["json"]:
            counts = {"new": dict(done.new), "known": dict(done.known)}
            self.json(
                {"project": project.slug, "origin": done.origin, **counts, "media": done.media, "said": done.said}
            )
            return None
        return "\n".join([project.slug, str(done), *done.said])

    def _new(self, read: ReadFile, *, name: str | None, lead: str | None, **_options: Any) -> Project:
        title = tidy_name(name or read.facts["name"], Path(read.name).stem)
        return create_study(name=title, by=self._lead(lead))

    def _lead(self, email: str | None) -> User:
        if email:
            try:
                validate_email(email)
            except ValidationError as error:
                raise WorkbenchError(_("“%(email)s” is not an e-mail address.") % {"email": email}) from error
            return ensure_user(email=email)[0]
        first = Membership.objects.filter(role=Role.LEAD, left_at=None).select_related("user").order_by("pk").first()
        if first is None:
            raise WorkbenchError(_("Say who leads the project: --lead EMAIL."))
        return first.user
