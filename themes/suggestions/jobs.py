"""Theme suggestion as long work."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from themes.embeddings.choice import Choice
from themes.embeddings.sharing import help_embedding
from themes.suggestions.actions import JOB
from themes.suggestions.models import OF_CODINGS, SuggestionRun
from themes.suggestions.queries import first_shown
from themes.suggestions.storing import store_run
from themes.suggestions.suggesting import Asked, find_suggestions
from workbench.jobs.registry import helps, job
from workbench.jobs.runner import Run

helps(JOB)(help_embedding)


@job(JOB)
def suggest(
    run: Run,
    kind: str,
    seed: int,
    question: int | None = None,
    themes: int | None = None,
    choice: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Suggest themes once: a job that was interrupted after storing its run finds it and ends."""
    stored = SuggestionRun.objects.filter(job=run.job).first()
    if stored is None:
        found = find_suggestions(
            run.project, Asked(kind, seed, question, themes, Choice.of(choice or {})), run.progress, run
        )
        stored = store_run(project=run.project, by=run.owner, found=found, job=run.job)
    return {
        "message": _said(stored),
        "url": f"{reverse('suggestions:list', args=[run.project.slug])}?run={stored.pk}",
        "link": _("Show the suggestions"),
    }


def _said(run: SuggestionRun) -> str:
    """What the job says; nothing of coded quotations, since it stays to be read when their sources are coded blind."""
    if run.kind not in OF_CODINGS:
        return message_about(run)
    if run.reason:
        return _("Nothing could be suggested. The suggestions say why.")
    return _("Themes are suggested.")


def message_about(run: SuggestionRun) -> str:
    """Say in a sentence what a run found, or why it found nothing."""
    if run.reason:
        return run.reason
    number = first_shown(run).count()
    said = ngettext("%(count)s theme is suggested", "%(count)s themes are suggested", number) % {"count": number}
    return _("%(themes)s from %(passages)s passages; %(rest)s passages fit none.") % {
        "themes": said,
        "passages": run.passages,
        "rest": run.unassigned,
    }
