"""Applying a code to passages of a run, as the coder's own codings that say where they came from."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from coding.codebook.models import Code
from coding.codings.models import Origin
from coding.finding.actions import Coded, Place, code_found
from coding.sources.models import Source
from themes.suggestions.models import RunPassage, SuggestedPassage, Suggestion, SuggestionRun
from workbench.accounts.models import User


@transaction.atomic
def code_passages(
    *,
    run: SuggestionRun,
    passages: Iterable[RunPassage | SuggestedPassage],
    code: Code,
    by: User,
    suggestion: Suggestion | None = None,
) -> Coded:
    """Apply the code to these passages of the run; one event, which undo takes back.

    A source that was handed in is left alone and named. Raises WorkbenchError for a code that is not to be applied.
    """
    spans = {(one.source_id, one.start, one.end) for one in passages}
    sources = Source.objects.filter(project=run.project_id)
    revisions = dict(sources.filter(revision__gt=1).values_list("pk", "revision"))
    places = [Place(source, revisions.get(source, 1), start, end) for source, start, end in sorted(spans)]
    asked = {"run": run.pk, "suggestion": suggestion.pk if suggestion else None}
    return code_found(
        project=run.project, code=code, by=by, places=places, extent="match", asked=asked, origin=Origin.SUGGESTION
    )
