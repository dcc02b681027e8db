"""Who codes what in a round that is being coded: more of it, less of it, another name, or no round at all.

What somebody has begun stays: a part with a coding, a mark or a hand-in is never taken out. Whoever tries is told
that it was begun, which in a blind round says no more than that the coder is at work.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coding.codebook.models import CodebookVersion
from coding.codings.assigning import assign_parts, drop_parts
from coding.codings.models import Assignment, Coding, Memo, Uncoded
from coding.reconciliation.actions import check_free, check_name, check_parts, hold_project
from coding.reconciliation.models import ReopenRequest, Round, RoundState
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

NAMED = 10  # sources that the history names
Part = tuple[int, int]  # a source and a coder


class BegunAlready(WorkbenchError):
    """Somebody has coded or handed in what should be taken out."""


@transaction.atomic
def rename_round(*, round: Round, by: User, name: str) -> Round:  # noqa: A002
    """Give the round another name."""
    renamed, name = _held(round), name.strip()
    if name == renamed.name:
        return renamed
    check_name(renamed.project, name, apart_from=renamed)
    before, renamed.name = renamed.name, name
    renamed.save(update_fields=["name"])
    record(
        action="round.renamed", by=by, project_id=renamed.project_id, subject=renamed, before={"name": before},
        after={"name": name},
    )  # fmt: skip
    return renamed


@transaction.atomic
def add_parts(*, round: Round, by: User, parts: Iterable[Part]) -> int:  # noqa: A002
    """Ask for more, as (source, coder); returns how many were new.

    Raises WorkbenchError for a round that is opened, somebody who does not code, or a source that another round holds.
    """
    changed = _held(round)
    _check_runs(changed)
    there = set(Assignment.objects.filter(round=changed).values_list("source_id", "coder_id"))
    new = sorted(set(parts) - there)
    if not new:
        return 0
    sources = {source for source, _coder in new}
    check_parts(changed.project, changed.kind, [*there, *new])
    check_free(changed.project, sources, apart_from=changed)
    assign_parts(project=changed.project, round_id=changed.pk, parts=new, blind=changed.blind)
    _remember(changed, added=sources - {source for source, _coder in there})
    record(
        action="round.asked_more", by=by, project_id=changed.project_id, subject=changed,
        after=_facts(new) | {"_parts": new},
    )  # fmt: skip
    return len(new)


@transaction.atomic
def remove_parts(*, round: Round, by: User, parts: Iterable[Part]) -> int:  # noqa: A002
    """Ask for these parts no longer, as (source, coder); returns how many there were.

    A source may leave with all of its coders. Raises BegunAlready, or WorkbenchError where a source would stay
    without a coder, or the round without enough of them.
    """
    changed = _held(round)
    _check_runs(changed)
    there = set(Assignment.objects.filter(round=changed).values_list("source_id", "coder_id"))
    gone = sorted(set(parts) & there)
    if not gone:
        return 0
    left = there - set(gone)
    _check_left(changed, gone, left)
    rows = Assignment.objects.filter(round=changed)
    leaving = {pk for pk, *part in rows.values_list("pk", "source_id", "coder_id") if tuple(part) in set(gone)}
    _check_not_begun(rows.filter(pk__in=leaving))
    facts = _facts(gone)
    drop_parts(project=changed.project, parts=rows.filter(pk__in=leaving))
    _remember(changed, removed={source for source, _coder in gone} - {source for source, _coder in left})
    record(
        action="round.asked_less", by=by, project_id=changed.project_id, subject=changed,
        before=facts | {"_parts": gone},
    )  # fmt: skip
    return len(gone)


@transaction.atomic
def cancel_round(*, round: Round, by: User) -> None:  # noqa: A002
    """Take away a round that nobody has begun; undo brings it back. Raises BegunAlready, RoundNotOpen."""
    gone = _held(round)
    _check_runs(gone)
    parts = Assignment.objects.filter(round=gone)
    _check_not_begun(parts)
    if ReopenRequest.objects.filter(assignment__round=gone).exists():
        raise BegunAlready(_("“%(round)s” has been begun.") % {"round": gone.name})
    memos = Memo.objects.filter(project=gone.project, about=Memo.About.ROUND, about_id=str(gone.pk))
    places = sorted(parts.values_list("source_id", "coder_id"))
    record(
        action="round.cancelled", by=by, project_id=gone.project_id, subject=gone,
        before=_facts(places) | {"_round": _fields(gone), "_parts": places, "_memos": list(memos.values(*_MEMO))},
    )  # fmt: skip
    memos.delete()
    drop_parts(project=gone.project, parts=parts)
    gone.delete()


@transaction.atomic
def restore_round(*, project: Project, by: User, pk: int, facts: dict[str, Any]) -> Round:
    """Bring a cancelled round back with its key, by the facts that the history keeps of it."""
    hold_project(project)
    if there := Round.objects.filter(pk=pk).first():
        return there
    fields, parts = facts["_round"], [(source, coder) for source, coder in facts["_parts"]]
    check_name(project, fields["name"])
    sources = {source for source, _coder in parts}
    if Source.objects.filter(project=project, pk__in=sources).count() < len(sources):
        raise WorkbenchError(_("This can no longer be undone: a source of the round was removed since."))
    check_free(project, sources)
    version = CodebookVersion.objects.get(project=project, pk=fields["codebook_version_id"])
    made = Round.objects.create(pk=pk, project=project, codebook_version=version, **_own(fields))
    Round.objects.filter(project=project, pk__in=fields["rest"]).update(double_coded_by=made)
    assign_parts(project=project, round_id=pk, parts=parts, blind=made.blind)
    Memo.objects.bulk_create(
        Memo(project=project, about=Memo.About.ROUND, about_id=str(pk), **note) for note in facts["_memos"]
    )
    record(action="round.restored", by=by, project_id=project.pk, subject=made)
    return made


_MEMO = ("pk", "author_id", "title", "body")
_FIELDS = ("name", "kind", "blind", "drawn", "double_coded_by_id", "created_by_id", "codebook_version_id")


def _fields(round_: Round) -> dict[str, Any]:
    rest = list(round_.rest.values_list("pk", flat=True))
    return {name: getattr(round_, name) for name in _FIELDS} | {"rest": rest}


def _own(fields: dict[str, Any]) -> dict[str, Any]:
    """What a restored round is made of; the round that it is the rest of may be gone."""
    above = Round.objects.filter(pk=fields["double_coded_by_id"]).first()
    return {name: fields[name] for name in ("name", "kind", "blind", "drawn", "created_by_id")} | {
        "double_coded_by": above
    }


def _held(round_: Round) -> Round:
    """The round as it is now; other changes of the project's rounds, and coders of this one, wait."""
    hold_project(round_.project)
    return Round.objects.select_for_update().select_related("project").get(pk=round_.pk)


def _check_runs(round_: Round) -> None:
    if round_.state != RoundState.CODING:
        raise WorkbenchError(
            _("“%(round)s” has been opened: who codes what no longer changes.") % {"round": round_.name}
        )


def _check_left(round_: Round, gone: list[Part], left: set[Part]) -> None:
    if not left:
        raise WorkbenchError(_("Nothing would be left of the round. Cancel it instead."))
    kept = {source for source, _coder in left}
    leaving = {source for source, _coder in gone} - kept
    # A source leaves with all of its coders, as when it is taken out itself; else one coder leaves all their sources.
    if leaving and len({coder for _source, coder in gone}) == 1 and len({source for source, _coder in gone}) > 1:
        name = Source.objects.values_list("name", flat=True).get(pk=min(leaving))
        raise WorkbenchError(
            _("Nobody would code “%(source)s” any more. Ask somebody else for it first, or take it out.")
            % {"source": name}
        )
    check_parts(round_.project, round_.kind, left)


def _check_not_begun(parts: QuerySet[Assignment]) -> None:
    here = {"source": OuterRef("source"), "coder": OuterRef("coder"), "round": OuterRef("round")}
    coded = Exists(Coding.objects.filter(**here))  # visibility: says only whether there is any
    marked = Exists(Uncoded.objects.filter(**here))  # visibility: says only whether there is any
    begun = parts.filter(Q(done_at__isnull=False) | coded | marked).select_related("coder").order_by("coder__name")
    if first := begun.defer("source__text").first():
        raise BegunAlready(
            _("%(coder)s has begun with this, and no coding is lost: it stays in the round.") % {"coder": first.coder}
        )


def _facts(parts: list[Part]) -> dict[str, Any]:
    """What the history says of parts: who, and which sources, or how many."""
    coders = User.objects.filter(pk__in={coder for _source, coder in parts})
    sources = {source for source, _coder in parts}
    names = list(Source.objects.filter(pk__in=sources).order_by("name").values_list("name", flat=True)[: NAMED + 1])
    return {
        "coders": sorted(str(coder) for coder in coders),
        "sources": names if len(names) <= NAMED else len(sources),
    }


def _remember(round_: Round, *, added: Iterable[int] = (), removed: Iterable[int] = ()) -> None:
    """Keep what was changed by hand after a draw, so that the report stays true."""
    if not round_.drawn or not (added := set(added)) | (removed := set(removed)):
        return
    was_added, was_removed = set(round_.drawn.get("added", [])), set(round_.drawn.get("removed", []))
    round_.drawn["added"] = sorted((was_added | (added - was_removed)) - removed)
    round_.drawn["removed"] = sorted((was_removed | (removed - was_added)) - added)
    round_.save(update_fields=["drawn"])
