"""Look for what may say who somebody is."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.db.models import Count

from coding.deidentification.jobs import look_through
from coding.deidentification.models import Mention, MentionKind, MentionState
from workbench.web.commands import ResearchCommand


class Command(ResearchCommand):
    help = "Look through the texts for names, places, dates, numbers: proposals for the page De-identification."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument("--only-new", action="store_true", help="only texts not looked through yet")
        parser.add_argument("--json", action="store_true", help="print one JSON document")
        parser.add_argument("--show", action="store_true", help="print the words too: they name people")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        looked = look_through(project, by=self.lead(project), only_new=options["only_new"])
        open_ = Mention.objects.filter(project=project, state=MentionState.PROPOSED).order_by()
        by_kind = dict(open_.values_list("kind").annotate(n=Count("pk")))
        kinds = {kind: by_kind.get(kind, 0) for kind in MentionKind.values}
        words = open_.values_list("kind", "text").annotate(n=Count("pk")).order_by("kind", "-n", "text")
        if options["json"]:
            told = {"project": project.slug, "texts": looked.texts, "new": looked.new, "to_look_at": kinds}
            if options["show"]:
                told["words"] = [{"kind": kind, "text": text, "places": n} for kind, text, n in words]
            self.json(told)
            return None
        lines = [f"{looked.texts} texts looked through, {looked.new} new places."]
        lines += [f"{MentionKind(kind).label}: {count}" for kind, count in kinds.items() if count]
        if options["show"]:
            lines += ["", *(f"{kind}\t{n}\t{text}" for kind, text, n in words)]
        return "\n".join(lines)
