"""Codings looked at again after their code was changed: what still fits is said so, the rest is changed or goes.

Coders go through their own codings; a lead goes through the consensus, which is changed here without touching what the
coders did or what was decided.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import check_same_text, moment_in
from coding.codings.models import Coding, Layer
from coding.codings.visibility import is_sealed
from coding.quotations.actions import EvidenceOfARound
from coding.quotations.splitting import NotYours
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.membership.models import Membership
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError

CONFIRMED, DOUBTED = "coding.confirmed", "coding.doubted"
RECODED, REMOVED, RESTORED = "consensus.recoded", "consensus.removed", "consensus.restored"


@transaction.atomic
def confirm_coding(*, coding: Coding, by: User) -> Coding:
    """Say that a coding still fits its code as it is now. Raises NotYours or EvidenceOfARound."""
    return _look(coding, by, CONFIRMED, timezone.now())


@transaction.atomic
def doubt_coding(*, coding: Coding, by: User, looked_at: datetime | None) -> Coding:
    """Take back that a coding still fits: it was last looked at as long ago as before."""
    return _look(coding, by, DOUBTED, looked_at)


def _look(coding: Coding, by: User, action: str, at: datetime | None) -> Coding:
    coding = _held(coding, by)
    before = {"code": coding.code_id, "_looked": coding.looked_at.isoformat() if coding.looked_at else None}
    coding.looked_at = at
    coding.save(update_fields=["looked_at"])
    _record(action, coding, by, before=before, after={"code": coding.code_id})
    return coding


@transaction.atomic
def recode_consensus(*, coding: Coding, code: Code, by: User, back_to: dict[str, Any] | None = None) -> Coding:
    """Give a settled coding another code; who did it and when stands in the history.

    `back_to` are the facts before, where a change is taken back. Raises NotYours, or WorkbenchError for a code that is
    retired or stands on these words already.
    """
    coding = _held(coding, by, only=Layer.CONSENSUS)
    if code.project_id != coding.project_id or code.retired_at:
        raise WorkbenchError(_("“%(code)s” is not offered any more. Choose another code.") % {"code": code.name})
    if not code.codable and not back_to:
        raise WorkbenchError(_("“%(code)s” only groups its subcodes. Choose one of those.") % {"code": code.name})
    before = _facts(coding)
    coding.code, coding.looked_at = code, moment_in(back_to, "_looked_at") if back_to else timezone.now()
    try:
        with transaction.atomic():
            coding.save(update_fields=["code", "looked_at", "updated_at"])
    except IntegrityError as error:
        raise WorkbenchError(
            _("The consensus has “%(code)s” on these words already. Remove this coding instead.") % {"code": code.name}
        ) from error
    _record(RECODED, coding, by, before=before, after=_facts(coding))
    return coding


@transaction.atomic
def remove_consensus(*, coding: Coding, by: User) -> None:
    """Take a settled coding away; the history keeps it, and what the coders did and decided stays."""
    coding = _held(coding, by, only=Layer.CONSENSUS)
    _record(REMOVED, coding, by, before=_facts(coding))
    coding.delete()


@transaction.atomic
def restore_consensus(*, source: Source, code: Code, by: User, id: uuid.UUID, facts: dict[str, Any]) -> Coding:  # noqa: A002
    """Bring a settled coding back as the history keeps it.

    Raises WorkbenchError where the text was changed, its decision was withdrawn, or the words were coded since.
    """
    if there := Coding.objects.filter(pk=id).first():  # visibility: writes
        return there
    _check_lead(source.project_id, source.pk, by)
    check_same_text(source, facts)
    start, end = facts["start"], facts["end"]
    coding = Coding(
        pk=id, project_id=source.project_id, source=source, code=code, coder_id=facts["coder"], layer=Layer.CONSENSUS,
        round_id=facts["round"], decision_id=facts["_decision"], start=start, end=end, quote=source.text[start:end],
    )  # fmt: skip
    if coding.decision_id and coding.decision.withdrawn_at:
        raise WorkbenchError(_("This can no longer be undone: the decision was withdrawn since."))
    try:
        with transaction.atomic():
            coding.save(force_insert=True)
    except IntegrityError as error:
        raise WorkbenchError(_("This can no longer be undone: the words were coded again since.")) from error
    times = {name: moment_in(facts, f"_{name}") for name in ("created_at", "looked_at", "merged_at")}
    Coding.objects.filter(pk=id).update(**times)  # visibility: writes
    _record(RESTORED, coding, by, after=_facts(coding))
    return coding


def _held(coding: Coding, by: User, *, only: str | None = None) -> Coding:
    """Read the coding again, held until the transaction ends, and refuse where it is not one's to look at."""
    rows = Coding.objects.select_for_update(of=("self",)).select_related("code", "source")  # visibility: checked below
    found = rows.filter(pk=coding.pk).first()
    if found is None or (only and found.layer != only):
        raise WorkbenchError(_("This coding was removed meanwhile. Reload the page."))
    if found.layer == Layer.CONSENSUS:
        _check_lead(found.project_id, found.source_id, by)
    elif found.coder_id != by.pk:
        raise NotYours(_("Only the coder who made a coding can say whether it still fits."))
    elif found.round_id:
        raise EvidenceOfARound(_("This coding belongs to a round. It is evidence, and stays under its code."))
    return found


def _check_lead(project_id: int, source_id: int, by: User) -> None:
    member = Membership.objects.filter(project=project_id, user=by, left_at=None).first()
    if member is None or not member.allows(Permission.MANAGE_ROUNDS) or is_sealed(source_id):
        raise NotYours(_("Only a lead goes through the consensus, and not while the source is coded blind."))


def _facts(coding: Coding) -> dict[str, Any]:
    plain = {name: getattr(coding, name) for name in ("start", "end")}
    keys = {"code": coding.code_id, "source": coding.source_id, "coder": coding.coder_id, "round": coding.round_id}
    times = {name: getattr(coding, name) for name in ("created_at", "looked_at", "merged_at")}
    kept = {f"_{name}": at.isoformat() if at else None for name, at in times.items()}
    return plain | keys | kept | {"_decision": coding.decision_id, "_revision": coding.source.revision}


def _record(action: str, coding: Coding, by: User, **values: Any) -> None:
    record(
        action=action, by=by, project_id=coding.project_id, subject=coding, scope=f"source:{coding.source_id}",
        sealed=is_sealed(coding.source_id), **values,
    )  # fmt: skip
