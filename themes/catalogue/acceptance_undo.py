"""How accepting suggestions, and gathering passages under themes, is taken back and done again."""

from __future__ import annotations

from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone
from themes.catalogue.acceptance import accept_as_before, withdraw_acceptance
from themes.catalogue.gathering import gather_passages, gathered_again, scatter_passages
from themes.catalogue.models import Theme
from themes.suggestions.models import SuggestionRun, SuggestionState
from themes.suggestions.undo import suggestion_address, suggestion_of
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.membership.roles import Permission


def _withdraw(event: Event, by: User) -> None:
    suggestion = suggestion_of(event)
    # A subtheme was given back with what it was accepted with.
    if suggestion.state == SuggestionState.ACCEPTED or not event.after.get("_within"):
        withdraw_acceptance(suggestion=suggestion, by=by)


def _accept(event: Event, by: User) -> None:
    # A subtheme comes back with what it was accepted with.
    if not event.after.get("_within"):
        accept_as_before(event=event, suggestion=suggestion_of(event), by=by)


def _accept_anew(event: Event, by: User) -> None:
    """Undo taking an acceptance back."""
    done = Event.objects.filter(project_id=event.project_id, action="suggestion.accepted", pk__lt=event.pk)
    last = done.filter(subject_id=event.subject_id).order_by("-pk").first()
    if last is None:
        raise CannotBeUndone(_("This can no longer be undone: accept the suggestion again instead."))
    _accept(last, by)


def _withdraw_again(event: Event, by: User) -> None:
    suggestion = suggestion_of(event)
    if suggestion.state == SuggestionState.ACCEPTED:  # a subtheme went with what it was accepted with
        withdraw_acceptance(suggestion=suggestion, by=by)


def _run(event: Event) -> SuggestionRun:
    run = SuggestionRun.objects.filter(project_id=event.project_id, pk=event.after["_run"]).first()
    if run is None:
        raise CannotBeUndone(_("This can no longer be undone: the run is gone."))
    return run


def _theme(event: Event) -> Theme | None:
    """Return the theme of the event; one that was made again has the same name at the top."""
    themes = Theme.objects.filter(project_id=event.project_id).select_related("project")
    return themes.filter(pk=event.subject_id).first() or themes.filter(parent=None, name=event.after["name"]).first()


def _scatter(event: Event, by: User) -> None:
    theme, facts = _theme(event), event.after
    if theme is None:
        raise CannotBeUndone(_("This can no longer be undone: the theme is gone."))
    passages = gathered_again(_run(event), facts["_passages"])
    scatter_passages(theme=theme, passages=passages, made=facts["_made"], by=by)


def _gather(event: Event, by: User) -> None:
    run = _run(event)
    passages, theme = gathered_again(run, event.after["_passages"]), _theme(event)
    pk = None if theme else int(event.subject_id)
    gather_passages(run=run, passages=passages, theme=theme, name=event.after["name"], by=by, pk=pk)


def _theme_address(event: Event) -> str:
    theme = _theme(event)
    return theme.get_absolute_url() if theme else ""


undoable("suggestion.accepted", undo=_withdraw, redo=_accept, needs=Permission.EDIT_THEMES, where=suggestion_address)
undoable(
    "suggestion.acceptance_withdrawn",
    undo=_accept_anew,
    redo=_withdraw_again,
    needs=Permission.EDIT_THEMES,
    where=suggestion_address,
)
undoable("theme.passages_gathered", undo=_scatter, redo=_gather, needs=Permission.EDIT_THEMES, where=_theme_address)
