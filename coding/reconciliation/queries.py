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
from coding.reconciliation.models import CodebookNote, Decision, Disagreement, Discussion, Round, RoundState
from coding.reconciliation.places import Facts
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.membership.queries import members_of
from workbench.membership.roles import Permission
from workbench.projects.models import Project

_DECIDED = Exists(Decision.objects.filter(disagreement=OuterRef("pk"), withdrawn_at=None))
IN_ORDER = ("source__kind", "source__name", "source_id", "start", "end", "id")
_SEALED = Exists(Assignment.objects.filter(source=OuterRef("source"), sealed=True))


def rounds_of(project: Project) -> QuerySet[Round]:
    """Return the rounds with how many coders, sources, assignments, handed in, disagreements and open ones."""
    return (
        Round.objects.filter(project=project)
        .select_related("codebook_version")
        .defer("drawn", "codebook_version__codes")
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


def marks_of(codings: Iterable[Coding]) -> list[Mark]:
    """Return codings as the comparison needs them, in the order of the text."""
    return list(_in_order(Mark(one.pk, one.coder_id, one.code_id, one.start, one.end) for one in codings))


def _in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda mark: (mark.start, mark.end, str(mark.id))))


@dataclass(frozen=True)
class SourceProgress:
    """One source of a round: per coder (in the round's order) whether they handed it in; what is to settle."""

    source: Source
    done: list[bool | None]
    disagreements: int
    undecided: int
    hidden: bool = False


def sources_of(round_: Round) -> QuerySet[Source]:
    """Return the sources of the round without their texts."""
    mine = Assignment.objects.filter(round=round_).values("source")
    return Source.objects.filter(pk__in=mine).defer("text").select_related("case").order_by("kind", "name", "pk")


def progress_of(round_: Round, coders: list[User], some: Iterable[Source] | None = None) -> list[SourceProgress]:
    """Return the sources of the round, or some of them, with who handed them in and what is to settle; four queries.

    What is to settle on a source that is being coded blind again is hidden, and counts as none.
    """
    sources = list(sources_of(round_) if some is None else some)
    only = {} if some is None else {"source__in": [source.pk for source in sources]}
    done: dict[int, dict[int, bool]] = defaultdict(dict)
    rows = Assignment.objects.filter(round=round_, **only).values_list("source_id", "coder_id", "done_at")
    for source, coder, at in rows:
        done[source][coder] = at is not None
    everything: Counter[int] = Counter()
    waiting: Counter[int] = Counter()
    found = Disagreement.objects.filter(round=round_, **only).exclude(_SEALED).annotate(decided=_DECIDED)
    sealed = sealed_source_ids(round_.project)
    for source, decided in found.order_by().values_list("source_id", "decided"):
        everything[source] += 1
        waiting[source] += not decided
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


def facts_of_round(round_: Round) -> list[Facts]:
    """Return the disagreements as plain facts, in the order of the sources and their text; four queries.

    Leaves out sources that another round has sealed again.
    """
    known = {mark.id: mark for own in marks_by_source(round_).values() for mark in own}
    marks: dict[int, list[Mark]] = defaultdict(list)
    links = Disagreement.codings.through.objects.filter(disagreement__round=round_)
    for place, coding in links.values_list("disagreement_id", "coding_id"):
        if coding in known:
            marks[place].append(known[coding])
    asked: dict[int, set[int]] = defaultdict(set)
    running = Discussion.objects.filter(disagreement__round=round_, ended_at=None)
    for place, person in running.values_list("disagreement_id", "person_id"):
        asked[place].add(person)
    found = Disagreement.objects.filter(round=round_).exclude(_SEALED).annotate(decided=_DECIDED)
    rows = found.order_by(*IN_ORDER).values_list("pk", "source_id", "kind", "start", "end", "decided")
    return [Facts(*row, frozenset(asked.get(row[0], ())), _in_order(marks.get(row[0], ()))) for row in rows]


def disagreements_of(round_: Round, *, source: int | None = None) -> QuerySet[Disagreement]:
    """Return disagreements with `seen` (their codings, as far as all may see them), `current` (the decision) and
    `running` (what people are asked about them).

    In the order of the text; leaves out sources that another round has sealed again.
    """
    current = Prefetch(
        "decisions",
        queryset=Decision.objects.filter(withdrawn_at=None).select_related("decided_by", "coder", "code"),
        to_attr="current",
    )
    running = Prefetch(
        "discussions",
        queryset=Discussion.objects.filter(ended_at=None).select_related("person", "asked_by"),
        to_attr="running",
    )
    seen = visible_codings(round_.project, None).select_related("code", "coder").order_by("start", "end", "id")
    found = (
        Disagreement.objects.filter(round=round_)
        .exclude(_SEALED)
        .prefetch_related(Prefetch("codings", queryset=seen, to_attr="seen"), current, running)
    )
    if source is not None:
        found = found.filter(source_id=source)
    return found.order_by(*IN_ORDER)


def undecided_of(round_: Round) -> QuerySet[Disagreement]:
    """Return what waits for a decision, in the order of the sources and their text."""
    return Disagreement.objects.filter(round=round_).exclude(_DECIDED).order_by(*IN_ORDER)


def place_address(place: Disagreement) -> str:
    """Return the address at which a disagreement stands in its text."""
    address = reverse("rounds:compare", args=[place.round.project.slug, place.round_id])
    return f"{address}?source={place.source_id}&place={place.pk}#place-{place.pk}"


def history_of(disagreement: Disagreement) -> list[Decision]:
    """Return every decision about a disagreement with its notes on the codebook, the last one first; two queries."""
    found = Decision.objects.filter(disagreement=disagreement).select_related("decided_by", "coder", "code")
    return list(found.prefetch_related("notes__code", "notes__change"))


def talked_of(disagreement: Disagreement) -> list[Discussion]:
    """Return what people were asked about a place and is over; one query."""
    over = Discussion.objects.filter(disagreement=disagreement, ended_at__isnull=False)
    return list(over.select_related("person", "asked_by"))


def consensus_of(places: Iterable[Disagreement]) -> dict[int, list[Coding]]:
    """Return the codings that the current decisions about these places wrote, by place; one query."""
    decisions = {place.current[0].pk: place for place in places if place.current}
    if not decisions:
        return {}
    project = next(iter(decisions.values())).round.project
    written: dict[int, list[Coding]] = defaultdict(list)
    rows = visible_codings(project, None).filter(layer=Layer.CONSENSUS, decision__in=decisions)
    for coding in rows.select_related("code").order_by("start", "end"):
        written[decisions[coding.decision_id].pk].append(coding)
    return dict(written)


def texts_of_sources(sources: Iterable[int]) -> dict[int, Source]:
    """Return sources with their texts by key; one query."""
    return Source.objects.in_bulk(set(sources))


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


def open_notes(project: Project, *, code: int | None = None) -> QuerySet[CodebookNote]:
    """Return what decisions suggest to change in the codebook, on one code or all; not what a blind round hides."""
    sealed = Assignment.objects.filter(project=project, sealed=True).values("source")
    hidden = CodebookNote.objects.filter(decisions__disagreement__source__in=sealed).values("pk")
    found = CodebookNote.objects.filter(code__project=project, settled_at=None).exclude(pk__in=hidden)
    if code is not None:
        found = found.filter(code=code)
    return (
        found.order_by("code__position", "code_id", "written_at")
        .select_related("code", "written_by")
        .prefetch_related(
            Prefetch(
                "decisions", Decision.objects.select_related("disagreement__round__project", "disagreement__source")
            )
        )
    )


def asked_of(user: User, project: Project) -> QuerySet[Discussion]:
    """Return what a person is asked to think about and is not decided, without what a blind round hides."""
    sealed = Assignment.objects.filter(project=project, sealed=True).values("source")
    running = Discussion.objects.filter(person=user, disagreement__round__project=project, ended_at=None)
    return running.exclude(disagreement__source__in=sealed)


def decisions_behind(project: Project, events: Iterable[int]) -> dict[int, list[CodebookNote]]:
    """Return, by the event of a change of a code, the notes that it answered, with their decisions; two queries."""
    found: dict[int, list[CodebookNote]] = defaultdict(list)
    notes = CodebookNote.objects.filter(code__project=project, change__in=list(events))
    decisions = Decision.objects.select_related("disagreement__round__project")
    for note in notes.prefetch_related(Prefetch("decisions", decisions)):
        found[note.change_id].append(note)
    return dict(found)


def unfinished_rounds(project: Project) -> QuerySet[Round]:
    """Return the rounds in which something waits for a decision: what their consensus holds so far is not all."""
    waiting = Disagreement.objects.filter(round=OuterRef("pk")).exclude(_DECIDED)
    return Round.objects.filter(Exists(waiting), project=project, state=RoundState.RECONCILING).order_by("name")
