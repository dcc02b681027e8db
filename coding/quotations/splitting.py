"""A code split into others: its codings are gone through one by one, and each is sent on, left, or kept for later."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import moment_in
from coding.codings.models import Coding, Layer
from coding.codings.visibility import is_sealed, visible_codings
from coding.quotations.actions import EvidenceOfARound, move_memos
from coding.quotations.debt import OWED
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to
from workbench.membership.models import Membership
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError

RECODED = "coding.recoded"
STAYED = "coding.stayed"
UNSETTLED = "coding.unsettled"
PLACE = ("source_id", "coder_id", "start", "end")


class NotYours(WorkbenchError):
    """Only a lead sends other people's codings to another code."""


def _may_all(membership: Membership) -> bool:
    """Say whether one goes through everybody's codings, as the lead does who changes the codebook for all."""
    return membership.allows(Permission.MANAGE_ROUNDS)


def splittable(code: Code, viewer: Membership) -> QuerySet[Coding]:
    """Return the codings of the code that the viewer may send to another one, in the order of the texts.

    One's own; a lead's are everybody's that a lead may see. What belongs to a round is evidence, and stays.
    """
    codings = visible_codings(code.project, viewer).filter(code=code, layer=Layer.CODER, round=None)
    if not _may_all(viewer):
        codings = codings.filter(coder_id=viewer.user_id)
    return codings.order_by("source_id", "start", "end", "pk")


def evidence_count(code: Code, viewer: Membership) -> int:
    """Return how many codings of the code stay under it because they belong to a round."""
    return visible_codings(code.project, viewer).filter(code=code, round__isnull=False).count()


def settled_ids(code: Code) -> set[uuid.UUID]:
    """Return the codings of which it was said that they stay under the code; one query."""
    events = Event.objects.filter(project_id=code.project_id, action__in=[STAYED, UNSETTLED], after__code=code.pk)
    last = dict(events.order_by("pk").values_list("subject_id", "action"))
    return {uuid.UUID(pk) for pk, action in last.items() if action == STAYED}


def sent_on(code: Code, viewer: Membership) -> dict[int, int]:
    """Return how many codings of the code were sent to each other code, as far as the viewer may know; one query."""
    events = events_visible_to(viewer.user, code.project_id)
    sent = events.filter(action=RECODED, before__code=code.pk, undoes=None, undone_at=None)
    counts: dict[int, int] = {}
    for after in sent.values_list("after", flat=True):
        counts[after["code"]] = counts.get(after["code"], 0) + 1
    return counts


@transaction.atomic
def recode_coding(
    *, coding: Coding, code: Code, by: User, splits: bool = False, back_to: dict[str, Any] | None = None
) -> Coding | None:
    """Give a coding another code; where its coder has that code on the same words, the two become one (None then).

    With `splits` the code that it had is being split: what is left there owes a look (coding.quotations.debt).
    `back_to` are the facts of before, where a change is taken back. Raises NotYours, EvidenceOfARound, or
    WorkbenchError for a code that was retired.
    """
    coding = _held(coding, by)
    before = coding.code
    if code.project_id != coding.project_id:
        raise WorkbenchError(_("This code belongs to another study."))
    if code.retired_at:
        raise WorkbenchError(_("“%(code)s” was retired. Choose another code.") % {"code": code.name})
    if code.pk == before.pk:
        return coding
    place = {name: getattr(coding, name) for name in PLACE}
    twin = _free_codings(code).filter(**place).first()
    after: dict[str, Any] = {"code": code.pk, "under": code.name}
    kept_before = {"code": before.pk, "under": before.name, "_looked": _iso(coding.looked_at)}
    if splits:
        kept_before |= _begin_split(coding, code)
    _end_split(code, back_to)
    if twin:
        move_memos(coding.pk, twin.pk)
        kept = {name: getattr(coding, name) for name in ("quote", "origin", "displaced")}
        times = {name: _iso(getattr(coding, name)) for name in ("created_at", "looked_at", "merged_at")}
        after |= {"_folded": place | kept | times, "_twin": str(twin.pk)}
        Coding.objects.filter(pk=coding.pk).delete()  # visibility: writes
    else:
        coding.code, coding.looked_at = code, moment_in(back_to, "_looked") if back_to else timezone.now()
        coding.save(update_fields=["code", "looked_at", "updated_at"])
    _record(RECODED, coding, by, before=kept_before, after=after)
    return None if twin else coding


def _begin_split(coding: Coding, target: Code) -> dict[str, Any]:
    """Date the split of the code that a coding still has, unless one is under way; returns when it was split before.

    It began with the first coding that was said to stay. A split that everybody has been through begins again only with
    a code that is younger than it, from the moment that code was there.
    """
    code, before = coding.code, coding.code.split_at
    waiting = _free_codings(code).filter(OWED).exclude(pk=coding.pk)
    if before and (target.created_at <= before or waiting.exists()):
        return {}
    stay = Coding.objects.filter(pk__in=settled_ids(code))  # visibility: only dates the split
    first = stay.aggregate(at=Min("looked_at"))["at"]
    code.split_at = target.created_at if before else first or timezone.now()
    code.save(update_fields=["split_at"])
    return {"_split_at": _iso(before)}


def _end_split(code: Code, back_to: dict[str, Any] | None) -> None:
    """Take the date of a split back with the coding that began it."""
    if back_to and "_split_at" in back_to:
        code.split_at = moment_in(back_to, "_split_at")
        code.save(update_fields=["split_at"])


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


@transaction.atomic
def unfold_coding(
    *,
    id: uuid.UUID,  # noqa: A002
    code: Code,
    by: User,
    folded: dict[str, Any],
    sent_to: Code,
    back_to: dict[str, Any] | None = None,
) -> Coding:
    """Make a coding again that became one with another when it was sent on; their memos stay together there."""
    _check_may(code.project_id, folded["source_id"], folded["coder_id"], by)
    if _free_codings(code).filter(**{name: folded[name] for name in PLACE}).exists():
        raise WorkbenchError(_("This can no longer be undone: the words were coded again since."))
    times = {name: value for name, value in folded.items() if name in {"created_at", "looked_at", "merged_at"}}
    facts = {name: value for name, value in folded.items() if name not in times}
    coding = Coding(id=id, project_id=code.project_id, code=code, **facts)
    if coding.source.text[coding.start : coding.end] != coding.quote:
        raise WorkbenchError(_("This can no longer be undone: the text was changed since."))
    coding.save(force_insert=True)
    Coding.objects.filter(pk=id).update(**times)  # visibility: writes
    _end_split(code, back_to)
    _record(
        RECODED, coding, by,
        before={"code": sent_to.pk, "under": sent_to.name}, after={"code": code.pk, "under": code.name},
    )  # fmt: skip
    return coding


@transaction.atomic
def leave_coding(*, coding: Coding, by: User) -> Coding:
    """Say that a coding stays under its code, so that the split goes on with the next."""
    coding = _held(coding, by)
    looked = _iso(coding.looked_at)
    coding.looked_at = timezone.now()
    coding.save(update_fields=["looked_at"])
    _record(STAYED, coding, by, after={"code": coding.code_id, "_looked": looked})
    return coding


@transaction.atomic
def unsettle_coding(*, coding: Coding, by: User, looked_at: datetime | None = None) -> Coding:
    """Say that it is open again whether a coding stays under its code, last looked at when it was before."""
    coding = _held(coding, by)
    coding.looked_at = looked_at
    coding.save(update_fields=["looked_at"])
    _record(UNSETTLED, coding, by, after={"code": coding.code_id})
    return coding


def _held(coding: Coding, by: User) -> Coding:
    """Read the coding again, held until the transaction ends, and refuse where it is not one's to send."""
    rows = Coding.objects.select_for_update(of=("self",)).select_related("code", "source")  # visibility: checked below
    found = rows.filter(pk=coding.pk, layer=Layer.CODER).first()
    if found is None:
        raise WorkbenchError(_("This coding was removed meanwhile. Reload the page."))
    if found.round_id:
        raise EvidenceOfARound(_("This coding belongs to a round. It is evidence, and stays under its code."))
    _check_may(found.project_id, found.source_id, found.coder_id, by)
    return found


def _check_may(project_id: int, source_id: int, coder_id: int, by: User) -> None:
    """Refuse what others coded to everybody but a lead, and to leads while the source is coded blind."""
    if coder_id == by.pk:
        return
    member = Membership.objects.filter(project=project_id, user=by, left_at=None).first()
    if member is None or not _may_all(member) or is_sealed(source_id):
        raise NotYours(_("Only a lead can send the codings of others to another code."))


def _free_codings(code: Code) -> QuerySet[Coding]:
    mine = Coding.objects.filter(code=code, layer=Layer.CODER, round=None)  # visibility: narrowed to one coder's words
    return mine.filter(displaced=False)


def _record(action: str, coding: Coding, by: User, **values: Any) -> None:
    record(
        action=action, by=by, project_id=coding.project_id, subject=coding, scope=f"source:{coding.source_id}",
        sealed=is_sealed(coding.source_id), **values,
    )  # fmt: skip
