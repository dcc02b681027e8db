"""Write an export to a file or to standard output."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from workbench.exporting.asking import asked
from workbench.exporting.options import wanted_exporter
from workbench.exporting.registry import exporters
from workbench.exporting.writers import write
from workbench.web.commands import ResearchCommand
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Export codebook, quotations, codings, themes … of a project. Sees what every member may see."

    def add_arguments(self, parser: ArgumentParser) -> None:
        known = ", ".join(f"{exporter.what} ({' '.join(exporter.formats)})" for exporter in exporters())
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("what", help=f"one of: {known}")
        parser.add_argument("--format", dest="format_", help="the format; without it, the first that is listed")
        parser.add_argument("-o", "--output", help="the file to write; without it, standard output")
        parser.add_argument("--layer", help="consensus, all (every coder's codings) or coder:NAME")
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="any other option, e.g. style=jmir (or apa, plain), decimals=3, percent=1%%; may be repeated",
        )

    def work(self, **options: Any) -> None:
        project = self.project(options["project"])
        exporter = wanted_exporter(options["what"], options["format_"])
        format_ = options["format_"] or exporter.formats[0]
        given = dict(self._pair(pair) for pair in options["set"])
        if options["layer"] is not None:
            given["layer"] = options["layer"]
        wanted = asked(exporter, project, None, given)
        data = write(wanted.document(project, None), format_, wanted.look)
        if options["output"]:
            self._save(Path(options["output"]), data)
        else:
            self._print(data)

    def _pair(self, pair: str) -> tuple[str, str]:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise WorkbenchError(_("“%(pair)s”: write options as --set name=value.") % {"pair": pair})
        return name.strip(), value.strip()

    def _save(self, path: Path, data: bytes) -> None:
        try:
            path.write_bytes(data)
        except OSError as error:
            raise WorkbenchError(
                _("“%(path)s” could not be written: %(reason)s.") % {"path": path, "reason": error.strerror}
            ) from error

    def _print(self, data: bytes) -> None:
        """Write bytes as they are; a stream that only takes text (in tests) gets what can be read as text."""
        raw = getattr(self.stdout._out, "buffer", None)
        if raw is None:
            self.stdout.write(data.decode(errors="replace"), ending="")
            return
        raw.write(data)
        raw.flush()
