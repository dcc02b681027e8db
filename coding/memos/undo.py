"""How acts on memos are taken back and done again."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone, write_memo
from coding.codings.models import Coding, Memo
from coding.codings.undo import source_address
from coding.memos.actions import edit_memo, remove_memo, restore_memo
from coding.memos.things import things
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.projects.models import Project


def _to(event: Event, facts: dict[str, Any] | None, by: User) -> None:
    """Let the memo be as these facts say; without any it is taken away."""
    place = event.after or event.before
    if place["_about"] == Memo.About.CODING:
        _note_to(event, place, facts, by)
        return
    memo = Memo.objects.filter(project_id=event.project_id, pk=event.subject_id).first()
    if facts is None:
        if memo:
            remove_memo(memo=memo, by=by)
    elif memo:
        edit_memo(memo=memo, by=by, title=facts.get("title", ""), body=_body(facts))
    else:
        _check_thing(event, place)
        project = Project.objects.get(pk=event.project_id)
        restore_memo(project=project, by=by, pk=int(event.subject_id), facts=facts | {"_body": _body(facts)})


def _note_to(event: Event, place: dict[str, Any], facts: dict[str, Any] | None, by: User) -> None:
    """A coding has one note of each author, whatever its key."""
    noted = Coding.objects.filter(project_id=event.project_id, pk=place["_about_id"])  # visibility: one's own note
    if not noted.exists():
        raise CannotBeUndone(_("This can no longer be undone: the coding was removed since."))
    write_memo(
        project=Project.objects.get(pk=event.project_id), by=by, about=place["_about"], about_id=place["_about_id"],
        body=_body(facts) if facts else "", scope=event.scope,
    )  # fmt: skip


def _check_thing(event: Event, place: dict[str, Any]) -> None:
    where = (place["_about"], place["_about_id"])
    if where not in things(None, event.project_id, [where]):
        raise CannotBeUndone(_("This can no longer be undone: what the memo is on was removed since."))


def _body(facts: dict[str, Any]) -> str:
    return facts.get("_body", facts.get("body", ""))


def _address(event: Event) -> str:
    place = event.after or event.before
    kind, _colon, source = event.scope.partition(":")
    if place["_about"] == Memo.About.CODING and kind == "source":
        return f"{source_address(event.project_id, int(source))}#coding-{place['_about_id']}"
    where = (place["_about"], place["_about_id"])
    found = things(None, event.project_id, [where])
    return found[where].url if where in found else ""


for action in ("memo.written", "memo.edited", "memo.removed"):
    undoable(
        action,
        undo=lambda event, by: _to(event, event.before, by),
        redo=lambda event, by: _to(event, event.after, by),
        where=_address,
    )
