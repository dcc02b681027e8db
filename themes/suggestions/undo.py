"""How acts on suggestions are taken back and done again."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone
from themes.suggestions.actions import merge_suggestions, reject_suggestion, rename_suggestion, restore_suggestion
from themes.suggestions.models import RunPassage, Suggestion, SuggestionRun, SuggestionState
from themes.suggestions.queries import KEYS_AT_ONCE
from themes.suggestions.reviewing import (
    leave_out,
    move_passages,
    put_passages_back,
    split_off,
    split_suggestion,
    undo_split_off,
)
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.membership.roles import Permission


def suggestion_of(event: Event) -> Suggestion:
    """Return the suggestion that the event is about; raises CannotBeUndone where it is gone."""
    return _one(event, int(event.subject_id))


def _one(event: Event, pk: int) -> Suggestion:
    found = Suggestion.objects.filter(run__project=event.project_id, pk=pk)
    suggestion = found.select_related("run__project", "merged_into").first()
    if suggestion is None:
        raise CannotBeUndone(_("This can no longer be undone: the suggestion is gone."))
    return suggestion


def _run(event: Event) -> SuggestionRun:
    return SuggestionRun.objects.get(project_id=event.project_id, pk=event.subject_id)


def suggestion_address(event: Event) -> str:
    """Return where the suggestion of the event stands."""
    run = suggestion_of(event).run
    return f"{reverse('suggestions:list', args=[run.project.slug])}?run={run.pk}#suggestion-{event.subject_id}"


def _run_address(event: Event) -> str:
    run = _run(event)
    return f"{reverse('suggestions:list', args=[run.project.slug])}?run={run.pk}"


def _name(event: Event, by: User, facts: dict[str, str]) -> None:
    rename_suggestion(suggestion=suggestion_of(event), label=facts["label"], by=by)


def _reject(event: Event, by: User) -> None:
    facts = event.after or {}
    reject_suggestion(suggestion=suggestion_of(event), by=by, reason=facts.get("reason", ""), cut=facts.get("_cut"))


def _restore(event: Event, by: User) -> None:
    restore_suggestion(suggestion=suggestion_of(event), by=by)


def _merge(event: Event, by: User) -> None:
    merge_suggestions(into=_one(event, event.after["_into"]), others=[suggestion_of(event)], by=by)


def _unmerge(event: Event, by: User) -> None:
    suggestion = restore_suggestion(suggestion=suggestion_of(event), by=by)
    # What had been merged into it before comes along.
    moved = Suggestion.objects.filter(run=suggestion.run_id, pk__in=event.after.get("_moved_along", []))
    moved.filter(merged_into=event.after["_into"]).update(merged_into=suggestion)


def _settle_again(event: Event, by: User) -> None:
    """Undo taking back what had been decided."""
    facts = event.before
    if facts["state"] == SuggestionState.REJECTED:
        reject_suggestion(suggestion=suggestion_of(event), by=by, reason=facts.get("reason", ""), cut=facts.get("_cut"))
    elif facts["state"] == SuggestionState.SPLIT:
        split_suggestion(suggestion=suggestion_of(event), by=by, cut=facts.get("_cut"))
    else:
        merge_suggestions(into=_one(event, facts["merged_into"]), others=[suggestion_of(event)], by=by)


def _split(event: Event, by: User) -> None:
    split_suggestion(suggestion=suggestion_of(event), by=by, cut=event.after["_cut"])


def _chosen(event: Event, run: SuggestionRun) -> list[RunPassage]:
    """Every passage of the act, also one that is sealed by now: what is moved tells nothing."""
    wanted = event.after["_passages"]
    batches = (wanted[first : first + KEYS_AT_ONCE] for first in range(0, len(wanted), KEYS_AT_ONCE))
    return [one for some in batches for one in RunPassage.objects.filter(run=run, pk__in=some)]


def _put_back(event: Event, by: User) -> None:
    run = suggestion_of(event).run if event.action == "suggestion.passages_moved" else _run(event)
    put_passages_back(run=run, taken=event.after["_taken"], given=event.after["_given"], by=by)


def _move(event: Event, by: User) -> None:
    into = suggestion_of(event)
    move_passages(passages=_chosen(event, into.run), into=into, by=by)


def _leave_out(event: Event, by: User) -> None:
    run = _run(event)
    leave_out(run=run, passages=_chosen(event, run), by=by)


def _rejoin(event: Event, by: User) -> None:
    undo_split_off(suggestion=suggestion_of(event), taken=event.after["_taken"], given=event.after["_given"], by=by)


def _split_off(event: Event, by: User) -> None:
    whole = _one(event, event.after["_from"])
    split_off(
        suggestion=whole, passages=_chosen(event, whole.run), label=event.subject_label, by=by, pk=int(event.subject_id)
    )


for action, undo, redo in (
    (
        "suggestion.renamed",
        lambda event, by: _name(event, by, event.before),
        lambda event, by: _name(event, by, event.after),
    ),
    ("suggestion.rejected", _restore, _reject),
    ("suggestion.restored", _settle_again, _restore),
    ("suggestion.merged", _unmerge, _merge),
    ("suggestion.split", _restore, _split),
    ("suggestion.passages_moved", _put_back, _move),
    ("suggestion.split_off", _rejoin, _split_off),
):
    undoable(action, undo=undo, redo=redo, needs=Permission.EDIT_THEMES, where=suggestion_address)
undoable(
    "suggestions.passages_left_out", undo=_put_back, redo=_leave_out, needs=Permission.EDIT_THEMES, where=_run_address
)
