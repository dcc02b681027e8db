"""What pages of earlier stages say about rounds: suggestions for a code, and a consensus that is not complete."""

from __future__ import annotations

from collections.abc import Iterable

from django import template

from coding.codebook.history import Version
from coding.codebook.models import Code
from coding.codings.models import Assignment
from coding.reconciliation.models import CodebookNote, ReopenRequest, Round
from coding.reconciliation.queries import decisions_behind, open_notes, unfinished_rounds
from coding.sources.models import Source
from workbench.projects.models import Project

register = template.Library()


@register.simple_tag
def notes_on(code: Code) -> list[CodebookNote]:
    """Return the open suggestions for a code that decisions made."""
    return list(open_notes(code.project, code=code.pk))


@register.simple_tag
def notes_in(project: Project) -> int:
    """Return how many open suggestions there are for the codebook."""
    return open_notes(project).count()


@register.simple_tag
def notes_behind(code: Code, versions: Iterable[Version]) -> dict[int, list[CodebookNote]]:
    """Return the suggestions that changes of a code answered, by the change's event."""
    return decisions_behind(code.project, [version.event for version in versions])


@register.simple_tag
def incomplete_consensus(project: Project, source: Source | None = None) -> list[Round]:
    """Return the rounds (of the source) whose consensus is not complete, since not everything is settled."""
    rounds = unfinished_rounds(project)
    return list(rounds.filter(assignments__source=source).distinct() if source else rounds)


@register.simple_tag
def last_request(part: Assignment) -> ReopenRequest | None:
    """Return a coder's latest request to reopen this source, with its answer; one query."""
    return ReopenRequest.objects.filter(assignment=part).select_related("answered_by").first()
