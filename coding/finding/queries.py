"""Looking through the texts of a project: narrowed by the database, matched here, text by text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from hashlib import sha256
from itertools import groupby
from operator import and_, or_

from django.db.models import F, Q, QuerySet
from django.urls import reverse

from coding.codings.models import Coding
from coding.codings.queries import consensus_once
from coding.codings.visibility import visible_codings
from coding.finding.contexts import Context, context, direction, left_key, right_key
from coding.finding.matching import Clock, Matcher, TookTooLong
from coding.finding.places import Hit, Region, Turn, Who, regions
from coding.finding.searching import search
from coding.sources.models import Case, Source, SourceKind, Speaker
from coding.sources.models import Turn as TurnRow
from workbench.membership.models import Membership
from workbench.projects.models import Project

MOST_HITS = 20_000
SECONDS = 10
TEXTS_AT_ONCE = 200
LONGEST_WORDING = 60
WORDINGS_SHOWN = 12

Sort = str  # "", "left" or "right"
Turns = Iterator[tuple[int, list[Turn]]]


@dataclass(frozen=True)
class Scope:
    """Where is searched: sources of a kind, one source, answers to one question, words of some cases or roles."""

    project: Project
    kind: str = ""
    source: int | None = None
    question: int | None = None
    who: Who = ""
    cases: frozenset[int] | None = None


@dataclass
class Found:
    """The hits in the order of the texts; `cut` where there are more, `slow_at` the source where time was over.

    `wordings` counts what stands there, whatever its case.
    """

    hits: list[Hit] = field(default_factory=list)
    keys: list[tuple[str, ...]] = field(default_factory=list)
    cut: bool = False
    slow_at: str = ""
    wordings: Counter[str] = field(default_factory=Counter)

    @property
    def sources(self) -> int:
        return len({hit.source for hit in self.hits})

    @property
    def commonest(self) -> list[tuple[str, int]]:
        """The wordings that were found oftenest, if there are several."""
        return self.wordings.most_common(WORDINGS_SHOWN) if len(self.wordings) > 1 else []

    @property
    def digest(self) -> str:
        """A short text that is another one whenever a hit comes, goes, moves, or has another text around it."""
        places = ";".join(f"{hit.source}.{hit.revision}.{hit.start}.{hit.end}" for hit in sorted(self.hits, key=_place))
        return sha256(places.encode()).hexdigest()[:20]


def _place(hit: Hit) -> tuple[int, int]:
    return hit.source, hit.start


def sources_in(scope: Scope) -> QuerySet[Source]:
    """Return the sources that are searched."""
    sources = Source.objects.filter(project=scope.project)
    if scope.source is not None:
        sources = sources.filter(pk=scope.source)
    if scope.question is not None:
        sources = sources.filter(question=scope.question)
    if scope.kind:
        sources = sources.filter(kind=scope.kind)
    if scope.who == "interviewers":
        sources = sources.filter(kind=SourceKind.TRANSCRIPT)
    if scope.cases is not None:
        speaking = Speaker.objects.filter(case__in=_some(scope), source__project=scope.project).values("source")
        sources = sources.filter(Q(case__in=_some(scope)) | Q(pk__in=speaking))
    return sources


def _some(scope: Scope) -> QuerySet[Case]:
    return Case.objects.filter(pk__in=scope.cases)


def find(
    scope: Scope,
    matcher: Matcher,
    *,
    sort: Sort = "",
    most: int = MOST_HITS,
    seconds: float = SECONDS,
    on_text: Callable[[int], None] = lambda number: None,
) -> Found:
    """Look through the scope; the number of queries does not depend on how much there is or is found."""
    found, clock = Found(), Clock(seconds)
    whose = _SpeakersOf(scope)
    for number, (source, here) in enumerate(_texts(scope, matcher), start=1):
        on_text(number)
        wanted = partial(whose.wanted, source, here)
        try:
            for region, (start, end) in search(matcher, source.text, wanted, clock):
                if len(found.hits) == most:
                    found.cut = True
                    return _sorted(found, sort)
                found.hits.append(Hit(source.pk, source.revision, start, end, region))
                found.wordings[" ".join(source.text[start:end].casefold().split())[:LONGEST_WORDING]] += 1
                if sort:
                    found.keys.append(_key(source.text, start, end, region, sort))
        except TookTooLong:
            found.slow_at = source.name
            break
    return _sorted(found, sort)


def _key(text: str, start: int, end: int, region: Region, sort: Sort) -> tuple[str, ...]:
    return left_key(text, start, region.start) if sort == "left" else right_key(text, end, region.end)


def _sorted(found: Found, sort: Sort) -> Found:
    if sort:
        order = sorted(range(len(found.hits)), key=lambda place: found.keys[place])
        found.hits = [found.hits[place] for place in order]
        found.keys = []
    return found


@dataclass(frozen=True, slots=True)
class _Text:
    pk: int
    revision: int
    kind: str
    text: str
    case: int | None
    name: str


def _texts(scope: Scope, matcher: Matcher) -> Iterator[tuple[_Text, Callable[[], list[Region]]]]:
    """Give each text that may hold hits, and what gives its regions; sources and turns are read side by side."""
    sources = narrowed(sources_in(scope), matcher)
    # PostgreSQL would walk along the keys, to have the first rows soon, and leave the index of words aside.
    order = F("pk") + 0 if matcher.narrow else F("pk")
    rows = sources.order_by(order).values_list("pk", "revision", "kind", "text", "case_id", "name")
    turns = _Turns(sources)
    for row in rows.iterator(chunk_size=TEXTS_AT_ONCE):
        one = _Text(*row)
        yield one, partial(_regions, one, turns, scope.who)


def _regions(one: _Text, turns: _Turns, who: Who) -> list[Region]:
    if one.kind == SourceKind.ANSWER:
        return [Region(0, len(one.text))]
    return list(regions(one.text, turns.of(one.pk), who))


def narrowed(sources: QuerySet[Source], matcher: Matcher) -> QuerySet[Source]:
    """Leave out the texts that cannot hold a hit; an index for parts of words makes this fast on PostgreSQL."""
    groups = [reduce(or_, (Q(text__icontains=word) for word in group)) for group in matcher.narrow]
    return sources.filter(reduce(and_, groups)) if groups else sources


class _Turns:
    """The turns of sources that come in the order of their keys; two queries, read as it goes, if any is asked for."""

    def __init__(self, sources: QuerySet[Source]) -> None:
        self.transcripts = sources.filter(kind=SourceKind.TRANSCRIPT)
        self.groups: Turns | None = None
        self.next: tuple[int, list[Turn]] | None = None

    def of(self, source: int) -> list[Turn]:
        if self.groups is None:
            # As a list: a condition on words inside of another query is weighed anew for every turn.
            self.groups = self._grouped(list(self.transcripts.filter(pk__gte=source).values_list("pk", flat=True)))
            self.next = next(self.groups, None)
        while self.next and self.next[0] < source:
            self.next = next(self.groups, None)
        return self.next[1] if self.next and self.next[0] == source else []

    def _grouped(self, transcripts: list[int]) -> Turns:
        fields = ("source_id", "start", "body_start", "end", "speaker_id", "speaker__is_interviewer")
        turns = TurnRow.objects.filter(source__in=transcripts).order_by("source_id", "position")
        rows = turns.values_list(*fields).iterator(chunk_size=2000)
        for source, group in groupby(rows, key=lambda row: row[0]):
            yield source, [Turn(*row[1:5], is_interviewer=bool(row[5])) for row in group]


class _SpeakersOf:
    """Whose words count where only some cases are asked for; one query, if they are."""

    def __init__(self, scope: Scope) -> None:
        self.cases = scope.cases
        self.of_speaker: dict[int, int | None] = {}
        if scope.cases is not None:
            tied = Speaker.objects.filter(Q(case__isnull=False) | Q(is_interviewer=True), source__project=scope.project)
            rows = tied.values_list("pk", "case_id", "is_interviewer")
            # An interviewer's words are of no case.
            self.of_speaker = {speaker: None if asks else case for speaker, case, asks in rows}

    def wanted(self, source: _Text, here: Callable[[], list[Region]]) -> list[Region]:
        if self.cases is None:
            return here()
        return [one for one in here() if self.of_speaker.get(one.speaker, source.case) in self.cases]


def regions_of(sources: Sequence[int]) -> dict[int, tuple[str, int, list[Region]]]:
    """Return text, revision and regions of a few sources; two queries."""
    rows = Source.objects.filter(pk__in=sources).values_list("pk", "kind", "text", "revision")
    turns: dict[int, list[Turn]] = {}
    fields = ("source_id", "start", "body_start", "end", "speaker_id", "speaker__is_interviewer")
    for source, *turn, interviewer in (
        TurnRow.objects.filter(source__in=sources).order_by("source_id", "position").values_list(*fields)
    ):
        turns.setdefault(source, []).append(Turn(*turn, is_interviewer=bool(interviewer)))
    found = {}
    for pk, kind, text, revision in rows:
        whole = kind == SourceKind.ANSWER
        here = [Region(0, len(text))] if whole else list(regions(text, turns.get(pk, [])))
        found[pk] = (text, revision, here)
    return found


@dataclass
class Row:
    """A hit as a line of the page: in its context, with where it stands, whose words they are, and the codes there."""

    hit: Hit
    source: Source
    context: Context
    case: Case | None
    speaker: Speaker | None
    codings: list[Coding]

    @property
    def key(self) -> str:
        return f"{self.hit.source}.{self.hit.revision}.{self.hit.start}.{self.hit.end}"

    @property
    def url(self) -> str:
        """The place in its text."""
        return f"{reverse('codings:source', args=[self.source.project.slug, self.source.pk])}?at={self.hit.start}"

    @property
    def direction(self) -> str:
        return direction(self.context.words + self.context.left + self.context.right)


def rows_of(viewer: Membership, hits: Sequence[Hit]) -> list[Row]:
    """Return the lines of some hits; three queries. Hits whose text was changed meanwhile are left out."""
    ids = {hit.source for hit in hits}
    sources = Source.objects.filter(project=viewer.project).select_related("project", "case", "question").in_bulk(ids)
    speakers = Speaker.objects.select_related("case").in_bulk({hit.region.speaker for hit in hits} - {None})
    here = codings_over(viewer, hits)
    rows = []
    for hit in hits:
        source = sources.get(hit.source)
        if source is None or source.revision != hit.revision:
            continue
        speaker = speakers.get(hit.region.speaker)
        words = context(source.text, hit.start, hit.end, (hit.region.start, hit.region.end))
        case = None if speaker and speaker.is_interviewer else (speaker and speaker.case) or source.case
        over = [one for one in here.get(hit.source, []) if one.start < hit.end and one.end > hit.start]
        rows.append(Row(hit, source, words, case, speaker, _once(over)))
    return rows


def _once(codings: Iterable[Coding]) -> list[Coding]:
    """One coding of each code: several people may have applied it."""
    return list({coding.code_id: coding for coding in codings}.values())


def codings_over(viewer: Membership, hits: Sequence[Hit]) -> dict[int, list[Coding]]:
    """Return the codings that the viewer may see and that lie on hits, by source; one query."""
    spans: dict[int, tuple[int, int]] = {}
    for hit in hits:
        first, last = spans.get(hit.source, (hit.start, hit.end))
        spans[hit.source] = (min(first, hit.start), max(last, hit.end))
    if not spans:
        return {}
    near = reduce(or_, (Q(source=pk, start__lt=last, end__gt=first) for pk, (first, last) in spans.items()))
    codings = consensus_once(visible_codings(viewer.project, viewer)).filter(near)
    found: dict[int, list[Coding]] = {}
    for coding in codings.select_related("code").order_by("source_id", "start", "code__name"):
        found.setdefault(coding.source_id, []).append(coding)
    return found
