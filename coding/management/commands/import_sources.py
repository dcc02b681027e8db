"""Import transcripts from files and folders."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from coding.sources.actions import import_transcript
from coding.sources.importers.problems import ImportProblem, ImportProblems, raise_any
from coding.sources.importers.registry import TRANSCRIPTS, parse_transcript
from coding.sources.importers.transcript import ParsedTranscript
from coding.sources.models import Source
from coding.sources.naming import source_name
from coding.sources.queries import names_taken
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand, read_file
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Import transcripts: files of any supported format, or folders of them. All of them, or none."
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("files", nargs="+", metavar="FILE", help="a .txt or .docx file, or a folder of them")
        parser.add_argument(
            "--rename", action="store_true", help="call a source “Name (2)” where there is a “Name” already"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        parsed = parse_all(files_in(options["files"]))
        by = self.lead(project)
        if not options["rename"]:
            refuse_taken(project, [source_name(path.name) for path, _transcript in parsed])
        with transaction.atomic():
            sources = [
                import_transcript(
                    project=project,
                    parsed=transcript,
                    name=source_name(path.name),
                    by=by,
                    file_name=path.name,
                    rename=options["rename"],
                )
                for path, transcript in parsed
            ]
        report = [report_of(source, transcript) for source, (_path, transcript) in zip(sources, parsed, strict=True)]
        if options["json"]:
            self.json({"project": project.slug, "sources": report})
            return None
        return "\n".join([*map(sentence, report), f"{len(report)} sources were imported."])


def files_in(named: list[str]) -> list[Path]:
    """The files named, and the transcripts in the folders named, in order of their names."""
    found: list[Path] = []
    for name in named:
        path = Path(name)
        if path.is_dir():
            inside = [file for file in sorted(path.rglob("*")) if file.suffix.lower() in TRANSCRIPTS]
            if not inside:
                raise CommandError(f"“{path}” holds no {' or '.join(TRANSCRIPTS)} files.")
            found += inside
        elif path.is_file():
            found.append(path)
        else:
            raise CommandError(f"There is no file “{path}”.")
    return found


def parse_all(paths: list[Path]) -> list[tuple[Path, ParsedTranscript]]:
    """Every transcript parsed, or all that is wrong with any of them."""
    parsed, problems = [], []
    for path in paths:
        try:
            parsed.append((path, parse_transcript(path.name, read_file(path))))
        except ImportProblem as problem:
            problems.append(problem)
    raise_any(problems)
    return parsed


def refuse_taken(project: Project, names: list[str]) -> None:
    """Say all at once which names are taken, by sources or by two of the files."""
    there = names_taken(project)
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
