"""How acts on the board of themes are taken back and done again."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone
from themes.catalogue.actions import WordsChanged, write_statement
from themes.catalogue.models import Quotation, Theme
from themes.catalogue.moving import move_code, move_quotation, move_theme, set_stance
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
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
):
    undoable(
        action,
        undo=lambda event, by, turn=turn: turn(event, by, event.after, event.before),
        redo=lambda event, by, turn=turn: turn(event, by, event.before, event.after),
        needs=Permission.EDIT_THEMES,
        where=where,
    )
