"""Accepting a suggestion, and taking that back: the bridge from what a machine proposed to what people hold."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone
from coding.finding.actions import Coded
from themes.catalogue.actions import create_theme, facts_of
from themes.catalogue.memos import memos_of
from themes.catalogue.models import Quotation, Theme
from themes.suggestions.actions import check_open, record_on, settle, themes_in
from themes.suggestions.coding import code_passages
from themes.suggestions.models import OF_CODINGS, Suggestion, SuggestionState
from themes.suggestions.queries import parts_of, visible_passages, whole
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError

NOTHING: Mapping[int, int] = {}


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
    code: Code | None = None,
    cut: int | None = None,
) -> Theme:
    """Make the suggestion a theme, or add its passages to the theme `into`; they become quotations.

    With subthemes, those still proposed become subthemes and take their passages with them. With a code, it is applied
    to the passages as well. `cut` is the place of the cut in which it was accepted. Undo takes all of it back.
    """
    theme = _accept(suggestion, by, name, statement, parent, into, with_subthemes, cut)
    if code is not None:
        _apply(suggestion, code, by)
    return theme


def _accept(
    suggestion: Suggestion,
    by: User,
    name: str,
    statement: str,
    parent: Theme | None,
    into: Theme | None,
    with_subthemes: bool,
    cut: int | None,
    within: Suggestion | None = None,
    keys: Mapping[int, int] = NOTHING,
) -> Theme:
    """Accept the suggestion, `within` another; `keys` are those that themes of suggestions had before."""
    check_open(suggestion)
    project = suggestion.run.project
    theme = into or create_theme(
        project=project, by=by, name=name or suggestion.label, statement=statement, parent=parent,
        pk=keys.get(suggestion.pk),
    )  # fmt: skip
    if into is None:
        theme.suggestion = suggestion
        theme.save(update_fields=["suggestion"])
    taken: set[tuple[int, int, int]] = set()
    for part in _parts(suggestion) if with_subthemes else []:
        taken |= _spans(_accept(part, by, "", "", theme, None, False, cut, suggestion, keys))
    _take_over(suggestion, theme, by, taken)
    settle(suggestion, SuggestionState.ACCEPTED, by, cut)
    after = {
        "theme": theme.name, "proposed": suggestion.machine_label, "run": suggestion.run_id,
        "themes_in_the_cut": themes_in(suggestion.run, cut),
        "_asked": {
            "name": name, "statement": statement, "parent": parent.pk if parent else None,
            "into": into.pk if into else None, "with_subthemes": with_subthemes, "cut": cut,
        },
        "_within": within.pk if within else None, "_theme": theme.pk,
    }  # fmt: skip
    record_on("suggestion.accepted", suggestion, by, after=after)
    return theme


@transaction.atomic
def code_suggestion(*, suggestion: Suggestion, code: Code, by: User, cut: int | None = None) -> Coded:
    """Accept the suggestion as passages of a code, without a theme; the codings are `by`'s own."""
    check_open(suggestion)
    coded = _apply(suggestion, code, by)
    if not coded.made and not coded.there:
        raise WorkbenchError(_("Nothing was coded: you have handed in the sources that these passages stand in."))
    settle(suggestion, SuggestionState.ACCEPTED, by, cut)
    after = {
        "code": code.name, "proposed": suggestion.machine_label, "run": suggestion.run_id,
        "themes_in_the_cut": themes_in(suggestion.run, cut), "_cut": cut, "_code": code.pk,
    }  # fmt: skip
    record_on("suggestion.accepted", suggestion, by, after=after)
    return coded


def _apply(suggestion: Suggestion, code: Code, by: User) -> Coded:
    passages = visible_passages(suggestion.run.project, whole(suggestion))
    return code_passages(run=suggestion.run, passages=passages, code=code, by=by, suggestion=suggestion)


def accept_as_before(*, event: Event, suggestion: Suggestion, by: User) -> None:
    """Do an acceptance again as the event says; raises WorkbenchError where that is no longer possible."""
    asked = event.after.get("_asked")
    if asked is None:  # as passages of a code: the codings come back by themselves
        check_open(suggestion)
        settle(suggestion, SuggestionState.ACCEPTED, by, event.after["_cut"])
        record_on("suggestion.accepted", suggestion, by, after=event.after)
        return
    themes = {one.pk: one for one in Theme.objects.filter(project=suggestion.run.project_id)}
    parent, into = themes.get(asked["parent"]), themes.get(asked["into"])
    if (asked["parent"] and parent is None) or (asked["into"] and into is None):
        raise CannotBeUndone(_("This can no longer be done again: the theme was deleted since."))
    # Themes come back with their keys, so that what was done to them before can be taken back too.
    done = Event.objects.filter(
        project_id=event.project_id, key=event.key, action=event.action, after__has_key="_theme"
    )
    keys = {int(one.subject_id): one.after["_theme"] for one in done if one.after["_theme"] not in themes}
    wanted = {**asked, "parent": parent, "into": into}
    _accept(suggestion, by, **wanted, keys=keys)


def _parts(suggestion: Suggestion) -> list[Suggestion]:
    parts = [part for one in whole(suggestion) for part in parts_of(one)]
    return [part for part in parts if part.state == SuggestionState.PROPOSED]


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
    parts = [part for one in whole(suggestion) for part in parts_of(one)]
    for part in parts:
        if (
            part.state == SuggestionState.ACCEPTED
            and Theme.objects.filter(suggestion=part, parent__suggestion=suggestion).exists()
        ):
            withdraw_acceptance(suggestion=part, by=by)
    _give_back(suggestion)
    for theme in suggestion.themes.all():
        if not _is_of_people(theme, suggestion):
            record(action="theme.deleted", by=by, project_id=theme.project_id, subject=theme, before=facts_of(theme))
            theme.delete()
    settle(suggestion, SuggestionState.PROPOSED, by)
    record_on("suggestion.acceptance_withdrawn", suggestion, by)
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
