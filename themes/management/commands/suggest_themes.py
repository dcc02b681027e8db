"""Suggest themes and print them."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from themes.clustering.groups import SMALLEST_STUDY
from themes.embeddings.passages import Passage
from themes.embeddings.queries import counts_of_kinds
from themes.suggestions.actions import check_numbers
from themes.suggestions.jobs import message_about
from themes.suggestions.models import PassageKind
from themes.suggestions.narrowing import choice_of
from themes.suggestions.proposals import Suggestion
from themes.suggestions.storing import store_run
from themes.suggestions.suggesting import Asked, Found, find_suggestions
from workbench.projects.models import Project
from workbench.web.commands import ResearchCommand
from workbench.web.errors import WorkbenchError


class Command(ResearchCommand):
    help = "Group the passages of a project and propose themes; the run is kept and shown among the suggestions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("project", help="the project's slug")
        parser.add_argument(
            "--passages", choices=PassageKind.values, help="what to group; by default what there is most to say of"
        )
        parser.add_argument("--question", help="what answers this question only (its text); implies --passages answers")
        parser.add_argument("--layer", default="", help="of quotations: consensus, all, or coder:NAME")
        parser.add_argument("--code", action="append", help="of quotations: this code (by its path) and its subcodes")
        parser.add_argument("--where", default="", help="of these participants only, as VARIABLE=VALUE")
        parser.add_argument("--interviewer", action="store_true", help="keep what interviewers say")
        parser.add_argument("--themes", type=int, help="how many themes; by default it grows with the passages")
        parser.add_argument("--seed", type=int, default=1, help="the same passages and seed give the same answer")
        parser.add_argument("--json", action="store_true", help="print one JSON document and nothing else")

    def work(self, **options: Any) -> str | None:
        project = self.project(options["project"])
        check_numbers(options["seed"], options["themes"])
        asks = options["question"] is not None
        kind = options["passages"] or (PassageKind.ANSWERS.value if asks else usual_kind(project))
        question = question_of(project, options["question"])
        choice = choice_of(
            project,
            layer=options["layer"],
            codes=options["code"],
            where=options["where"],
            interviewer=options["interviewer"],
        )
        found = find_suggestions(project, Asked(kind, options["seed"], question, options["themes"], choice))
        run = store_run(project=project, by=self.lead(project), found=found)
        if options["json"]:
            names = dict(project.sources.values_list("pk", "name"))
            self.json(as_json(found, names))
            return None
        lines = [message_about(run)]
        for one in found.proposals.suggestions:
            lines.append(
                f"{'  ' if one.parent else ''}{one.label} ({one.strength}; {one.cases} cases, {one.size} passages)"
            )
        return "\n".join(lines)


def usual_kind(project: Project) -> str:
    """Coded quotations where there are enough of them, else answers, else what participants say."""
    counts = counts_of_kinds(project)
    if counts["quotations"] >= SMALLEST_STUDY:
        return "quotations"
    return "answers" if counts["answers"] else "sentences"


def question_of(project: Project, text: str | None) -> int | None:
    if text is None:
        return None
    found = project.questions.filter(text=text).first()
    if found is None:
        known = "; ".join(project.questions.values_list("text", flat=True))
        raise WorkbenchError(f"There is no question “{text}”. There are: {known or 'none'}.")
    return found.pk


def as_json(found: Found, names: dict[int, str]) -> dict[str, Any]:
    """The promise to scripts; ids count from 1 within the run, so that the same seed prints the same document."""
    proposals = found.proposals
    return {
        "model": found.model,
        "seed": found.asked.seed,
        "parameters": {"passages": found.asked.kind, **found.parameters},
        "passages": len(found.passages),
        "unassigned": len(proposals.unassigned),
        "reason": proposals.reason or None,
        "notes": list(proposals.notes),
        "suggestions": [_suggestion(one, found.passages, names) for one in proposals.suggestions],
    }


def _suggestion(one: Suggestion, passages: list[Passage], names: dict[int, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "parent": one.parent,
        "label": one.label,
        "key_phrases": list(one.key_phrases),
        "size": one.size,
        "cases": one.cases,
        "strength": one.strength,
        "stability": None if one.stability is None else round(one.stability, 4),
        "coherence": round(one.coherence, 4),
        "passages": [
            {
                "source": names[passages[member.place].source],
                "start": passages[member.place].start,
                "end": passages[member.place].end,
                "score": member.score,
            }
            for member in one.passages
        ],
    }
