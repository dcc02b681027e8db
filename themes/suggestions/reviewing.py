"""Working over suggestions: passages moved, left out and pulled in, suggestions taken apart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone
from themes.suggestions.actions import SuggestionSettled, check_open, checked_label, record_in_run, record_on, settle
from themes.suggestions.models import RunPassage, SuggestedPassage, Suggestion, SuggestionRun, SuggestionState
from themes.suggestions.queries import parts_of
from themes.suggestions.storing import BATCH, place_in
from workbench.accounts.models import User
from workbench.web.errors import WorkbenchError

# What was decided keeps its passages, whatever is done to the others.
DECIDED = (SuggestionState.ACCEPTED, SuggestionState.REJECTED)
BY_HAND = 0.0
KEPT = ("score", "exemplar", "contrast", "borderline", "by_hand")

Row = list[object]  # suggestion, passage of the run, and KEPT


@dataclass(frozen=True)
class Moved:
    """Which places were taken away and which were given, as undo needs them."""

    taken: list[Row]
    given: list[Row]

    def facts(self) -> dict[str, object]:
        return {"_taken": self.taken, "_given": self.given}


@transaction.atomic
def move_passages(*, passages: Sequence[RunPassage], into: Suggestion, by: User) -> int:
    """Let the passages stand in this suggestion and in no other that is open; returns how many are new in it.

    Passages that no suggestion holds are pulled in. What the suggestion stands below holds them too.
    """
    check_open(into)
    if any(passage.run_id != into.run_id for passage in passages):
        raise WorkbenchError(_("Passages stay within their run. Open the run that they belong to."))
    moved = _moved(into.run, passages, _with_those_above(into))
    fresh = len({row[1] for row in moved.given if row[0] == into.pk})
    if moved.taken or moved.given:
        after = {"_passages": sorted(passage.pk for passage in passages), "_count": fresh, **moved.facts()}
        record_on("suggestion.passages_moved", into, by, after=after)
    return fresh


@transaction.atomic
def leave_out(*, run: SuggestionRun, passages: Sequence[RunPassage], by: User) -> int:
    """Take the passages out of every suggestion that is open; returns how many were in one."""
    if any(passage.run_id != run.pk for passage in passages):
        raise WorkbenchError(_("Passages stay within their run. Open the run that they belong to."))
    moved = _moved(run, passages, [])
    left = len({row[1] for row in moved.taken})
    if left:
        after = {"_passages": sorted(passage.pk for passage in passages), "_count": left, **moved.facts()}
        record_in_run("suggestions.passages_left_out", run, by, subject=run, after=after)
    return left


@transaction.atomic
def split_suggestion(*, suggestion: Suggestion, by: User, cut: int | None = None) -> list[Suggestion]:
    """Let its subthemes stand in place of the suggestion; returns them."""
    check_open(suggestion)
    parts = [part for part in parts_of(suggestion) if part.state == SuggestionState.PROPOSED]
    if len(parts) < 2:
        raise WorkbenchError(
            _("“%(label)s” has no two open subthemes to split into. Tick the passages that belong together instead.")
            % {"label": suggestion.label}
        )
    settle(suggestion, SuggestionState.SPLIT, by, cut)
    record_on("suggestion.split", suggestion, by, after={"into": [part.label for part in parts], "_cut": cut})
    return parts


@transaction.atomic
def split_off(
    *, suggestion: Suggestion, passages: Sequence[RunPassage], label: str, by: User, pk: int | None = None
) -> Suggestion:
    """Make a suggestion of its own of some of the passages of this one; `pk` is that of one that comes back."""
    check_open(suggestion)
    chosen = {passage.pk for passage in passages}
    there = set(_held(suggestion.run).filter(suggestion__in=_whole(suggestion)).values_list("passage", flat=True))
    if not chosen or not chosen <= there:
        raise WorkbenchError(_("Choose passages of “%(label)s”.") % {"label": suggestion.label})
    if chosen == there:
        raise WorkbenchError(
            _("Those are all its passages. Rename the suggestion instead, or leave some of them in it.")
        )
    people = {passage.case_id or -passage.source_id for passage in passages}
    label = checked_label(label)
    new = Suggestion.objects.create(
        pk=pk, run=suggestion.run, parent=suggestion.parent, split_from=suggestion, label=label, machine_label=label,
        cases=len(people), stability=None, strength="", position=suggestion.position,
        first_cut=suggestion.first_cut, last_cut=suggestion.last_cut, part=suggestion.part,
    )  # fmt: skip
    moved = _moved(suggestion.run, passages, _with_those_above(new))
    after = {
        "from": suggestion.label, "_from": suggestion.pk, "_passages": sorted(chosen), "_count": len(chosen),
        **moved.facts(),
    }  # fmt: skip
    record_on("suggestion.split_off", new, by, after=after)
    return new


def _held(run: SuggestionRun):
    return SuggestedPassage.objects.filter(suggestion__run=run, passage__isnull=False)


def _whole(suggestion: Suggestion) -> list[Suggestion]:
    return [suggestion, *Suggestion.objects.filter(merged_into=suggestion)]


def _with_those_above(suggestion: Suggestion) -> list[Suggestion]:
    """Return the suggestion and what it stands below, as far as that is not decided."""
    by_key = {one.pk: one for one in Suggestion.objects.filter(run=suggestion.run_id).select_related("run")}
    chain, above = [suggestion], by_key.get(suggestion.parent_id)
    while above is not None:
        if above.state not in DECIDED:
            chain.append(above)
        above = by_key.get(above.parent_id)
    return chain


def _moved(run: SuggestionRun, passages: Sequence[RunPassage], chain: list[Suggestion]) -> Moved:
    """Take the passages from every open suggestion but those of the chain, and give them to each of the chain."""
    wanted = {passage.pk: passage for passage in passages}
    # What was merged into one of them holds its passages for it.
    keeps = {one.pk for one in chain}
    absorbed = dict(Suggestion.objects.filter(merged_into__in=keeps).values_list("pk", "merged_into"))
    taken, there = [], set()
    for some in _batches(sorted(wanted)):
        for row in _held(run).filter(passage__in=some).exclude(suggestion__state__in=DECIDED).order_by("pk"):
            if row.suggestion_id in keeps or row.suggestion_id in absorbed:
                there.add((absorbed.get(row.suggestion_id, row.suggestion_id), row.passage_id))
            else:
                taken.append(row)
    _delete([row.pk for row in taken])
    fresh = [
        place_in(one, passage, BY_HAND, by_hand=True)
        for one in chain
        for passage in wanted.values()
        if (one.pk, passage.pk) not in there
    ]
    SuggestedPassage.objects.bulk_create(fresh, batch_size=BATCH)
    return Moved([_as_kept(row) for row in taken], [[row.suggestion_id, row.passage_id] for row in fresh])


def _as_kept(row: SuggestedPassage) -> Row:
    return [row.suggestion_id, row.passage_id, *(getattr(row, name) for name in KEPT)]


def _batches(keys: Sequence[int]) -> Iterable[Sequence[int]]:
    return (keys[first : first + 500] for first in range(0, len(keys), 500))


def _delete(keys: Sequence[int]) -> None:
    for some in _batches(keys):
        SuggestedPassage.objects.filter(pk__in=some).delete()


def put_back(run: SuggestionRun, taken: Sequence[Row], given: Sequence[Row]) -> None:
    """Undo a move; raises CannotBeUndone where any of the suggestions was decided since, or is gone."""
    touched = {row[0] for row in (*taken, *given)}
    open_still = _open_among(run, touched)
    if open_still != touched:
        raise CannotBeUndone(_("This can no longer be undone: some of these suggestions were decided since."))
    given_keys = {(row[0], row[1]) for row in given}
    rows = _held(run).filter(suggestion__in={row[0] for row in given}).values_list("pk", "suggestion", "passage")
    _delete([pk for pk, suggestion, passage in rows if (suggestion, passage) in given_keys])
    passages = {one.pk: one for some in _batches(sorted({row[1] for row in taken})) for one in _those(run, some)}
    suggestions = {one.pk: one for one in Suggestion.objects.filter(run=run, pk__in={row[0] for row in taken})}
    back = []
    for suggestion, passage, *kept in taken:
        if passage in passages:
            row = place_in(suggestions[suggestion], passages[passage], BY_HAND)
            for name, value in zip(KEPT, kept, strict=True):
                setattr(row, name, value)
            back.append(row)
    SuggestedPassage.objects.bulk_create(back, batch_size=BATCH, ignore_conflicts=True)


def _those(run: SuggestionRun, keys: Collection[int]) -> Iterable[RunPassage]:
    return RunPassage.objects.filter(run=run, pk__in=keys)


def _open_among(run: SuggestionRun, keys: Collection[int]) -> set[int]:
    found = Suggestion.objects.filter(run=run, pk__in=keys).exclude(state__in=DECIDED)
    return set(found.values_list("pk", flat=True))


@transaction.atomic
def undo_split_off(*, suggestion: Suggestion, taken: Sequence[Row], given: Sequence[Row], by: User) -> None:
    """Put the passages back from where they were taken, and remove the suggestion that was made of them."""
    if suggestion.state != SuggestionState.PROPOSED:
        raise SuggestionSettled(
            _("“%(label)s” was settled already: %(state)s. Take that back first.")
            % {"label": suggestion.label, "state": suggestion.get_state_display().lower()}
        )
    put_back(suggestion.run, taken, given)
    record_on("suggestion.split_taken_back", suggestion, by)
    suggestion.delete()


@transaction.atomic
def put_passages_back(*, run: SuggestionRun, taken: Sequence[Row], given: Sequence[Row], by: User) -> None:
    """Let passages stand where they stood before they were moved or left out."""
    put_back(run, taken, given)
    record_in_run("suggestions.passages_put_back", run, by, subject=run)
