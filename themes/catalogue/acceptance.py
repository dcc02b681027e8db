"""Accepting a suggestion, and taking that back: the bridge from what a machine proposed to what people hold."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from themes.catalogue.actions import create_theme, facts_of
from themes.catalogue.memos import memos_of
from themes.catalogue.models import Quotation, Theme
from themes.suggestions.actions import check_open, settle
from themes.suggestions.models import OF_CODINGS, Suggestion, SuggestionState
from themes.suggestions.queries import visible_passages, whole
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.web.errors import WorkbenchError


@transaction.atomic
def accept_suggestion(
    *,
    suggestion: Suggestion,
    by: User,
    name: str = "",
    statement: str = "",
    parent: Theme | None = None,
    into: Theme | None = None,
    with_subthemes: bool = False,
) -> Theme:
    """Make the suggestion a theme, or add its passages to the theme `into`; they become quotations.

    With subthemes, those still proposed become subthemes and take their passages with them.
    """
    check_open(suggestion)
    project = suggestion.run.project
    theme = into or create_theme(
        project=project, by=by, name=name or suggestion.label, statement=statement, parent=parent
    )
    if into is None:
        theme.suggestion = suggestion
        theme.save(update_fields=["suggestion"])
    taken: set[tuple[int, int, int]] = set()
    for part in _parts(suggestion) if with_subthemes else []:
        taken |= _spans(accept_suggestion(suggestion=part, by=by, parent=theme))
    _take_over(suggestion, theme, by, taken)
    settle(suggestion, SuggestionState.ACCEPTED, by)
    record(
        action="suggestion.accepted",
        by=by,
        project_id=project.pk,
        subject=suggestion,
        after={"theme": theme.name, "proposed": suggestion.machine_label, "run": suggestion.run_id},
    )
    return theme


def _parts(suggestion: Suggestion) -> list[Suggestion]:
    parts = Suggestion.objects.filter(parent__in=whole(suggestion), state=SuggestionState.PROPOSED)
    return list(parts.select_related("run__project"))


def _spans(theme: Theme) -> set[tuple[int, int, int]]:
    return set(theme.quotations.values_list("source", "start", "end"))


def _take_over(suggestion: Suggestion, theme: Theme, by: User, taken: set[tuple[int, int, int]]) -> None:
    from_codings = suggestion.run.kind in OF_CODINGS
    found = {
        (passage.source_id, passage.start, passage.end): passage
        for passage in visible_passages(suggestion.run.project, whole(suggestion))
    }
    there = {(one.source_id, one.start, one.end): one for one in theme.quotations.filter(suggestion__isnull=False)}
    for key in found.keys() & there.keys() - taken:
        there[key].also.add(suggestion)
    Quotation.objects.bulk_create(
        [
            Quotation(
                theme=theme,
                source_id=passage.source_id,
                case_id=passage.case_id,
                start=passage.start,
                end=passage.end,
                text=passage.text,
                from_codings=from_codings,
                suggestion=suggestion,
                added_by=by,
            )
            for key, passage in found.items()
            if key not in taken
        ],
        ignore_conflicts=True,
        batch_size=500,
    )


@transaction.atomic
def withdraw_acceptance(*, suggestion: Suggestion, by: User) -> Suggestion:
    """Propose an accepted suggestion again: its quotations go, and so does its theme unless people added to it.

    Quotations that another accepted suggestion supports too become that one's.
    """
    if suggestion.state != SuggestionState.ACCEPTED:
        raise WorkbenchError(_("“%(label)s” was not accepted.") % {"label": suggestion.label})
    for part in Suggestion.objects.filter(parent__in=whole(suggestion), state=SuggestionState.ACCEPTED):
        if Theme.objects.filter(suggestion=part, parent__suggestion=suggestion).exists():
            withdraw_acceptance(suggestion=part, by=by)
    _give_back(suggestion)
    for theme in suggestion.themes.all():
        if not _is_of_people(theme, suggestion):
            record(action="theme.deleted", by=by, project_id=theme.project_id, subject=theme, before=facts_of(theme))
            theme.delete()
    settle(suggestion, SuggestionState.PROPOSED, by)
    record(action="suggestion.acceptance_withdrawn", by=by, project_id=suggestion.run.project_id, subject=suggestion)
    return suggestion


def _give_back(suggestion: Suggestion) -> None:
    """Take the suggestion's quotations out, but those that another supports too."""
    Quotation.also.through.objects.filter(suggestion=suggestion).delete()
    own = Quotation.objects.filter(suggestion=suggestion)
    for quotation in own.filter(also__isnull=False).distinct():
        quotation.suggestion = quotation.also.select_related("run").order_by("pk")[0]
        quotation.from_codings = quotation.suggestion.run.kind in OF_CODINGS
        quotation.save(update_fields=["suggestion", "from_codings"])
        quotation.also.remove(quotation.suggestion)
    own.delete()


def _is_of_people(theme: Theme, suggestion: Suggestion) -> bool:
    """Say whether a theme made of the suggestion holds more than was proposed."""
    own_words = theme.statement.strip() or theme.name != " ".join(suggestion.label.split())
    own_words = own_words or memos_of(theme.pk, theme.project_id).exists()
    return bool(own_words) or theme.children.exists() or theme.quotations.exists() or theme.codes.exists()
