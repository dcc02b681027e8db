"""Storing what a run found: its passages, the suggestions of every cut of its tree, and which passages these hold."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.db import transaction

from coding.sources.models import Source
from themes.suggestions import proposals
from themes.suggestions.actions import LONGEST_LABEL, record_in_run
from themes.suggestions.likeness import NEARLY_THE_SAME, nearest
from themes.suggestions.models import (
    OF_CODINGS,
    RunPassage,
    SuggestedPassage,
    Suggestion,
    SuggestionRun,
    SuggestionState,
)
from themes.suggestions.suggesting import Found
from workbench.accounts.models import User
from workbench.jobs.models import Job
from workbench.projects.models import Project

BATCH = 2000


@transaction.atomic
def store_run(*, project: Project, by: User, found: Found, job: Job | None = None) -> SuggestionRun:
    """Store what was found; a job that runs twice finds its run stored and leaves it."""
    if job is not None and (stored := SuggestionRun.objects.filter(job=job).first()):
        return stored
    proposed, cuts = found.proposals, found.cuts
    suggestions = proposed.suggestions if cuts is None else cuts.suggestions
    run = SuggestionRun.objects.create(
        project=project,
        job=job,
        kind=found.asked.kind,
        model=found.model,
        seed=found.asked.seed,
        parameters=found.parameters,
        passages=len(found.passages),
        unassigned=len(proposed.unassigned),
        cases=len({passage.case for passage in found.passages}),
        reason=proposed.reason,
        notes=list(proposed.notes),
        cuts=[] if cuts is None else list(cuts.cuts),
        usual_cut=None if cuts is None else cuts.usual,
        made_by=by,
    )
    passages = _store_passages(run, found)
    rejected = _rejected(run)
    rows: dict[int, Suggestion] = {}
    for one in suggestions:
        rows[one.id] = _store_suggestion(run, one, rows.get(one.parent or 0), rejected)
    _place_passages(suggestions, rows, passages)
    after: dict[str, object] = {"kind": run.kind, "seed": run.seed} | found.parameters.get("chosen", {})
    # The history is read while sources are coded blind: counts of coded quotations have no place in it.
    if run.kind not in OF_CODINGS:
        after |= {"passages": run.passages, "suggestions": len(proposed.suggestions)}
    record_in_run("suggestions.made", run, by, subject=run, after=after)
    return run


def _store_passages(run: SuggestionRun, found: Found) -> list[RunPassage | None]:
    """Return the passages of the run in the order of those found; None for one of a text that was changed meanwhile."""
    changed = Source.objects.filter(project=run.project_id, revision__gt=1)
    texts = dict(changed.values_list("pk", "text"))
    places: dict[tuple[object, int, int], RunPassage] = {}
    ordered = []
    for number, passage in enumerate(found.passages):
        known = texts.get(passage.source)
        if known is not None and known[passage.start : passage.end] != passage.text:
            ordered.append(None)
            continue
        x, y = found.cuts.positions[number] if found.cuts else (None, None)
        row = RunPassage(
            run=run,
            source_id=passage.source,
            case_id=passage.case if isinstance(passage.case, int) else None,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            x=x,
            y=y,
        )
        ordered.append(places.setdefault((passage.source, passage.start, passage.end), row))
    RunPassage.objects.bulk_create(places.values(), batch_size=BATCH)
    return ordered


def _rejected(run: SuggestionRun) -> list[tuple[int, np.ndarray]]:
    """Return what was rejected in earlier runs under the same model, with the middles."""
    earlier = Suggestion.objects.filter(
        run__project=run.project_id,
        run__model=run.model,
        state=SuggestionState.REJECTED,
        centroid__isnull=False,
    )
    rows = earlier.order_by("-settled_at", "-pk").values_list("pk", "centroid")
    return [(pk, np.frombuffer(middle, dtype="<f4")) for pk, middle in rows]


def _store_suggestion(
    run: SuggestionRun,
    proposed: proposals.Suggestion,
    parent: Suggestion | None,
    rejected: list[tuple[int, np.ndarray]],
) -> Suggestion:
    label = proposed.label[:LONGEST_LABEL]
    middle = np.asarray(proposed.centroid, dtype="<f4")
    like = nearest(middle, rejected, NEARLY_THE_SAME) if middle.size else None
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
        first_cut=proposed.first_cut,
        last_cut=proposed.last_cut,
        part=proposed.part,
        centroid=middle.tobytes() if middle.size else None,
        like_rejected_id=like,
    )


def _place_passages(
    suggestions: Sequence[proposals.Suggestion], rows: dict[int, Suggestion], passages: list[RunPassage | None]
) -> None:
    stored: dict[tuple[int, int], SuggestedPassage] = {}
    for proposed in suggestions:
        first = {place: number for number, place in enumerate(proposed.exemplars, start=1)}
        border = set(proposed.borderline)
        for member in proposed.passages:
            passage = passages[member.place]
            if passage is None:
                continue
            row = place_in(rows[proposed.id], passage, member.score)
            row.exemplar = first.get(member.place)
            row.contrast = member.place in proposed.contrasts
            row.borderline = member.place in border
            stored.setdefault((proposed.id, passage.pk), row)
    SuggestedPassage.objects.bulk_create(stored.values(), batch_size=BATCH)


def place_in(suggestion: Suggestion, passage: RunPassage, score: float, *, by_hand: bool = False) -> SuggestedPassage:
    """Return the passage as one of the suggestion, not yet stored."""
    return SuggestedPassage(
        suggestion=suggestion,
        passage=passage,
        source_id=passage.source_id,
        case_id=passage.case_id,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        score=score,
        by_hand=by_hand,
    )
