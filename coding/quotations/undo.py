"""How changes of the codebook are taken back and done again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codebook.actions import place_code, restore_code, retire_code
from coding.codebook.models import Code
from coding.codings.actions import moment_in
from coding.codings.models import Coding
from coding.codings.visibility import sealed_source_ids
from coding.quotations.actions import delete_code, merge_codes, unmerge_code
from coding.quotations.reviewing import (
    CONFIRMED,
    REMOVED,
    confirm_coding,
    doubt_coding,
    recode_consensus,
    remove_consensus,
    restore_consensus,
)
from coding.quotations.reviewing import RECODED as SETTLED_ANEW
from coding.quotations.splitting import (
    RECODED,
    STAYED,
    UNSETTLED,
    leave_coding,
    recode_coding,
    unfold_coding,
    unsettle_coding,
)
from coding.quotations.turning import ChangedSince, bring_back_code, turn_codes
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.membership.roles import Permission
from workbench.projects.models import Project


def _project(event: Event) -> Project:
    return Project.objects.get(pk=event.project_id)


def _found(event: Event, pk: int | str | None) -> Code:
    code = Code.objects.filter(project_id=event.project_id, pk=pk).select_related("project", "parent").first()
    if code is None:
        raise ChangedSince(_("This can no longer be undone: the code was deleted since."))
    return code


def _code(event: Event) -> Code:
    return _found(event, event.subject_id)


def _uncreate(event: Event, by: User) -> None:
    code = _code(event)
    # While a blind round runs, a refusal to delete would tell that somebody uses the code.
    if event.action == "code.created" and sealed_source_ids(code.project):
        retire_code(code=code, by=by)
    else:
        delete_code(code=code, by=by)


def _recreate(event: Event, by: User) -> None:
    if there := Code.objects.filter(project_id=event.project_id, pk=event.subject_id).first():
        restore_code(code=there, by=by)
        return
    facts = event.after if event.action == "code.created" else event.before
    bring_back_code(project=_project(event), by=by, pk=int(event.subject_id), facts=facts)


def _turn_edit(event: Event, by: User, *, back: bool) -> None:
    code = _code(event)
    before = {name: value for name, value in event.before.items() if not name.startswith("_")}
    after = {name: value for name, value in event.after.items() if not name.startswith("_")}
    if back and "_defined_at" in event.before:
        # What it is now is what this change made of it, or the words would differ.
        before["defined_at"] = event.before["_defined_at"]
        after["defined_at"] = code.defined_at.isoformat() if code.defined_at else None
    elif "_defined_at" in event.before:
        before["defined_at"] = code.defined_at.isoformat() if code.defined_at else None
        after["defined_at"] = event.at.isoformat()
    turn_codes(project=_project(event), by=by, rows=[[code.pk, before, after]], back=back, subject=code)


def _place(event: Event, by: User, side: dict[str, Any], expected: dict[str, Any]) -> None:
    code = _code(event)
    if code.parent_id != expected["parent"]:
        raise ChangedSince(
            _("“%(code)s” was moved again since, so this can no longer be undone.") % {"code": code.name}
        )
    parent = _found(event, side["parent"]) if side["parent"] else None
    before = Code.objects.filter(project_id=event.project_id, pk=side.get("_next")).first()
    place_code(code=code, by=by, parent=parent, before=before)


def _merge(event: Event, by: User) -> None:
    merge_codes(code=_code(event), into=_found(event, event.after["_into"]), by=by)


def _turn_many(event: Event, by: User, *, back: bool) -> None:
    turn_codes(project=_project(event), by=by, rows=event.before["_codes"], back=back)


def _coding(event: Event) -> Coding:
    found = Coding.objects.filter(project_id=event.project_id, pk=event.subject_id)  # visibility: the action checks
    if (coding := found.first()) is None:
        raise ChangedSince(_("This can no longer be undone: the coding was removed since."))
    return coding


def _recode_back(event: Event, by: User) -> None:
    code, sent_to = _found(event, event.before["code"]), _found(event, event.after["code"])
    if folded := event.after.get("_folded"):
        unfold_coding(
            id=uuid.UUID(event.subject_id), code=code, by=by, folded=folded, sent_to=sent_to, back_to=event.before
        )
        return
    coding = _coding(event)
    if coding.code_id != sent_to.pk:
        raise ChangedSince(_("This can no longer be undone: the coding has another code since."))
    recode_coding(coding=coding, code=code, by=by, back_to=event.before)


def _recode_again(event: Event, by: User) -> None:
    splits = "_split_at" in event.before
    recode_coding(coding=_coding(event), code=_found(event, event.after["code"]), by=by, splits=splits)


def split_address(event: Event) -> str:
    """Return the page on which the code of the event is split."""
    code = (event.before or event.after)["code"]
    return reverse("codebook:split", args=[_project(event).slug, code])


def code_address(event: Event) -> str:
    """Return the page of the code that the event is about; the codebook where there is none."""
    slug = _project(event).slug
    there = Code.objects.filter(project_id=event.project_id, pk=event.subject_id).exists()
    if event.subject_type == "code" and there:
        return reverse("codebook:code", args=[slug, event.subject_id])
    return reverse("codebook:tree", args=[slug])


def _register(action: str, where: Callable[[Event], str] = code_address, **turns: Any) -> None:
    undoable(action, needs=Permission.EDIT_CODEBOOK, where=where, **turns)


def _leave(event: Event, by: User) -> None:
    leave_coding(coding=_coding(event), by=by)


def _unsettle(event: Event, by: User) -> None:
    unsettle_coding(coding=_coding(event), by=by, looked_at=moment_in(event.after, "_looked"))


def _confirm(event: Event, by: User) -> None:
    confirm_coding(coding=_coding(event), by=by)


def _doubt(event: Event, by: User) -> None:
    doubt_coding(coding=_coding(event), by=by, looked_at=moment_in(event.before, "_looked"))


def _settled_code(event: Event, facts: dict[str, Any], by: User, *, back: bool) -> None:
    coding = _coding(event)
    if coding.code_id != (event.after if back else event.before)["code"]:
        raise ChangedSince(_("This can no longer be undone: the coding has another code since."))
    recode_consensus(coding=coding, code=_found(event, facts["code"]), by=by, back_to=facts if back else None)


def _settled_again(event: Event, facts: dict[str, Any], by: User) -> None:
    source = Source.objects.filter(project_id=event.project_id, pk=facts["source"]).first()
    if source is None:
        raise ChangedSince(_("This can no longer be undone: the source was removed since."))
    code = _found(event, facts["code"])
    restore_consensus(source=source, code=code, by=by, id=uuid.UUID(event.subject_id), facts=facts)


def _settled_away(event: Event, by: User) -> None:
    remove_consensus(coding=_coding(event), by=by)


def debt_address(event: Event) -> str:
    """Return the page on which codings are looked at again."""
    return reverse("codebook:look", args=[_project(event).slug])


_register("code.created", undo=_uncreate, redo=_recreate)
_register("code.deleted", undo=_recreate, redo=_uncreate)
_register(
    "code.edited",
    undo=lambda event, by: _turn_edit(event, by, back=True),
    redo=lambda event, by: _turn_edit(event, by, back=False),
)
_register(
    "code.moved",
    undo=lambda event, by: _place(event, by, event.before, event.after),
    redo=lambda event, by: _place(event, by, event.after, event.before),
)
_register(
    "code.retired",
    undo=lambda event, by: restore_code(code=_code(event), by=by),
    redo=lambda event, by: retire_code(code=_code(event), by=by),
)
_register(
    "code.restored",
    undo=lambda event, by: retire_code(code=_code(event), by=by),
    redo=lambda event, by: restore_code(code=_code(event), by=by),
)
_register("code.merged", undo=lambda event, by: unmerge_code(code=_code(event), by=by), redo=_merge)
_register("code.unmerged", undo=_merge, redo=lambda event, by: unmerge_code(code=_code(event), by=by))
for _action in ("codebook.imported", "codebook.edited"):
    _register(
        _action,
        undo=lambda event, by: _turn_many(event, by, back=True),
        redo=lambda event, by: _turn_many(event, by, back=False),
    )
undoable(CONFIRMED, where=debt_address, undo=_doubt, redo=_confirm)
undoable(
    SETTLED_ANEW, needs=Permission.MANAGE_ROUNDS, where=debt_address,
    undo=lambda event, by: _settled_code(event, event.before, by, back=True),
    redo=lambda event, by: _settled_code(event, event.after, by, back=False),
)  # fmt: skip
undoable(
    REMOVED, needs=Permission.MANAGE_ROUNDS, where=debt_address,
    undo=lambda event, by: _settled_again(event, event.before, by), redo=_settled_away,
)  # fmt: skip
_register(RECODED, split_address, undo=_recode_back, redo=_recode_again)
_register(STAYED, split_address, undo=_unsettle, redo=_leave)
_register(UNSETTLED, split_address, undo=_leave, redo=_unsettle)
