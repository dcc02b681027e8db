"""Give a source a new text."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from coding.revisions.actions import revise_source
from coding.revisions.models import Revision, RevisionKind
from coding.revisions.queries import Outcome, displacements_of, outcome_of
from coding.sources.importers.limits import limited_by
from coding.sources.importers.problems import ImportProblem, ImportProblems
from coding.sources.importers.registry import parse_transcript
from coding.sources.models import Source
from coding.sources.reading import import_limits
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand, read_file
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Give a source a new text; its codings follow, and those that cannot are listed."
    refusals = (WorkbenchError, ImportProblem, ImportProblems)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("source", help="the source's name")
        parser.add_argument("file", help="a file of any transcript format with the new text")
        parser.add_argument("--reason", required=True, help="why the text changes; the history keeps it")
        parser.add_argument(
            "--deidentified", action="store_true", help="names were taken out: only leads read the earlier texts"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        source = self._source(project, options["source"])
        path = Path(options["file"])
        with limited_by(import_limits()):
            text = parse_transcript(path.name, read_file(path)).text
        kind = RevisionKind.DEIDENTIFIED if options["deidentified"] else RevisionKind.CORRECTED
        by = self.lead(project)
        made = revise_source(source=source, text=text, by=by, reason=options["reason"], kind=kind)
        viewer = Membership.objects.select_related("project").get(project=project, user=by)
        outcome = outcome_of(viewer, made)
        lost = displacements_of(viewer, source).filter(revision__number=made.number - 1).order_by("start", "id")
        if options["json"]:
            self.json(_report(project, source, made, outcome) | {"displaced": [_place(one) for one in lost]})
            return None
        return "\n".join([_sentence(source, made, outcome), *(f"  {_line(_place(one))}" for one in lost)])

    def _source(self, project: Project, name: str) -> Source:
        if found := Source.objects.filter(project=project, name=name).first():
            return found
        raise CommandError(f"There is no source “{name}” in “{project.slug}”. A source is named after its file.")


def _report(project: Project, source: Source, made: Revision, outcome: Outcome) -> dict[str, Any]:
    counts = {"same": outcome.same, "changed": outcome.changed, "displaced": outcome.displaced}
    facts = {"project": project.slug, "source": source.name, "revision": made.number, "characters": source.characters}
    return facts | {"codings": counts, "hidden": outcome.hidden}


def _place(lost: Any) -> dict[str, Any]:
    coding = lost.coding
    coder = "consensus" if coding.layer == "consensus" else str(coding.coder)
    return {"code": coding.code.name, "coder": coder, "start": lost.start, "end": lost.end, "quote": lost.quote}


def _line(place: dict[str, Any]) -> str:
    quote = " ".join(place["quote"].split())
    return f"{place['code']} ({place['coder']}), {place['start']}–{place['end']}: “{quote[:80]}”"


def _sentence(source: Source, made: Revision, outcome: Outcome) -> str:
    said = (
        f"“{source.name}” is at revision {made.number}: {outcome.same} codings keep their words, "
        f"{outcome.changed} have changed words, {outcome.displaced} have none left"
    )
    return said + ("; codings made blind are not counted." if outcome.hidden else ".")
