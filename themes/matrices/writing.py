"""Writing in the cells of a matrix: nobody's words are lost, and nobody's are overwritten unseen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from themes.matrices.framework import framework
from themes.matrices.models import Matrix, Summary, SummaryVersion
from themes.matrices.staleness import Fact
from themes.matrices.summaries import why_locked
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.acts import current_act
from workbench.membership.models import Membership
from workbench.web.errors import WorkbenchError

LONGEST_TEXT = 20_000
Kind = SummaryVersion.Kind


@dataclass(frozen=True)
class Outcome:
    """A cell after writing; `is_aside` says that another text stands there, which the writer has not seen."""

    summary: Summary
    is_aside: bool = False


@transaction.atomic
def write_summary(
    *,
    matrix: Matrix,
    viewer: Membership,
    row: str,
    column: str,
    text: str,
    seen: int,
    passages: Collection[str] | None = None,
) -> Outcome:
    """Write in a cell of which the writer has seen the revision `seen` and these `passages` (keys; None for all).

    What is written again in the same act is one version. Where somebody else has written since, the text is kept aside
    and what stands there stays. Raises WorkbenchError for a cell that there is not, a row that is being coded blind,
    or a text that is too long.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise WorkbenchError(_("A cell holds at most 20,000 characters. Shorten it, or put the rest into a memo."))
    basis = _basis_now(matrix, viewer, row, column, passages)
    summary = _held(matrix, row, column)
    by, act, current = viewer.user, current_act().key, summary.current
    mine = current is not None and current.act == act and current.kind == Kind.WRITTEN and current.by_id == by.pk
    if not mine and seen != summary.revision:
        if current is not None and current.text == text:
            return Outcome(summary)
        return Outcome(_kept_aside(summary, by, act, text, basis), is_aside=True)
    if text == (current.text if current else ""):
        return Outcome(summary)
    if mine:
        current.text, current.at = text, timezone.now()
        current.save(update_fields=["text", "at"])
        _turned(summary, current)
    else:
        _put(summary, _version(summary, by, text, basis, act=act), by, "summary.written")
    return Outcome(summary)


@transaction.atomic
def confirm_summary(*, matrix: Matrix, viewer: Membership, row: str, column: str, seen: int) -> Summary:
    """Say that what is written in a cell is still right as things stand now; recorded as a version of its own."""
    basis = _basis_now(matrix, viewer, row, column)
    summary = _held(matrix, row, column)
    if summary.current is None or not summary.current.text:
        raise WorkbenchError(_("Nothing is written in this cell."))
    if seen != summary.revision:
        raise WorkbenchError(_("This cell was changed since you opened it. Read it again first."))
    if summary.current.basis != basis:
        confirmed = _version(summary, viewer.user, summary.current.text, basis, kind=Kind.CONFIRMED)
        _put(summary, confirmed, viewer.user, "summary.confirmed")
    return summary


@transaction.atomic
def restore_version(*, summary: Summary, version: SummaryVersion | None, instead_of: int | None, by: User) -> Summary:
    """Put an earlier version, or one that was kept aside, into its cell again; None empties the cell.

    Raises WorkbenchError where another version than `instead_of` (its key) stands there now.
    """
    summary = Summary.objects.select_for_update().get(pk=summary.pk)
    if summary.current_id != instead_of:
        raise WorkbenchError(_("Somebody has changed this cell since. Open it and read what stands there now."))
    if version is not None and version.kind == Kind.ASIDE:
        version.kind = Kind.WRITTEN
        version.save(update_fields=["kind"])
    _put(summary, version, by, "summary.restored")
    return summary


def _basis_now(
    matrix: Matrix, viewer: Membership, row: str, column: str, passages: Collection[str] | None = None
) -> dict[str, Any]:
    shown = framework(matrix, viewer, only=column)
    if matrix.removed_at or not shown.headings or row not in {one.line.key for one in shown.rows.rows}:
        raise WorkbenchError(_("The matrix has no such cell any more. Load its page again."))
    if row in shown.rows.locked:
        raise WorkbenchError(why_locked())
    basis: dict[str, Fact] = shown.basis((row, column))
    return {key: list(fact) for key, fact in sorted(basis.items()) if passages is None or key in passages}


def _held(matrix: Matrix, row: str, column: str) -> Summary:
    """The cell, for this transaction alone."""
    Summary.objects.get_or_create(matrix=matrix, row=row, column=column)
    held = Summary.objects.select_for_update().get(matrix=matrix, row=row, column=column)
    held.matrix = matrix
    return held


def _kept_aside(summary: Summary, by: User, act: Any, text: str, basis: dict[str, Any]) -> Summary:
    known = summary.versions.filter(kind=Kind.ASIDE, act=act, by=by).first()
    if known:
        known.text, known.at = text, timezone.now()
        known.save(update_fields=["text", "at"])
    else:
        kept = _version(summary, by, text, basis, act=act, kind=Kind.ASIDE)
        _record("summary.set_aside", summary, by, after={"_version": kept.pk})
    return summary


def _version(summary: Summary, by: User, text: str, basis: dict[str, Any], **more: Any) -> SummaryVersion:
    return SummaryVersion.objects.create(summary=summary, by=by, text=text, basis=basis, at=timezone.now(), **more)


def _put(summary: Summary, version: SummaryVersion | None, by: User, action: str) -> None:
    before = {"_version": summary.current_id}
    _turned(summary, version)
    _record(action, summary, by, before=before, after={"_version": version.pk if version else None})


def _turned(summary: Summary, version: SummaryVersion | None) -> None:
    summary.current = version
    summary.revision += 1
    summary.save(update_fields=["current", "revision"])


def _record(action: str, summary: Summary, by: User, **values: object) -> None:
    """Neither the words nor the cell stand in the history: both could tell what a blind round hides."""
    matrix = summary.matrix
    record(action=action, by=by, project_id=matrix.project_id, subject=summary, label=matrix.name, **values)
