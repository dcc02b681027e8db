"""Import transcripts from files, folders and archives."""

from __future__ import annotations

from argparse import ArgumentParser
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from coding.sources.actions import import_transcript
from coding.sources.importers.archives import ENDING as ZIP
from coding.sources.importers.archives import is_litter
from coding.sources.importers.problems import ImportProblem, ImportProblems, raise_any
from coding.sources.importers.readings import read_reading
from coding.sources.importers.registry import TRANSCRIPTS, cannot_read
from coding.sources.importers.transcript import ParsedTranscript
from coding.sources.models import Outcome, Source, UploadPurpose
from coding.sources.naming import source_name, text_facts
from coding.sources.queries import names_taken, same_text
from coding.sources.reading import NotRead, Reader, reader
from coding.sources.reports import report_file, without_name
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand, check_readable
from workbench.web.errors import WorkbenchError


@dataclass(frozen=True)
class Found:
    """A file to import: what it is called, with its folders in an archive, and where it lies."""

    name: str
    path: Path


@dataclass
class Files:
    """The files to read, and those that stay out, by name, with the reason."""

    found: list[Found] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)


class Command(ResearchCommand):
    help = (
        "Import transcripts: files of any supported format, folders and zips of them. All of them, or none; "
        f"other files in a folder or a zip stay out, and are named. Formats: {' '.join(TRANSCRIPTS)}"
    )
    refusals = (WorkbenchError, ImportProblem, ImportProblems, NotRead)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("files", nargs="+", metavar="FILE", help="a transcript, or a folder or a zip of them")
        parser.add_argument(
            "--rename", action="store_true", help="call a source “Name (2)” where there is a “Name” already"
        )
        parser.add_argument(
            "--skip-duplicates", action="store_true", help="leave out texts that are in the study already"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder, reader() as reading:
            files = files_in(options["files"], reading, Path(folder))
            parsed = parse_all(files.found, reading, Path(folder))
        if options["skip_duplicates"]:
            parsed, twins = without_twins(project, parsed)
            files.left_out += twins
        if not options["rename"]:
            refuse_taken(project, [source_name(file.name) for file, _transcript in parsed])
        sources = self._store(project, parsed, files.left_out, rename=options["rename"])
        report = [report_of(source, transcript) for source, (_file, transcript) in zip(sources, parsed, strict=True)]
        if options["json"]:
            left_out = [{"file": name, "reason": reason} for name, reason in files.left_out]
            self.json({"project": project.slug, "sources": report, "left_out": left_out})
            return None
        stayed = [f"{name} was left out: {reason}" for name, reason in files.left_out]
        were = "was" if len(report) == 1 else "were"
        return "\n".join([*map(sentence, report), *stayed, f"{number(len(report), 'source')} {were} imported."])

    @transaction.atomic
    def _store(
        self,
        project: Project,
        parsed: list[tuple[Found, ParsedTranscript]],
        left_out: list[tuple[str, str]],
        *,
        rename: bool,
    ) -> list[Source]:
        by, batch = self.lead(project), uuid4()
        sources = [
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
        for name, reason in left_out:
            report_file(
                project=project, batch=batch, purpose=UploadPurpose.TRANSCRIPTS, name=name, by=by,
                outcome=Outcome.SKIPPED, reason=reason,
            )  # fmt: skip
        return sources


def files_in(named: list[str], reading: Reader, folder: Path) -> Files:
    """The files named, and the transcripts in the folders and archives named, in order of their names."""
    files = Files()
    for path in map(Path, named):
        if path.is_dir():
            _add_folder(files, path, reading, folder)
        elif not path.is_file():
            raise CommandError(f"There is no file “{path}”.")
        elif path.suffix.lower() == ZIP:
            _add_archive(files, path, reading, folder)
        else:
            files.found.append(Found(path.name, path))
    return files


def _add_folder(files: Files, named: Path, reading: Reader, folder: Path) -> None:
    before = len(files.found)
    for path in sorted(named.rglob("*")):
        if not path.is_file() or is_litter(str(path.relative_to(named))):
            continue
        if path.suffix.lower() == ZIP:
            _add_archive(files, path, reading, folder)
        elif path.suffix.lower() in TRANSCRIPTS:
            files.found.append(Found(path.name, path))
        else:
            files.left_out.append((path.name, without_name(path.name, str(cannot_read(path.name)))))
    if len(files.found) == before:
        raise CommandError(f"“{named}” holds no {' or '.join(TRANSCRIPTS)} files.")


def _add_archive(files: Files, path: Path, reading: Reader, folder: Path) -> None:
    """Take an archive apart; what is damaged or locked in it stops the import, what is no transcript stays out."""
    inside = Path(mkdtemp(dir=folder))
    check_readable(path)
    members = reading.ask("unpack", name=path.name, path=str(path), out=str(inside), endings=list(TRANSCRIPTS))
    problems = []
    for member in members["members"]:
        if not member["problem"]:
            files.found.append(Found(member["name"], Path(member["path"])))
        elif PurePath(member["name"]).suffix.lower() in {*TRANSCRIPTS, ZIP}:
            problems.append(ImportProblem(member["problem"]))
        else:
            files.left_out.append((member["name"], without_name(member["name"], member["problem"])))
    raise_any(problems)
    if not any(member["path"] for member in members["members"]):
        raise CommandError(f"“{path}” holds no {' or '.join(TRANSCRIPTS)} files.")


def parse_all(files: list[Found], reading: Reader, folder: Path) -> list[tuple[Found, ParsedTranscript]]:
    """Every transcript parsed, or all that is wrong with any of them."""
    parsed, problems = [], []
    out = folder / "reading"
    for file in files:
        check_readable(file.path)
        try:
            reading.ask("transcript", name=file.name, path=str(file.path.resolve()), out=str(out))
        except NotRead as problem:
            problems.append(ImportProblem(str(problem)))
        else:
            parsed.append((file, read_reading(out)))
    raise_any(problems)
    return parsed


def without_twins(
    project: Project, parsed: list[tuple[Found, ParsedTranscript]]
) -> tuple[list[tuple[Found, ParsedTranscript]], list[tuple[str, str]]]:
    """The transcripts whose text is neither in the study nor in a file before them, and the others with the reason."""
    hashes = [str(text_facts(transcript.text)["sha256"]) for _file, transcript in parsed]
    there = {
        sha256: f"the same text is in the study already, as “{name}”."
        for sha256, name in same_text(project, hashes).items()
    }
    new, twins = [], []
    for sha256, (file, transcript) in zip(hashes, parsed, strict=True):
        if sha256 in there:
            twins.append((file.name, there[sha256]))
        else:
            new.append((file, transcript))
            there[sha256] = f"the same text is in {file.name}."
    return new, twins


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
    words, turns = number(report["words"], "word"), number(report["turns"], "turn")
    return f"{report['source']}: {words}, {turns}, {speakers}.{assumed}"


def number(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else what + 's'}"
