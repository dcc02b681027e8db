"""How far the coders of a round are: what they handed in, and no more than a blind round lets others see."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet, Sum

from coding.codings.models import Assignment, Layer
from coding.codings.visibility import visible_codings
from coding.reconciliation.models import ReopenRequest, RequestState, Round
from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.membership.roles import Permission


@dataclass(frozen=True)
class CoderProgress:
    """One coder in a round: sources and words handed in, of those asked for, and when they last did something."""

    coder: User
    sources: int
    asked: int
    words: int
    words_asked: int
    last: datetime | None

    @property
    def is_done(self) -> bool:
        return self.sources == self.asked


def progress_by_coder(viewer: Membership, round_: Round) -> list[CoderProgress]:
    """Return how far each coder is, by name; three queries.

    The last act is a hand-in, or a coding that the viewer may see: blind coding tells nobody when one is at work.
    """
    done = Q(done_at__isnull=False)
    rows = Assignment.objects.filter(round=round_).order_by().values("coder").annotate(
        asked=Count("pk"), sources=Count("pk", filter=done), words_asked=Sum("source__words", default=0),
        words=Sum("source__words", filter=done, default=0), last=Max("done_at"),
    )  # fmt: skip
    parts = {row.pop("coder"): row for row in rows}
    codings = visible_codings(round_.project, viewer).filter(round=round_, layer=Layer.CODER)
    coded = dict(codings.order_by().values_list("coder").annotate(last=Max("created_at")))
    coders = sorted(User.objects.filter(pk__in=parts), key=lambda user: (str(user).casefold(), user.pk))
    progress = []
    for coder in coders:
        row = parts[coder.pk]
        acts = [at for at in (row.pop("last"), coded.get(coder.pk)) if at]
        progress.append(CoderProgress(coder, last=max(acts, default=None), **row))
    return progress


def requests_in(viewer: Membership, round_: Round) -> QuerySet[ReopenRequest]:
    """Return the requests of a round that the viewer may see: all for those who run rounds, else one's own."""
    found = ReopenRequest.objects.filter(assignment__round=round_)
    if not viewer.allows(Permission.MANAGE_ROUNDS):
        found = found.filter(assignment__coder=viewer.user_id)
    named = found.select_related("assignment__source", "assignment__coder", "answered_by")
    return named.defer("assignment__source__text")


def requests_waiting(viewer: Membership) -> QuerySet[Round]:
    """Return the rounds with requests that wait for the viewer's answer, with `waiting`, how many."""
    if not viewer.allows(Permission.MANAGE_ROUNDS):
        return Round.objects.none()
    waiting = Count("assignments__reopen_requests", filter=Q(assignments__reopen_requests__state=RequestState.WAITING))
    rounds = Round.objects.filter(project=viewer.project_id, state="coding").annotate(waiting=waiting).defer("drawn")
    return rounds.filter(waiting__gt=0).select_related("project").order_by("-created_at")


def parts_of(round_: Round, coder: int) -> QuerySet[Assignment]:
    """Return what the coder was asked for in the round, what waits first."""
    mine = Assignment.objects.filter(round=round_, coder=coder).select_related("source").defer("source__text")
    return mine.order_by("done_at", "source__kind", "source__name", "source_id")


def readings(round_: Round) -> Counter[tuple[int, int]]:
    """Return how many sources have so many coders asked, of whom so many have handed in; one query."""
    rows = Assignment.objects.filter(round=round_).order_by().values("source")
    counted = rows.annotate(asked=Count("pk"), read=Count("pk", filter=Q(done_at__isnull=False)))
    return Counter(counted.values_list("asked", "read"))


def with_one_reader(round_: Round) -> int:
    """Return how many sources fewer than two coders have handed in, where two or more were asked; one query."""
    return sum(n for (asked, read), n in readings(round_).items() if asked > 1 and read < 2)
