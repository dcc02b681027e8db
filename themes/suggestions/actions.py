"""Changes to suggestions. What people decide about them is kept beside what the machine proposed."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.sources.models import Source
from themes.suggestions import proposals
from themes.suggestions.models import (
    NOT_ANSWERS,
    PassageKind,
    SuggestedPassage,
    Suggestion,
    SuggestionRun,
    SuggestionState,
)
from themes.suggestions.suggesting import Found
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
) -> Job:
    """Queue a run of theme suggestion."""
    if kind not in PassageKind.values:
        raise WorkbenchError(_("Suggestions are made from quotations, answers or sentences."))
    check_numbers(seed, themes)
    if question is not None and kind != PassageKind.ANSWERS:
        raise WorkbenchError(NOT_ANSWERS)
    return start_job(
        kind=JOB,
        project=project,
        by=by,
        label=_("Suggest themes from: %(kind)s") % {"kind": PassageKind(kind).label},
        parameters={"kind": kind, "seed": seed, "question": question, "themes": themes},
    )


@transaction.atomic
def store_run(*, project: Project, by: User, found: Found, job: Job | None = None) -> SuggestionRun:
    """Store what was found; a job that runs twice finds its run stored and leaves it."""
    if job is not None and (stored := SuggestionRun.objects.filter(job=job).first()):
        return stored
    run = SuggestionRun.objects.create(
        project=project,
        job=job,
        kind=found.asked.kind,
        model=found.model,
        seed=found.asked.seed,
        parameters=found.parameters,
        passages=len(found.passages),
        unassigned=len(found.proposals.unassigned),
        cases=len({passage.case for passage in found.passages}),
        reason=found.proposals.reason,
        notes=list(found.proposals.notes),
        made_by=by,
    )
    rows: dict[int, Suggestion] = {}
    for proposed in found.proposals.suggestions:
        rows[proposed.id] = _store_suggestion(run, proposed, rows.get(proposed.parent or 0))
    SuggestedPassage.objects.bulk_create(_in_place(project, _passages(found, rows)), batch_size=1000)
    after: dict[str, object] = {"kind": run.kind, "seed": run.seed}
    # The history is read while sources are coded blind: counts of coded quotations have no place in it.
    if run.kind != PassageKind.QUOTATIONS:
        after |= {"passages": run.passages, "suggestions": len(rows)}
    record(action="suggestions.made", by=by, project_id=project.pk, subject=run, after=after)
    return run


def _store_suggestion(run: SuggestionRun, proposed: proposals.Suggestion, parent: Suggestion | None) -> Suggestion:
    label = proposed.label[:LONGEST_LABEL]
    return Suggestion.objects.create(
        run=run,
        parent=parent,
        label=label,
        machine_label=label,
        key_phrases=list(proposed.key_phrases),
        cases=proposed.cases,
        stability=proposed.stability,
        came_back=proposed.came_back,
        draws=proposed.draws,
        coherence=proposed.coherence,
        silhouette=proposed.silhouette,
        strength=proposed.strength,
        position=proposed.id,
    )


def _in_place(project: Project, passages: list[SuggestedPassage]) -> list[SuggestedPassage]:
    """Leave out passages of texts that were changed while themes were looked for."""
    texts = dict(Source.objects.filter(project=project, revision__gt=1).values_list("pk", "text"))
    return [
        one for one in passages if one.source_id not in texts or texts[one.source_id][one.start : one.end] == one.text
    ]


def _passages(found: Found, rows: dict[int, Suggestion]) -> list[SuggestedPassage]:
    stored = []
    for proposed in found.proposals.suggestions:
        first = {place: number for number, place in enumerate(proposed.exemplars, start=1)}
        for member in proposed.passages:
            passage = found.passages[member.place]
            stored.append(
                SuggestedPassage(
                    suggestion=rows[proposed.id],
                    source_id=passage.source,
                    case_id=passage.case if isinstance(passage.case, int) else None,
                    start=passage.start,
                    end=passage.end,
                    text=passage.text,
                    score=member.score,
                    exemplar=first.get(member.place),
                    contrast=member.place in proposed.contrasts,
                )
            )
    return stored


def check_open(suggestion: Suggestion) -> None:
    """Raise SuggestionSettled unless the suggestion is still proposed."""
    if suggestion.state != SuggestionState.PROPOSED:
        raise SuggestionSettled(
            _("“%(label)s” was settled already: %(state)s. Take that back first.")
            % {"label": suggestion.label, "state": suggestion.get_state_display().lower()}
        )


def settle(suggestion: Suggestion, state: SuggestionState, by: User) -> None:
    """Set the state with who and when; the caller records the event."""
    proposed = state == SuggestionState.PROPOSED
    suggestion.state = state
    suggestion.settled_by = None if proposed else by
    suggestion.settled_at = None if proposed else timezone.now()
    suggestion.save(update_fields=["state", "settled_by", "settled_at", "merged_into"])


@transaction.atomic
def rename_suggestion(*, suggestion: Suggestion, label: str, by: User) -> Suggestion:
    """Give the suggestion another label; the machine's is kept."""
    check_open(suggestion)
    label = " ".join(label.split())
    if not label:
        raise WorkbenchError(_("A suggestion needs a label."))
    before, suggestion.label = suggestion.label, label[:LONGEST_LABEL]
    suggestion.save(update_fields=["label"])
    _record("suggestion.renamed", suggestion, by, before={"label": before}, after={"label": suggestion.label})
    return suggestion


@transaction.atomic
def reject_suggestion(*, suggestion: Suggestion, by: User) -> Suggestion:
    check_open(suggestion)
    settle(suggestion, SuggestionState.REJECTED, by)
    _record("suggestion.rejected", suggestion, by)
    return suggestion


@transaction.atomic
def restore_suggestion(*, suggestion: Suggestion, by: User) -> Suggestion:
    """Take back a rejection or a merge."""
    if suggestion.state not in {SuggestionState.REJECTED, SuggestionState.MERGED}:
        raise WorkbenchError(_("“%(label)s” was neither rejected nor merged.") % {"label": suggestion.label})
    into = suggestion.merged_into
    if into is not None and into.state != SuggestionState.PROPOSED:
        raise SuggestionSettled(
            _("“%(label)s” was merged into “%(into)s”, which is settled: %(state)s. Take that back first.")
            % {"label": suggestion.label, "into": into.label, "state": into.get_state_display().lower()}
        )
    before = {"state": suggestion.state, "merged_into": suggestion.merged_into_id}
    suggestion.merged_into = None
    settle(suggestion, SuggestionState.PROPOSED, by)
    _record("suggestion.restored", suggestion, by, before=before)
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
    if {one.pk for one in whole} & {one.parent_id for one in whole}:
        raise WorkbenchError(_("A suggestion holds the passages of its subthemes already: they cannot be merged."))
    for other in others:
        Suggestion.objects.filter(merged_into=other).update(merged_into=into)
        other.merged_into = into
        settle(other, SuggestionState.MERGED, by)
        _record("suggestion.merged", other, by, after={"merged_into": into.label})
    return into


def _record(action: str, suggestion: Suggestion, by: User, before: object = None, after: object = None) -> None:
    project = suggestion.run.project_id
    record(action=action, by=by, project_id=project, subject=suggestion, before=before, after=after)
