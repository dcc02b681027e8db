"""Reading rounds, their progress and their disagreements."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from coding.codings.models import Assignment, Coding, Layer
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation.disagreements import Mark
from coding.reconciliation.models import Decision, Disagreement, Round, RoundState
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.membership.queries import members_of
from workbench.membership.roles import Permission
from workbench.projects.models import Project

_DECIDED = Exists(Decision.objects.filter(disagreement=OuterRef("pk"), withdrawn_at=None))
_SEALED = Exists(Assignment.objects.filter(source=OuterRef("source"), sealed=True))


def rounds_of(project: Project) -> QuerySet[Round]:
    """Return the rounds with how many coders, sources, assignments, handed in, disagreements and open ones."""
    return (
        Round.objects.filter(project=project)
        .select_related("codebook_version")
        .annotate(
            coders=Count("assignments__coder", distinct=True),
            sources=Count("assignments__source", distinct=True),
            asked=Count("assignments", distinct=True),
            handed_in=Count("assignments", filter=Q(assignments__done_at__isnull=False), distinct=True),
        )
        .order_by("-created_at", "-id")
    )


def settled_counts(rounds: list[int]) -> dict[int, tuple[int, int]]:
    """Return (disagreements, of them undecided) per round, as far as all may see them; one query."""
    rows = (
        Disagreement.objects.filter(round__in=rounds)
        .exclude(_SEALED)
        .order_by()
        .annotate(decided=_DECIDED)
        .values_list("round_id", "decided")
        .annotate(n=Count("pk"))
    )
    counts: dict[int, tuple[int, int]] = {}
    for round_id, decided, n in rows:
        everything, waiting = counts.get(round_id, (0, 0))
        counts[round_id] = (everything + n, waiting + (0 if decided else n))
    return counts


def unsettled(round_: Round) -> int:
    """Return how many disagreements of the round wait for a decision."""
    return Disagreement.objects.filter(round=round_).exclude(_DECIDED).count()


def coders_of(round_: Round) -> list[User]:
    """Return the coders of a round by name."""
    coders = User.objects.filter(pk__in=Assignment.objects.filter(round=round_).values("coder"))
    return sorted(coders, key=lambda user: (str(user).casefold(), user.pk))


def possible_coders(project: Project) -> list[Membership]:
    """Return the members who may code, with the people who only came with imported codings."""
    return [member for member in members_of(project) if member.allows(Permission.CODE)]


def busy_sources(project: Project) -> QuerySet[Assignment]:
    """Return the keys of the sources that a round which is not settled holds, for use in a query."""
    return (
        Assignment.objects.filter(project=project, round__isnull=False)
        .exclude(round__state=RoundState.CLOSED)
        .values_list("source_id", flat=True)
    )


def readers_by_source(round_: Round) -> dict[int, set[int]]:
    """Return, per source, the coders who handed it in."""
    readers: dict[int, set[int]] = defaultdict(set)
    done = Assignment.objects.filter(round=round_, done_at__isnull=False)
    for source, coder in done.values_list("source_id", "coder_id"):
        readers[source].add(coder)
    return dict(readers)


def marks_by_source(round_: Round) -> dict[int, list[Mark]]:
    """Return what the coders marked in the round, per source, as far as everybody may see it: once it is opened."""
    found: dict[int, list[Mark]] = defaultdict(list)
    rows = visible_codings(round_.project, None).filter(round=round_, layer=Layer.CODER)
    for source, *mark in rows.values_list("source_id", "id", "coder_id", "code_id", "start", "end"):
        found[source].append(Mark(*mark))
    return dict(found)


def codings_of(disagreement: Disagreement) -> list[Coding]:
    """Return the codings that take part in a disagreement, as far as everybody may see them."""
    project = disagreement.round.project
    found = visible_codings(project, None).filter(disagreements=disagreement).select_related("code", "coder")
    return list(found.order_by("start", "end", "id"))


def marks_of(codings: Iterable[Coding]) -> list[Mark]:
    """Return codings as the comparison needs them, in the order of the text."""
    marks = [Mark(one.pk, one.coder_id, one.code_id, one.start, one.end) for one in codings]
    return sorted(marks, key=lambda mark: (mark.start, mark.end, str(mark.id)))


@dataclass(frozen=True)
class SourceProgress:
    """One source of a round: per coder (in the round's order) whether they handed it in; what is to settle."""

    source: Source
    done: list[bool | None]
    disagreements: int
    undecided: int
    hidden: bool = False


def progress_of(round_: Round, coders: list[User]) -> list[SourceProgress]:
    """Return the sources of the round with who handed them in and what is to settle; four queries.

    What is to settle on a source that is being coded blind again is hidden, and counts as none.
    """
    done: dict[int, dict[int, bool]] = defaultdict(dict)
    rows = Assignment.objects.filter(round=round_).values_list("source_id", "coder_id", "done_at")
    for source, coder, at in rows:
        done[source][coder] = at is not None
    everything: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    found = Disagreement.objects.filter(round=round_).exclude(_SEALED).annotate(decided=_DECIDED)
    sealed = sealed_source_ids(round_.project)
    for source, decided in found.order_by().values_list("source_id", "decided"):
        everything[source] += 1
        waiting[source] += not decided
    mine = Assignment.objects.filter(round=round_).values("source")
    sources = Source.objects.filter(pk__in=mine).defer("text").select_related("case").order_by("kind", "name")
    return [
        SourceProgress(
            source,
            [done[source.pk].get(coder.pk) for coder in coders],
            everything[source.pk],
            waiting[source.pk],
            hidden=source.pk in sealed,
        )
        for source in sources
    ]


def disagreements_of(round_: Round, *, source: int | None = None) -> QuerySet[Disagreement]:
    """Return disagreements with `seen` (their codings, as far as all may see them) and `current` (the decision).

    In the order of the text; leaves out sources that another round has sealed again.
    """
    current = Prefetch(
        "decisions",
        queryset=Decision.objects.filter(withdrawn_at=None).select_related("decided_by", "coder"),
        to_attr="current",
    )
    seen = visible_codings(round_.project, None).select_related("code", "coder").order_by("start", "end", "id")
    found = (
        Disagreement.objects.filter(round=round_)
        .exclude(_SEALED)
        .prefetch_related(Prefetch("codings", queryset=seen, to_attr="seen"), current)
    )
    if source is not None:
        found = found.filter(source_id=source)
    return found.order_by("source__kind", "source__name", "start", "end", "id")


def undecided_of(round_: Round) -> QuerySet[Disagreement]:
    """Return what waits for a decision, in the order of the sources and their text."""
    return (
        Disagreement.objects.filter(round=round_)
        .exclude(_DECIDED)
        .order_by("source__kind", "source__name", "start", "end", "id")
    )


def place_address(place: Disagreement) -> str:
    """Return the address at which a disagreement stands in its text."""
    address = reverse("rounds:compare", args=[place.round.project.slug, place.round_id])
    return f"{address}?source={place.source_id}&place={place.pk}#place-{place.pk}"


def reasons_used(round_: Round, limit: int = 5) -> list[str]:
    """Return the reasons given more than once in the round, to be given again; the most frequent first."""
    rows = (
        Decision.objects.filter(disagreement__round=round_, withdrawn_at=None)
        .order_by()
        .values_list("reason")
        .annotate(n=Count("pk"))
        .filter(n__gt=1)
        .order_by("-n", "reason")[:limit]
    )
    return [reason for reason, _n in rows]
