"""Changes to rounds, disagreements and the consensus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import product
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.codebook.actions import freeze_codebook
from coding.codings.assigning import assign_parts, reveal_round
from coding.codings.models import Assignment, Coding
from coding.reconciliation.deciding import RoundNotOpen, check_reconciling, consensus_coding, locked_round
from coding.reconciliation.disagreements import compare
from coding.reconciliation.models import Disagreement, Round, RoundKind, RoundState
from coding.reconciliation.queries import (
    busy_sources,
    marks_by_source,
    possible_coders,
    readers_by_source,
    unsettled,
)
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

LONGEST_NAME = 200
MOST_CODERS = 20


class NotHandedIn(WorkbenchError):
    """Some coders have not handed in all of their sources."""


@transaction.atomic
def create_round(
    *, project: Project, by: User, name: str, sources: Iterable[int] = (), coders: Iterable[int] = (),
    parts: Iterable[tuple[int, int]] | None = None, blind: bool = True, kind: str = RoundKind.RELIABILITY,
    drawn: dict[str, Any] | None = None, double_coded_by: Round | None = None,
) -> Round:  # fmt: skip
    """Ask coders to code sources: all of them all of these, or as `parts` says (source, coder); the codebook is frozen.

    `drawn` says how they were chosen. Raises WorkbenchError for a name that is taken, too few or too many coders, no
    source, or one that another round holds.
    """
    name = name.strip()
    parts = sorted(set(product(set(sources), set(coders)) if parts is None else parts))
    hold_project(project)
    check_name(project, name)
    check_parts(project, kind, parts)
    taken = {source for source, _coder in parts}
    check_free(project, taken)
    version = freeze_codebook(project=project, by=by)
    round_ = Round.objects.create(
        project=project, name=name, blind=blind, kind=kind, codebook_version=version, drawn=drawn or {},
        double_coded_by=double_coded_by, created_by=by,
    )  # fmt: skip
    assign_parts(project=project, round_id=round_.pk, parts=parts, blind=blind)
    record(
        action="round.created", by=by, project_id=project.pk, subject=round_,
        after={
            "for": kind, "blind": blind, "sources": len(taken), "coders": len({coder for _source, coder in parts}),
            "codebook": version.number,
        },
    )  # fmt: skip
    return round_


def hold_project(project: Project) -> None:
    """Let other changes of the project's rounds wait: no two of them take the same source."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def check_name(project: Project, name: str, *, apart_from: Round | None = None) -> None:
    """Raise WorkbenchError where this can be no round's name, or is another round's."""
    _check_words(name)
    same = Round.objects.filter(project=project, name__iexact=name)
    if (same.exclude(pk=apart_from.pk) if apart_from else same).exists():
        raise WorkbenchError(_("There is a round “%(name)s” already. Choose another name.") % {"name": name})


def _check_words(name: str) -> None:
    if not name:
        raise WorkbenchError(_("Give the round a name."))
    if len(name) > LONGEST_NAME:
        raise WorkbenchError(
            _("“%(name)s…” is too long for a round's name, which has at most %(longest)s characters.")
            % {"name": name[:40], "longest": LONGEST_NAME}
        )


def check_free(project: Project, sources: Iterable[int], *, apart_from: Round | None = None) -> None:
    """Raise WorkbenchError where another round that is not settled holds one of the sources."""
    busy = busy_sources(project)
    if apart_from:
        busy = busy.exclude(round=apart_from)
    if held := set(busy) & set(sources):
        source = Source.objects.only("name").get(pk=min(held))
        raise WorkbenchError(
            _("“%(source)s” is in a round that is not settled yet. Settle that first, or leave the source out.")
            % {"source": source.name}
        )


def check_parts(project: Project, kind: str, parts: Iterable[tuple[int, int]]) -> None:
    """Raise WorkbenchError for sources and coders, as (source, coder), that make no round of this kind."""
    readers = Counter(source for source, _coder in parts)
    coders = {coder for _source, coder in parts}
    if not readers.keys() <= set(Source.objects.filter(project=project).values_list("pk", flat=True)):
        raise WorkbenchError(_("Choose sources of this study."))
    if not coders <= {member.user_id for member in possible_coders(project)}:
        raise WorkbenchError(_("Choose members of this study who code."))
    if len(coders) > MOST_CODERS:
        raise WorkbenchError(_("A round has at most %(most)s coders.") % {"most": MOST_CODERS})
    if not readers:
        raise WorkbenchError(_("Choose at least one source, and at least two members of this study who code it."))
    if kind == RoundKind.RELIABILITY and max(readers.values()) < 2:
        raise WorkbenchError(
            _("Choose at least two members of this study who code: reliability needs sources that two of them code.")
        )


@transaction.atomic
def open_round(*, round: Round, by: User, force: bool = False) -> Round:  # noqa: A002
    """End the coding: everybody sees all codings, agreement becomes consensus, the rest waits for decisions.

    With `force`, sources that a coder has not handed in count as not read by them. Raises NotHandedIn, RoundNotOpen.
    """
    opened = locked_round(round)
    if opened.state != RoundState.CODING:
        raise RoundNotOpen(_("“%(round)s” has been opened already.") % {"round": opened.name})
    unfinished = _unfinished(opened)
    if unfinished and not force:
        raise NotHandedIn(
            _("Not handed in yet: %(who)s. Wait, or open the round without these.") % {"who": ", ".join(unfinished)}
        )
    reveal_round(project=opened.project, round_id=opened.pk)
    agreed, differing = _compare_sources(opened, by)
    opened.state, opened.opened_at = RoundState.RECONCILING, timezone.now()
    opened.save(update_fields=["state", "opened_at"])
    record(
        action="round.opened", by=by, project_id=opened.project_id, subject=opened,
        after={"agreed": agreed, "disagreements": differing, "unfinished": unfinished},
    )  # fmt: skip
    return opened


def _unfinished(round_: Round) -> list[str]:
    """Say who has not handed in how much."""
    waiting: dict[str, int] = {}
    rows = Assignment.objects.filter(round=round_, done_at=None).select_related("coder").defer("source__text")
    for assignment in rows.order_by("coder__name", "coder_id"):
        waiting[str(assignment.coder)] = waiting.get(str(assignment.coder), 0) + 1
    return [
        ngettext("%(who)s (%(n)s source)", "%(who)s (%(n)s sources)", n) % {"who": who, "n": n}
        for who, n in waiting.items()
    ]


def _compare_sources(round_: Round, by: User) -> tuple[int, int]:
    """Store agreement as consensus and the rest as disagreements; how many of each."""
    # Whoever changes a text of the round waits: codings and text are read one after the other.
    held = Source.objects.select_for_update(no_key=True).filter(assignments__round=round_)
    list(held.order_by("pk").values_list("pk"))
    readers, marks = readers_by_source(round_), marks_by_source(round_)
    consensus: list[Coding] = []
    places: list[tuple[Disagreement, list[object]]] = []
    mine = Assignment.objects.filter(round=round_).values("source")
    for source in Source.objects.filter(pk__in=mine).order_by("pk").iterator(chunk_size=200):
        # One reader alone has nobody to agree or differ with.
        if len(readers.get(source.pk, ())) < 2:
            continue
        found = compare(source.text, readers[source.pk], marks.get(source.pk, ()))
        consensus += [consensus_coding(round_, source, by, (one.code, one.start, one.end)) for one in found.agreed]
        places += [
            (Disagreement(round=round_, source=source, kind=d.kind, start=d.start, end=d.end), [m.id for m in d.marks])
            for d in found.differing
        ]
    Coding.objects.bulk_create(consensus, batch_size=1000, ignore_conflicts=True)
    stored = Disagreement.objects.bulk_create([place for place, _ids in places], batch_size=1000)
    through = Disagreement.codings.through
    links = [
        through(disagreement_id=row.pk, coding_id=coding)
        for row, (_place, ids) in zip(stored, places, strict=True)
        for coding in ids
    ]
    through.objects.bulk_create(links, batch_size=1000)
    return len(consensus), len(places)


@transaction.atomic
def close_round(*, round: Round, by: User) -> Round:  # noqa: A002
    """Say that the round is settled; its sources are free for another one. Raises WorkbenchError while any waits."""
    closed = locked_round(round)
    check_reconciling(closed)
    if waiting := unsettled(closed):
        raise WorkbenchError(
            ngettext(
                "%(n)s disagreement still waits for a decision.",
                "%(n)s disagreements still wait for a decision.",
                waiting,
            )
            % {"n": waiting}
        )
    closed.state, closed.closed_at = RoundState.CLOSED, timezone.now()
    closed.save(update_fields=["state", "closed_at"])
    record(action="round.closed", by=by, project_id=closed.project_id, subject=closed)
    return closed


@transaction.atomic
def reopen_round(*, round: Round, by: User) -> Round:  # noqa: A002
    """Take up a settled round again; not once one of its sources is in a later round that is still running."""
    hold_project(round.project)
    reopened = locked_round(round)
    if reopened.state != RoundState.CLOSED:
        raise RoundNotOpen(_("“%(round)s” is not settled.") % {"round": reopened.name})
    mine = set(Assignment.objects.filter(round=reopened).values_list("source_id", flat=True))
    if set(busy_sources(reopened.project)) & mine:
        raise WorkbenchError(_("Some of its sources are in a later round that is not settled yet."))
    reopened.state, reopened.closed_at = RoundState.RECONCILING, None
    reopened.save(update_fields=["state", "closed_at"])
    record(action="round.reopened", by=by, project_id=reopened.project_id, subject=reopened)
    return reopened


@transaction.atomic
def import_round(*, project: Project, by: User, name: str, read: Iterable[tuple[int, int]]) -> Round:
    """Return the round of this name with the (source, coder) pairs as handed in; made, not blind, if there is none.

    Raises WorkbenchError for a round that was opened already, or a source that another running round holds.
    """
    read, name = sorted(set(read)), name.strip()
    _check_words(name)
    hold_project(project)
    round_ = Round.objects.select_for_update(no_key=True).filter(project=project, name__iexact=name).first()
    if round_ is not None and round_.state != RoundState.CODING:
        raise RoundNotOpen(
            _("“%(round)s” has been opened already: no more codings can be imported into it.") % {"round": round_.name}
        )
    check_free(project, {source for source, _coder in read}, apart_from=round_)
    if round_ is None:
        version = freeze_codebook(project=project, by=by)
        round_ = Round.objects.create(project=project, name=name, blind=False, codebook_version=version, created_by=by)
        record(
            action="round.created", by=by, project_id=project.pk, subject=round_,
            after={"blind": False, "imported": len(read), "codebook": version.number},
        )  # fmt: skip
    now = timezone.now()
    mine = Assignment.objects.filter(round=round_)
    known = set(mine.values_list("source_id", "coder_id"))
    sealed = round_.blind
    Assignment.objects.bulk_create(
        [
            Assignment(project=project, round=round_, source_id=source, coder_id=coder, done_at=now, sealed=sealed)
            for source, coder in read
            if (source, coder) not in known
        ],
        batch_size=1000,
    )
    wanted = set(read)
    waiting = [
        assignment for assignment in mine.filter(done_at=None) if (assignment.source_id, assignment.coder_id) in wanted
    ]
    for assignment in waiting:
        assignment.done_at = now
    Assignment.objects.bulk_update(waiting, ["done_at"], batch_size=500)
    return round_
