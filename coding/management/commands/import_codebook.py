"""Import a codebook from a table, or one that was published."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from coding.codebook.frameworks import frameworks
from coding.codebook.importing import import_codebook, import_framework
from coding.exchange.codebook_files import codebook_in
from coding.exchange.forms import CODEBOOKS
from coding.exchange.projects.actions import READ_CODEBOOK, import_refi_codebook
from coding.exchange.projects.actions import read_file as read_refi
from coding.sources.importers.problems import ImportProblem, ImportProblems
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand, check_readable, read_file
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Add the codes of a .qdc, or of a table: path (or name and parent), definition, include, exclude …"
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("file", nargs="?", help="a table (.csv, .tsv, .xlsx, .ods, .sav, .docx) or REFI-QDA (.qdc)")
        parser.add_argument("--published", metavar="NAME", help=f"a published codebook: {', '.join(frameworks())}")

    def work(self, **options: Any) -> str:
        project = self.project(options["project"])
        if bool(options["file"]) == bool(options["published"]):
            raise WorkbenchError(_("Name a file, or a published codebook with --published."))
        if options["published"]:
            return self._published(project, options["published"])
        path = Path(options["file"])
        if path.suffix.lower() in CODEBOOKS:
            return self._refi(project, path)
        data = read_file(path)
        parsed = codebook_in(path.name, data)
        done = import_codebook(project=project, by=self.lead(project), rows=parsed.codes)
        return "\n".join([f"{done}.", *parsed.assumed])

    def _refi(self, project: Project, path: Path) -> str:
        check_readable(path)
        with read_refi(path, path.name, READ_CODEBOOK) as read:
            done = import_refi_codebook(project=project, by=self.lead(project), read=read)
        return "\n".join([str(done), *done.said])

    def _published(self, project: Project, name: str) -> str:
        framework = frameworks().get(name)
        if framework is None:
            known = ", ".join(frameworks())
            raise WorkbenchError(
                _("There is no published codebook “%(name)s”. There are: %(known)s.") % {"name": name, "known": known}
            )
        done = import_framework(project=project, by=self.lead(project), framework=framework, codes=framework.codes)
        return "\n".join([f"{done}.", framework.citation])
