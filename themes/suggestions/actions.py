"""Changes to suggestions. What people decide about them is kept beside what the machine proposed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codings.assigning import MANY_SOURCES
from coding.codings.visibility import sealed_source_ids
from themes.embeddings.choice import ALL, Choice
from themes.suggestions.models import OF_CODINGS, PassageKind, Suggestion, SuggestionRun, SuggestionState
from themes.suggestions.narrowing import check
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

LONGEST_LABEL = 200
LARGEST_SEED = 2**31 - 1
JOB = "themes.suggest"


class SuggestionSettled(WorkbenchError):
    """The suggestion was accepted, merged or rejected already."""


def check_numbers(seed: int, themes: int | None) -> None:
    """Raise WorkbenchError for a seed or a number of themes with which nothing can be made."""
    if not 0 <= seed <= LARGEST_SEED:
        raise WorkbenchError(_("The seed is a whole number from 0 to %(largest)s.") % {"largest": LARGEST_SEED})
    if themes is not None and themes < 1:
        raise WorkbenchError(_("The number of themes is at least 1."))


def start_suggesting(
    *,
    project: Project,
    by: User,
    kind: str,
    seed: int = 1,
    question: int | None = None,
    themes: int | None = None,
    choice: Choice = ALL,
) -> Job:
    """Queue a run of theme suggestion."""
    check(project, kind, question, choice)
    check_numbers(seed, themes)
    return start_job(
        kind=JOB,
        project=project,
        by=by,
        label=_("Suggest themes from: %(kind)s") % {"kind": PassageKind(kind).label},
        parameters={"kind": kind, "seed": seed, "question": question, "themes": themes, "choice": asdict(choice)},
    )


def check_open(suggestion: Suggestion) -> None:
    """Raise SuggestionSettled unless the suggestion is still proposed."""
    if suggestion.state != SuggestionState.PROPOSED:
        raise SuggestionSettled(
            _("“%(label)s” was settled already: %(state)s. Take that back first.")
            % {"label": suggestion.label, "state": suggestion.get_state_display().lower()}
        )


def settle(suggestion: Suggestion, state: SuggestionState, by: User, cut: int | None = None) -> None:
    """Set the state with who, when and in which cut; the caller records the event."""
    proposed = state == SuggestionState.PROPOSED
    suggestion.state = state
    suggestion.settled_cut = cut
    suggestion.settled_by = None if proposed else by
    suggestion.settled_at = None if proposed else timezone.now()
    suggestion.save(update_fields=["state", "settled_by", "settled_at", "settled_cut", "merged_into", "reason"])


@transaction.atomic
def rename_suggestion(*, suggestion: Suggestion, label: str, by: User) -> Suggestion:
    """Give the suggestion another label; the machine's is kept."""
    check_open(suggestion)
    label = checked_label(label)
    before, suggestion.label = suggestion.label, label
    suggestion.save(update_fields=["label"])
    record_on("suggestion.renamed", suggestion, by, before={"label": before}, after={"label": suggestion.label})
    return suggestion


def checked_label(label: str) -> str:
    label = " ".join(label.split())
    if not label:
        raise WorkbenchError(_("A suggestion needs a label."))
    return label[:LONGEST_LABEL]


@transaction.atomic
def reject_suggestion(*, suggestion: Suggestion, by: User, reason: str = "", cut: int | None = None) -> Suggestion:
    """Put the suggestion aside, with why; what is nearly the same is folded in the next run."""
    check_open(suggestion)
    suggestion.reason = reason.strip()
    settle(suggestion, SuggestionState.REJECTED, by, cut)
    after = {"reason": suggestion.reason, "themes_in_the_cut": themes_in(suggestion.run, cut), "_cut": cut}
    record_on("suggestion.rejected", suggestion, by, after=after)
    return suggestion


@transaction.atomic
def restore_suggestion(*, suggestion: Suggestion, by: User) -> Suggestion:
    """Take back a rejection, a merge or a split."""
    taken_back = {SuggestionState.REJECTED, SuggestionState.MERGED, SuggestionState.SPLIT}
    if suggestion.state not in taken_back:
        raise WorkbenchError(_("“%(label)s” was neither rejected, merged nor split.") % {"label": suggestion.label})
    into = suggestion.merged_into
    if into is not None and into.state != SuggestionState.PROPOSED:
        raise SuggestionSettled(
            _("“%(label)s” was merged into “%(into)s”, which is settled: %(state)s. Take that back first.")
            % {"label": suggestion.label, "into": into.label, "state": into.get_state_display().lower()}
        )
    before = {
        "state": suggestion.state, "merged_into": suggestion.merged_into_id, "reason": suggestion.reason,
        "_cut": suggestion.settled_cut,
    }  # fmt: skip
    suggestion.merged_into, suggestion.reason = None, ""
    settle(suggestion, SuggestionState.PROPOSED, by)
    record_on("suggestion.restored", suggestion, by, before=before)
    return suggestion


@transaction.atomic
def merge_suggestions(*, into: Suggestion, others: Sequence[Suggestion], by: User) -> Suggestion:
    """Fold others into one; their passages count as its own until they are restored."""
    others = [other for other in others if other.pk != into.pk]
    if not others:
        raise WorkbenchError(_("Choose at least two suggestions to merge."))
    for suggestion in (into, *others):
        check_open(suggestion)
        if suggestion.run_id != into.run_id:
            raise WorkbenchError(_("Suggestions of different runs cannot be merged."))
    whole = [into, *others, *Suggestion.objects.filter(merged_into__in=[into, *others])]
    if _one_lies_in_another(into.run, {one.pk for one in whole}):
        raise WorkbenchError(_("A suggestion holds the passages of its subthemes already: they cannot be merged."))
    for other in others:
        along = Suggestion.objects.filter(merged_into=other)
        moved = sorted(along.values_list("pk", flat=True))
        along.update(merged_into=into)
        other.merged_into = into
        settle(other, SuggestionState.MERGED, by)
        record_on(
            "suggestion.merged", other, by, after={"merged_into": into.label, "_into": into.pk, "_moved_along": moved}
        )
    return into


def _one_lies_in_another(run: SuggestionRun, chosen: set[int]) -> bool:
    """Say whether any of the suggestions stands somewhere below another of them."""
    parents = dict(Suggestion.objects.filter(run=run).values_list("pk", "parent"))
    for pk in chosen:
        above = parents.get(pk)
        while above is not None:
            if above in chosen:
                return True
            above = parents.get(above)
    return False


def themes_in(run: SuggestionRun, cut: int | None) -> int | None:
    """Return how many themes the cut has that stands at this place among those of the run."""
    return run.cuts[cut] if cut is not None and cut < len(run.cuts) else None


def record_on(action: str, suggestion: Suggestion, by: User, before: object = None, after: object = None) -> None:
    """Write the history of a suggestion; labels tell of coded quotations, and are closed with their codings."""
    run = suggestion.run
    record_in_run(action, run, by, subject=suggestion, before=before, after=after)


def record_in_run(
    action: str, run: SuggestionRun, by: User, *, subject: Model, before: object = None, after: object = None
) -> None:
    tells = run.kind in OF_CODINGS
    record(
        action=action, by=by, project_id=run.project_id, subject=subject, before=before, after=after,
        scope=MANY_SOURCES if tells else "", sealed=tells and bool(sealed_source_ids(run.project)),
    )  # fmt: skip
