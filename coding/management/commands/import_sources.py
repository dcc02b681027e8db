"""Import transcripts from files, folders and archives."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from coding.sources.actions import import_transcript
from coding.sources.importers.archives import ENDING as ZIP
from coding.sources.importers.archives import is_litter, unpack
from coding.sources.importers.limits import limited_by
from coding.sources.importers.problems import ImportProblem, ImportProblems, raise_any
from coding.sources.importers.registry import TRANSCRIPTS, parse_transcript
from coding.sources.importers.transcript import ParsedTranscript
from coding.sources.models import Source
from coding.sources.naming import source_name
from coding.sources.queries import names_taken
from coding.sources.reading import import_limits
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand, read_file
from workbench.web.errors import WorkbenchError


@dataclass(frozen=True)
class Found:
    """A file to import: what it is called, with its folders in an archive, and where it lies."""

    name: str
    path: Path


class Command(ResearchCommand):
    help = (
        "Import transcripts: files of any supported format, folders and zips of them. All of them, or none. "
        f"Formats: {' '.join(TRANSCRIPTS)}"
    )
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("files", nargs="+", metavar="FILE", help="a transcript, or a folder or a zip of them")
        parser.add_argument(
            "--rename", action="store_true", help="call a source “Name (2)” where there is a “Name” already"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        with files_in(options["files"]) as files, limited_by(import_limits()):
            parsed = parse_all(files)
        if not options["rename"]:
            refuse_taken(project, [source_name(file.name) for file, _transcript in parsed])
        sources = self._store(project, parsed, rename=options["rename"])
        report = [report_of(source, transcript) for source, (_file, transcript) in zip(sources, parsed, strict=True)]
        if options["json"]:
            self.json({"project": project.slug, "sources": report})
            return None
        return "\n".join([*map(sentence, report), f"{len(report)} sources were imported."])

    @transaction.atomic
    def _store(self, project: Project, parsed: list[tuple[Found, ParsedTranscript]], *, rename: bool) -> list[Source]:
        by, batch = self.lead(project), uuid4()
        return [
            import_transcript(
                project=project,
                parsed=transcript,
                name=source_name(file.name),
                by=by,
                file_name=file.name,
                rename=rename,
                batch=batch,
            )
            for file, transcript in parsed
        ]


@contextmanager
def files_in(named: list[str]) -> Iterator[list[Found]]:
    """The files named, and the transcripts in the folders and archives named, in order of their names."""
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        found: list[Found] = []
        for position, name in enumerate(named):
            path = Path(name)
            if path.is_dir():
                found += _in_folder(path)
            elif not path.is_file():
                raise CommandError(f"There is no file “{path}”.")
            elif path.suffix.lower() == ZIP:
                inside = Path(folder) / str(position)
                inside.mkdir()
                found += _in_archive(path, inside)
            else:
                found.append(Found(path.name, path))
        yield found


def _in_folder(folder: Path) -> list[Found]:
    inside = [
        Found(file.name, file)
        for file in sorted(folder.rglob("*"))
        if file.suffix.lower() in TRANSCRIPTS and file.is_file() and not is_litter(str(file.relative_to(folder)))
    ]
    if not inside:
        raise CommandError(f"“{folder}” holds no {' or '.join(TRANSCRIPTS)} files.")
    return inside


def _in_archive(path: Path, folder: Path) -> list[Found]:
    with limited_by(import_limits()):
        members = unpack(path, folder, TRANSCRIPTS, path.name)
    raise_any([ImportProblem(member.problem) for member in members if member.problem])
    if not members:
        raise CommandError(f"“{path}” holds no files.")
    return [Found(member.name, member.path) for member in members if member.path]


def parse_all(files: list[Found]) -> list[tuple[Found, ParsedTranscript]]:
    """Every transcript parsed, or all that is wrong with any of them."""
    parsed, problems = [], []
    for file in files:
        try:
            parsed.append((file, parse_transcript(file.name, read_file(file.path))))
        except ImportProblem as problem:
            problems.append(problem)
    raise_any(problems)
    return parsed


def refuse_taken(project: Project, names: list[str]) -> None:
    """Say all at once which names are taken, by sources or by two of the files."""
    there = names_taken(project, names)
    taken = sorted({name for name in names if name in there or names.count(name) > 1})
    if taken:
        more = f" and {len(taken) - 5} more" if len(taken) > 5 else ""
        listed = ", ".join(f"“{name}”" for name in taken[:5])
        raise CommandError(f"There is a source {listed}{more} already. Leave it out, or give --rename.")


def report_of(source: Source, parsed: ParsedTranscript) -> dict[str, Any]:
    return {
        "source": source.name,
        "file": source.file_name,
        "characters": source.characters,
        "words": source.words,
        "turns": len(parsed.turns),
        "speakers": parsed.speakers,
        "assumed": source.assumed,
    }


def sentence(report: dict[str, Any]) -> str:
    speakers = ", ".join(report["speakers"]) or "no speakers found"
    assumed = f" Assumed: {'; '.join(report['assumed'])}." if report["assumed"] else ""
    return f"{report['source']}: {report['words']} words, {report['turns']} turns, {speakers}.{assumed}"
