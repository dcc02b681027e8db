"""Find words, or passages that mean the same, in a project."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.http import QueryDict

from coding.finding.forms import FindForm
from coding.finding.queries import SECONDS, find, rows_of
from coding.finding.telling import language_note, limits_of
from themes.embeddings.actions import embed_texts
from themes.embeddings.current import shared_encoder
from themes.embeddings.encoder import EncoderUnavailable
from themes.meaning.actions import read_passages
from themes.meaning.queries import near, near_rows
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Find words in the texts of a project, or with --meaning the passages that say the same in other words."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("query", help="words, a phrase, or a regular expression")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--all", action="store_true", help="all of the words in one turn or answer; default: any")
        how.add_argument("--phrase", action="store_true", help="the words side by side")
        how.add_argument("--regex", action="store_true", help="a regular expression")
        how.add_argument("--lemma", action="store_true", help="the words in all their forms (English)")
        how.add_argument("--meaning", action="store_true", help="passages near in meaning")
        parser.add_argument("--case", action="store_true", help="upper and lower case differ")
        parser.add_argument("--whole-words", action="store_true", help="no parts of words")
        parser.add_argument("--in", dest="kind", choices=["transcript", "answer"], help="search these alone")
        parser.add_argument("--said-by", choices=["participants", "interviewers"], help="search their words alone")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        viewer = Membership.objects.select_related("project").get(project=project, user=self.lead(project))
        found = _meaning(project, viewer, options) if options["meaning"] else _words(project, viewer, options)
        if options["json"]:
            self.json({"project": project.slug, "query": options["query"], **found})
            return None
        lines = [*found["notes"], f"{len(found['places'])} places"]
        return "\n".join([*lines, *map(_line, found["places"])])


def _line(place: dict[str, Any]) -> str:
    context = f"{place['before']}[{place['words']}]{place['after']}".strip()
    closeness = f"{place['closeness']}: " if "closeness" in place else ""
    return f"{place['source']}, {place['start']}–{place['end']}: {closeness}{context}"


def _words(project: Project, viewer: Membership, options: dict[str, Any]) -> dict[str, Any]:
    form = FindForm(_asked(options), project=project)
    if not form.is_valid():
        raise WorkbenchError(" ".join(error for errors in form.errors.values() for error in errors))
    found = find(form.scope, form.matcher, seconds=SECONDS * 6)
    notes = limits_of(found)
    if form.query.forms and (note := language_note(form.scope)):
        notes.append(note)
    return {"notes": notes, "places": [_place(row) for row in rows_of(viewer, found.hits)]}


def _asked(options: dict[str, Any]) -> QueryDict:
    asked = QueryDict(mutable=True)
    asked["q"] = options["query"]
    asked["how"] = next((how for how in ("all", "phrase", "regex") if options[how]), "any")
    flags = {"other_forms": "lemma", "case": "case", "whole": "whole_words"}
    asked.update({name: "on" for name, option in flags.items() if options[option]})
    asked.update({name: options[name] for name in ("kind",) if options[name]})
    asked.update({"who": options["said_by"]} if options["said_by"] else {})
    return asked


def _meaning(project: Project, viewer: Membership, options: dict[str, Any]) -> dict[str, Any]:
    try:
        index = read_passages(project=project, encoder=shared_encoder())
        vector = embed_texts(texts=[options["query"]], encoder=shared_encoder())[0]
    except EncoderUnavailable as error:
        raise WorkbenchError(str(error)) from error
    rows = near_rows(viewer, near(project, index, vector, kind=options["kind"] or ""))
    return {"notes": [], "places": [_place(row) | {"closeness": row.closeness} for row in rows]}


def _place(row: Any) -> dict[str, Any]:
    return {
        "source": row.source.name,
        "case": row.case.name if row.case else None,
        "speaker": row.speaker.name if row.speaker else None,
        "start": row.hit.start,
        "end": row.hit.end,
        "words": row.source.text[row.hit.start : row.hit.end],
        "before": row.context.left,
        "after": row.context.right,
    }
