"""Writing, changing and taking away memos on anything."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codings.memo_facts import memo_facts, memo_label
from coding.codings.memo_links import linked_sources
from coding.codings.models import Assignment, Memo
from coding.codings.visibility import is_sealed
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.acts import made_before
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


class NotYourMemo(WorkbenchError):
    """Only its author changes a memo."""


class MemoChanged(WorkbenchError):
    """A memo says something else by now than what was changed: another tab or device wrote it."""

    status = 409


@transaction.atomic
def add_memo(
    *, project: Project, by: User, about: str, about_id: object, body: str, title: str = "", source: int | None = None
) -> Memo:
    """Write a memo on a thing that the writer may see; `source` is the text that it lies in, for a coding.

    A coding has one memo of each author: raises WorkbenchError where there is one, or for a memo without words. A
    request that is repeated makes none anew.
    """
    place = {"project": project, "about": about, "about_id": str(about_id), "author": by}
    if (made := made_before(Memo)) and (there := Memo.objects.filter(pk=made, **place).first()):
        return there
    if about == Memo.About.CODING and Memo.objects.filter(**place).exists():
        raise WorkbenchError(_("You have written a memo on this coding already. Change that one."))
    memo = Memo.objects.create(**place, title=title.strip(), body=_checked(body))
    _record("memo.written", memo, by, source, after=memo_facts(memo))
    return memo


@transaction.atomic
def edit_memo(
    *,
    memo: Memo,
    by: User,
    body: str,
    title: str = "",
    source: int | None = None,
    was: tuple[str, str] | None = None,
) -> Memo:
    """Change one's own memo, where it still has the title and text that it `was` changed from (None: whatever it has).

    Raises NotYourMemo, MemoChanged, or WorkbenchError where it would be empty.
    """
    memo = _own(memo, by)
    before = memo_facts(memo)
    known = (memo.title, memo.body)
    memo.title, memo.body = title.strip(), _checked(body)
    if before == memo_facts(memo):
        return memo
    if was is not None and known != (was[0].strip(), _plain(was[1])):
        raise MemoChanged(_("This memo was changed elsewhere meanwhile."))
    memo.save(update_fields=["title", "body", "updated_at"])
    _record("memo.edited", memo, by, source, before=before, after=memo_facts(memo))
    return memo


@transaction.atomic
def remove_memo(*, memo: Memo, by: User, source: int | None = None) -> None:
    """Take one's own memo away; undo brings it back."""
    try:
        memo = _own(memo, by)
    except Memo.DoesNotExist:  # the same request arrived twice
        return
    _record("memo.removed", memo, by, source, before=memo_facts(memo))
    memo.delete()


@transaction.atomic
def restore_memo(*, project: Project, by: User, pk: int, facts: dict[str, Any], source: int | None = None) -> Memo:
    """Bring one's own memo back, with its key and its day, by the facts that the history keeps of it."""
    if there := Memo.objects.filter(pk=pk).first():
        return there
    place = {"project": project, "about": facts["_about"], "about_id": facts["_about_id"], "author": by}
    memo = Memo.objects.create(pk=pk, **place, title=facts.get("title", ""), body=facts["_body"])
    Memo.objects.filter(pk=pk).update(created_at=facts.get("_created") or timezone.now())
    _record("memo.written", memo, by, source, after=memo_facts(memo))
    return memo


def _own(memo: Memo, by: User) -> Memo:
    found = Memo.objects.select_for_update().get(pk=memo.pk)
    if found.author_id != by.pk:
        raise NotYourMemo(_("Only the person who wrote a memo can change it."))
    return found


def _plain(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def _checked(body: str) -> str:
    body = _plain(body)
    if not body:
        raise WorkbenchError(_("Write something first: a memo without words is not kept."))
    return body


def _record(action: str, memo: Memo, by: User, source: int | None, **values: object) -> None:
    place, sealed = _scope(memo, by, source)
    record(
        action=action, by=by, project_id=memo.project_id, subject=memo, label=memo_label(memo), scope=place,
        sealed=sealed, **values,
    )  # fmt: skip


def _scope(memo: Memo, by: User, source: int | None) -> tuple[str, bool]:
    """Within which text a blind round may close the memo, and whether one does: as visible_memos() decides."""
    if memo.about == Memo.About.CODING and source:
        return f"source:{source}", is_sealed(source)
    texts = linked_sources(memo.body) | ({int(memo.about_id)} if memo.about == Memo.About.SOURCE else set())
    on_it = Q(round_id=int(memo.about_id)) if memo.about == Memo.About.ROUND else Q(pk__in=[])
    mine = Assignment.objects.filter(project_id=memo.project_id, coder=by, sealed=True)
    blind = mine.filter(Q(source_id__in=texts) | on_it).order_by("source_id")
    if closed := blind.values_list("source_id", flat=True).first():
        return f"source:{closed}", True
    return (f"source:{min(texts)}" if texts else ""), False
