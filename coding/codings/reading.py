"""How far coders have been through the texts: what they coded, and what they marked as rightly without a code."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import QuerySet

from coding.codings.models import Assignment, Layer
from coding.codings.shares import read_share, to_read
from coding.codings.spans import Span, length, merge
from coding.codings.visibility import visible_codings, visible_uncoded
from coding.sources.models import Source, SourceKind, Turn
from workbench.membership.models import Membership

Part = tuple[int, int]  # a coder and a source
Row = tuple[int, int, int, int, int | None]  # coder, source, start, end, round
SPAN = ("coder_id", "source_id", "start", "end", "round_id")


def open_rounds(project_id: int, **filters: object) -> dict[Part, int]:
    """Return the round that a coder's work on a source belongs to now, by coder and source; one query."""
    asked = Assignment.objects.filter(project_id=project_id, round__isnull=False, **filters)
    rows = asked.exclude(round__state="closed").order_by("round_id").values_list("coder_id", "source_id", "round_id")
    return {(coder, source): round_id for coder, source, round_id in rows}


def own_marks(viewer: Membership, sources: Iterable[int], rounds: Mapping[int, int]) -> dict[int, list[Span]]:
    """Return the viewer's marks on the sources; one query.

    `rounds` are those that the viewer codes sources in: there, only marks of the round count, else those of all times.
    """
    rows = _own(visible_uncoded(viewer.project, viewer), viewer, sources)
    parts = _by_part(rows, {(viewer.user_id, source): round_id for source, round_id in rounds.items()})
    return {source: merge(spans) for (_coder, source), spans in parts.items()}


def own_shares(viewer: Membership, sources: Sequence[int]) -> dict[int, float]:
    """Return which part of each source the viewer has been through, where they began; five queries."""
    rows = [
        *_own(visible_codings(viewer.project, viewer).filter(layer=Layer.CODER), viewer, sources),
        *_own(visible_uncoded(viewer.project, viewer), viewer, sources),
    ]
    read = _by_part(rows, _own_rounds(viewer, sources))
    texts = _texts([source for _coder, source in read])
    shares = {source: read_share(texts[source], spans) for (_coder, source), spans in read.items()}
    return {source: share for source, share in shares.items() if share is not None}


def shares_by_coder(viewer: Membership) -> dict[int, float]:
    """Return which part of their transcripts each coder has been through, as far as the viewer may see; five queries.

    A coder's transcripts are those they were asked to read and those they have begun.
    """
    project = viewer.project
    codings = visible_codings(project, viewer).filter(layer=Layer.CODER, source__kind=SourceKind.TRANSCRIPT)
    marks = visible_uncoded(project, viewer).filter(source__kind=SourceKind.TRANSCRIPT)
    rounds = open_rounds(project.pk, source__kind=SourceKind.TRANSCRIPT)
    rows = [*codings.order_by().values_list(*SPAN), *marks.order_by().values_list(*SPAN)]
    read: dict[Part, list[Span]] = {part: [] for part in rounds} | _by_part(rows, rounds)
    texts = _texts({source for _coder, source in read})
    done: dict[int, float] = defaultdict(float)
    whole: dict[int, int] = defaultdict(int)
    for (coder, source), spans in read.items():
        characters = length(texts[source])
        whole[coder] += characters
        done[coder] += characters * (read_share(texts[source], spans) or 0)
    return {coder: done[coder] / characters for coder, characters in whole.items() if characters}


def _own(rows: QuerySet, viewer: Membership, sources: Iterable[int]) -> list[Row]:
    mine = rows.filter(coder_id=viewer.user_id, source_id__in=list(sources))
    return list(mine.order_by().values_list(*SPAN))


def _own_rounds(viewer: Membership, sources: Iterable[int]) -> dict[Part, int]:
    return open_rounds(viewer.project_id, coder_id=viewer.user_id, source_id__in=list(sources))


def _by_part(rows: Iterable[Row], rounds: Mapping[Part, int]) -> dict[Part, list[Span]]:
    """What each coder read of each source: of the round that they are in with it alone, so that each is read anew."""
    found: dict[Part, list[Span]] = defaultdict(list)
    for coder, source, start, end, round_id in rows:
        if rounds.get((coder, source), round_id) == round_id:
            found[coder, source].append((start, end))
    return found


def _texts(sources: Iterable[int]) -> dict[int, list[Span]]:
    """What is to be read of each source; two queries."""
    wanted = list(sources)
    turns: dict[int, list[tuple[int, int, bool]]] = defaultdict(list)
    rows = Turn.objects.filter(source_id__in=wanted).order_by()
    for source, start, end, asks in rows.values_list("source_id", "body_start", "end", "speaker__is_interviewer"):
        turns[source].append((start, end, bool(asks)))
    sizes = Source.objects.filter(pk__in=wanted).order_by().values_list("pk", "characters")
    return {source: to_read(turns[source], characters) for source, characters in sizes}
