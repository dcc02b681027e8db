"""How acts on the board of themes are taken back and done again."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone
from coding.sources.models import Source
from themes.catalogue.actions import (
    WordsChanged,
    add_quotation,
    choose_codes,
    create_theme,
    delete_theme,
    edit_theme,
    facts_of,
    remove_quotation,
    write_statement,
)
from themes.catalogue.merging import merge_event, merge_themes, unmerge_theme
from themes.catalogue.models import Quotation, Theme
from themes.catalogue.moving import move_code, move_quotation, move_theme, set_stance
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable, undoable_actions
from workbench.membership.roles import Permission
from workbench.projects.models import Project

Facts = dict[str, Any]
Row = TypeVar("Row", bound=Model)


def _there(model: type[Row], **wanted: object) -> Row:
    found = model.objects.filter(**wanted).first()
    if found is None:
        raise CannotBeUndone(_("This can no longer be undone: it was deleted since."))
    return found


def _theme(event: Event, pk: int | str | None) -> Theme | None:
    return _there(Theme, project=event.project_id, pk=pk) if pk else None


def _turn_theme(event: Event, by: User, source: Facts, target: Facts) -> None:
    move_theme(
        theme=_theme(event, event.subject_id), out_of=_theme(event, source["_theme"]),
        into=_theme(event, target["_theme"]), before=target["_before"], by=by,
    )  # fmt: skip


def _turn_code(event: Event, by: User, source: Facts, target: Facts) -> None:
    move_code(
        code=_there(Code, project=event.project_id, pk=source["_code"]), out_of=_theme(event, source["_theme"]),
        into=_theme(event, target["_theme"]), before=target["_before"], by=by,
    )  # fmt: skip


def _quotation(event: Event, facts: Facts) -> Quotation:
    return _there(Quotation, source__project=event.project_id, pk=facts["_quotation"])


def _turn_quotation(event: Event, by: User, source: Facts, target: Facts) -> None:
    move_quotation(
        quotation=_quotation(event, source), out_of=_theme(event, source["_theme"]),
        into=_theme(event, target["_theme"]), before=target["_before"], stance=target["stance"], by=by,
    )  # fmt: skip


def _turn_stance(event: Event, by: User, source: Facts, target: Facts) -> None:
    quotation = _quotation(event, source)
    if quotation.stance != source["stance"]:
        raise CannotBeUndone(_("This can no longer be undone: somebody has judged the quotation anew."))
    set_stance(quotation=quotation, stance=target["stance"], before=target["_before"], by=by)


def _turn_statement(event: Event, by: User, source: Facts, target: Facts) -> None:
    theme = _theme(event, event.subject_id)
    try:
        write_statement(theme=theme, statement=target["statement"], seen=source["statement"], by=by)
    except WordsChanged as changed:
        raise CannotBeUndone(_("This can no longer be undone: the statement was changed since.")) from changed


# --- Themes made, changed, deleted, merged -----------------------------------------------------------


# Acts that make themes or let them go as a part of what they do.
BROUGHT_BY = ("suggestion.accepted", "suggestion.acceptance_withdrawn", "theme.passages_gathered")


def _of_acceptance(event: Event) -> bool:
    """Say whether the theme came or went with a suggestion: then that act's inverse sees to it, or nobody does."""
    with_it = Event.objects.filter(key=event.key, action__in=BROUGHT_BY, undoes=None)
    if event.key is None or not with_it.exists():
        return False
    if not set(with_it.values_list("action", flat=True)) <= undoable_actions():
        raise CannotBeUndone(_("It belongs to a suggestion: accept or withdraw that instead."))
    return True


def _make(event: Event, by: User, facts: Facts) -> None:
    if _of_acceptance(event):
        return
    create_theme(
        project=Project.objects.get(pk=event.project_id), by=by, name=facts["name"], statement=facts["statement"],
        parent=_theme(event, facts["parent"]), pk=int(event.subject_id),
    )  # fmt: skip


def _unmake(event: Event, by: User) -> None:
    if not _of_acceptance(event):
        delete_theme(theme=_theme(event, event.subject_id), by=by)


def _edit(event: Event, by: User, source: Facts, target: Facts) -> None:
    theme = _theme(event, event.subject_id)
    if facts_of(theme) != source:
        raise CannotBeUndone(_("This can no longer be undone: the theme was changed since."))
    parent = _theme(event, target["parent"])
    edit_theme(theme=theme, by=by, name=target["name"], statement=target["statement"], parent=parent)


def _choose(event: Event, by: User, source: Facts, target: Facts) -> None:
    theme = _theme(event, event.subject_id)
    if "_codes" not in source or sorted(theme.codes.values_list("pk", flat=True)) != source["_codes"]:
        raise CannotBeUndone(_("This can no longer be undone: other codes were chosen since."))
    codes = list(Code.objects.filter(project=event.project_id, pk__in=target["_codes"]))
    choose_codes(theme=theme, codes=codes, by=by)


def _merge(event: Event, by: User, theme: int | str, into: int | str) -> None:
    merge_themes(theme=_theme(event, theme), into=_theme(event, into), by=by)


def _unmerge(event: Event, by: User, theme: int | str, into: int | str) -> None:
    found = _theme(event, into)
    last = merge_event(found)
    if last is None or last.subject_id != str(theme):
        raise CannotBeUndone(_("This can no longer be undone: the theme that took it up was changed since."))
    unmerge_theme(into=found, by=by)


# --- Quotations put under a theme, and taken out -----------------------------------------------------


def _span_of(event: Event) -> tuple[int, int, int, int]:
    """Return source, revision of its text, start and end of what was added or taken out."""
    facts = (event.after or {}) if event.action == "theme.quotation_added" else (event.before or {}).get("_kept", {})
    keys = ("_source", "_revision") if event.action == "theme.quotation_added" else ("source", "revision")
    if not set(keys) <= set(facts):
        raise CannotBeUndone(_("This can no longer be undone."))
    return facts[keys[0]], facts[keys[1]], facts["start"], facts["end"]


def _put(event: Event, by: User) -> None:
    source, revision, start, end = _span_of(event)
    found = _there(Source, project=event.project_id, pk=source)
    if found.revision != revision:
        raise CannotBeUndone(_("This can no longer be undone: the text was changed since."))
    add_quotation(theme=_theme(event, event.subject_id), source=found, start=start, end=end, by=by)


def _take_out(event: Event, by: User) -> None:
    source, _revision, start, end = _span_of(event)
    place = {"theme": event.subject_id, "source": source, "start": start, "end": end}
    remove_quotation(quotation=_there(Quotation, source__project=event.project_id, **place), by=by)


def _board(event: Event) -> str:
    project = Project.objects.filter(pk=event.project_id).first()
    return reverse("themes:list", args=[project.slug]) if project else ""


def _page(event: Event) -> str:
    theme = Theme.objects.filter(project=event.project_id, pk=event.subject_id).select_related("project").first()
    return theme.get_absolute_url() if theme and event.subject_type == "theme" else _board(event)


for action, turn, where in (
    ("theme.moved", _turn_theme, _board),
    ("theme.code_moved", _turn_code, _board),
    ("theme.quotation_moved", _turn_quotation, _board),
    ("theme.quotation_stance_set", _turn_stance, _page),
    ("theme.statement_written", _turn_statement, _page),
    ("theme.edited", _edit, _page),
    ("theme.codes_chosen", _choose, _page),
):
    undoable(
        action,
        undo=lambda event, by, turn=turn: turn(event, by, event.after, event.before),
        redo=lambda event, by, turn=turn: turn(event, by, event.before, event.after),
        needs=Permission.EDIT_THEMES,
        where=where,
    )
for action, undo, redo in (
    ("theme.created", _unmake, lambda event, by: _make(event, by, event.after)),
    ("theme.deleted", lambda event, by: _make(event, by, event.before), _unmake),
    ("theme.quotation_added", _take_out, _put),
    ("theme.quotation_removed", _put, _take_out),
    (
        "theme.merged",
        lambda event, by: _unmerge(event, by, event.subject_id, event.after["_into"]),
        lambda event, by: _merge(event, by, event.subject_id, event.after["_into"]),
    ),
    (
        "theme.unmerged",
        lambda event, by: _merge(event, by, event.after["_theme"], event.subject_id),
        lambda event, by: _unmerge(event, by, event.after["_theme"], event.subject_id),
    ),
):
    undoable(action, undo=undo, redo=redo, needs=Permission.EDIT_THEMES, where=_page)
