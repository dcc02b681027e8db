"""Coding what a search found."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from coding.codebook.models import Code
from coding.codings.actions import CannotBeUndone, check_in_use
from coding.codings.assigning import MANY_SOURCES, HandedIn, check_part_open, hold_rounds
from coding.codings.models import Assignment, Coding, Layer, Memo, Origin
from coding.codings.visibility import is_sealed, sealed_source_ids
from coding.finding.places import Extent, Region, extended
from coding.finding.queries import regions_of
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

JOB = "code_found"
# What a search found is coded, and what a suggestion holds.
FOUND, SUGGESTED = "codings.found", "codings.suggested"
SOURCES_AT_ONCE = 500
# The keys of the codings of one act are neighbours: the first one and their number say which they are.
BITS_OF_NUMBER = 32


@dataclass(frozen=True, slots=True)
class Place:
    """A hit as a page shows it: where it is, and in which revision of its source it was found."""

    source: int
    revision: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A source that was left alone, why, and how many places were found in it; one that is gone has no name."""

    source: str
    why: str
    places: int


@dataclass
class Coded:
    """What became of the places: codings made, extents that had the code already, sources left alone."""

    made: int = 0
    there: int = 0
    sources: int = 0
    origin: Origin = Origin.SEARCH
    refused: list[LeftOut] = field(default_factory=list)


def first_key() -> uuid.UUID:
    """Return a key after which there is room for the codings of one act."""
    return uuid.UUID(int=uuid.uuid4().int >> BITS_OF_NUMBER << BITS_OF_NUMBER)


@transaction.atomic
def code_found(
    *,
    project: Project,
    code: Code,
    by: User,
    places: Sequence[Place],
    extent: Extent,
    asked: dict[str, Any],
    first: uuid.UUID | None = None,
    origin: Origin = Origin.SEARCH,
) -> Coded:
    """Apply a code at places that were found, as `by`'s own codings; one event with what was `asked`.

    Places of a suggestion (`origin`) are coded as they are: a passage may reach over several turns.

    A source is coded whole or not at all: one that was handed in, or whose text was changed since, is named with the
    reason. What has the code already stays as it is.
    """
    if code.project_id != project.pk:
        raise WorkbenchError(_("This code belongs to another study."))
    check_in_use(code)
    wanted: dict[int, list[Place]] = {}
    for place in places:
        wanted.setdefault(place.source, []).append(place)
    first, coded = first or first_key(), Coded(origin=origin)
    assignments = _assignments_of(project, by, list(wanted))
    touched: list[int] = []
    for some in _batches(sorted(wanted)):
        touched += _code_some(project, code, by, {pk: wanted[pk] for pk in some}, extent, assignments, first, coded)
    coded.sources = len(touched)
    if coded.made:
        _record(project, code, by, coded, extent, asked, first, touched)
    return coded


def _batches(sources: Iterable[int]) -> Iterator[list[int]]:
    left = iter(sources)
    while some := list(islice(left, SOURCES_AT_ONCE)):
        yield some


def _assignments_of(project: Project, by: User, sources: list[int]) -> dict[int, Assignment]:
    """Return by source what the coder was asked to read in the newest round that is not closed; its rounds are held."""
    mine = Assignment.objects.filter(project=project, coder=by, round__isnull=False).exclude(round__state="closed")
    if len(sources) <= SOURCES_AT_ONCE:  # a longer list of keys is slower than reading all of one person
        mine = mine.filter(source__in=sources)
    hold_rounds(set(mine.values_list("round_id", flat=True)))
    rows = mine.select_for_update(of=("self",)).select_related("round").order_by("round_id")
    return {assignment.source_id: assignment for assignment in rows}


def _code_some(
    project: Project,
    code: Code,
    by: User,
    wanted: dict[int, list[Place]],
    extent: Extent,
    assignments: dict[int, Assignment],
    first: uuid.UUID,
    coded: Coded,
) -> list[int]:
    """Code some sources; returns those that have new codings. Their texts do not change until this act ends."""
    sources = Source.objects.filter(project=project, pk__in=wanted)
    held = {source.pk: source for source in sources.select_for_update(no_key=True).order_by("pk").defer("text")}
    texts = regions_of(list(held))
    mine = Coding.objects.filter(code=code, coder=by, layer=Layer.CODER, source__in=held, displaced=False)
    there = set(mine.values_list("source_id", "round_id", "start", "end"))
    fresh: list[Coding] = []
    for pk, places in wanted.items():
        assignment = assignments.get(pk)
        round_id = assignment.round_id if assignment else None
        try:
            regions_bind = coded.origin == Origin.SEARCH
            spans = _spans(held.get(pk), texts.get(pk), places, extent if regions_bind else None, assignment)
        except WorkbenchError as refusal:
            coded.refused.append(LeftOut(held[pk].name if pk in held else "", refusal.message, len(places)))
            continue
        new = [span for span in spans if (pk, round_id, *span) not in there]
        coded.there += len(spans) - len(new)
        for start, end in new:
            key = uuid.UUID(int=first.int + coded.made)
            fresh.append(
                Coding(
                    pk=key, project=project, source_id=pk, code=code, coder=by, origin=coded.origin,
                    round_id=round_id, start=start, end=end, quote=texts[pk][0][start:end],
                )
            )  # fmt: skip
            coded.made += 1
    Coding.objects.bulk_create(fresh, batch_size=2000)
    return sorted({coding.source_id for coding in fresh})


def _spans(
    source: Source | None,
    found: tuple[str, int, list[Region]] | None,
    places: Sequence[Place],
    extent: Extent | None,
    assignment: Assignment | None,
) -> list[tuple[int, int]]:
    """Return what a code covers in a source, once each: the places alone without an `extent`.

    Raises WorkbenchError, with why, where it must not be coded.
    """
    if source is None or found is None:
        raise WorkbenchError(_("no longer there"))
    if assignment:
        _check_part_open(assignment, source)
    text, revision, regions = found
    if any(place.revision != revision for place in places):
        raise WorkbenchError(_("changed since the search"))
    spans = set()
    for place in places:
        if extent is None:
            if not text[place.start : place.end].strip():
                raise WorkbenchError(_("no longer there"))
            spans.add((place.start, place.end))
            continue
        region = next((one for one in regions if one.start <= place.start and place.end <= one.end), None)
        if region is None or place.start >= place.end or not text[place.start : place.end].strip():
            raise WorkbenchError(_("not found by a search"))
        spans.add(extended(text, place.start, place.end, region, extent))
    return sorted(spans)


def _check_part_open(assignment: Assignment, source: Source) -> None:
    try:
        check_part_open(assignment, source)
    except HandedIn as over:
        opened = assignment.round.state != "coding"
        why = _("%(round)s has been opened") if opened else _("handed in for %(round)s")
        raise WorkbenchError(why % {"round": assignment.round.name}) from over


def _record(
    project: Project,
    code: Code,
    by: User,
    coded: Coded,
    extent: Extent,
    asked: dict[str, Any],
    first: uuid.UUID,
    touched: list[int],
) -> None:
    alone = touched[0] if len(touched) == 1 else None
    kept = {"_code": code.pk, "_first": str(first), "_count": coded.made}
    told = {**asked, "codings": coded.made, "sources": coded.sources}
    of_search = coded.origin == Origin.SEARCH
    if of_search:
        told["extent"] = extent
    record(
        action=FOUND if of_search else SUGGESTED, by=by, project_id=project.pk, subject=code, after={**told, **kept},
        scope=f"source:{alone}" if alone else MANY_SOURCES,
        sealed=is_sealed(alone) if alone else bool(sealed_source_ids(project)),
    )  # fmt: skip


@transaction.atomic
def start_coding_found(*, project: Project, by: User, code: Code, extent: Extent, asked: str, digest: str) -> Job:
    """Code all that a search finds as long work; `digest` says what the person saw (queries.Found)."""
    parameters = {"code": code.pk, "extent": extent, "asked": asked, "digest": digest, "first": str(first_key())}
    return start_job(kind=JOB, project=project, by=by, label=_("Code what a search found"), parameters=parameters)


def _made_by(event: Event, by: User) -> QuerySet[Coding]:
    """Return the codings of a search that are still there and still `by`'s."""
    first = uuid.UUID(event.after["_first"])
    last = uuid.UUID(int=first.int + event.after["_count"] - 1)
    return Coding.objects.filter(project_id=event.project_id, pk__range=(first, last), coder=by, layer=Layer.CODER)


def _check_rounds(rows: QuerySet[Coding], by: User) -> None:
    """Refuse where any of the codings is evidence by now."""
    hold_rounds(set(rows.filter(round__isnull=False).values_list("round_id", flat=True)))
    read = Assignment.objects.filter(
        round=OuterRef("round"), source=OuterRef("source"), coder=by, done_at__isnull=False
    )
    over = rows.filter(round__isnull=False).filter(~Q(round__state="coding") | Exists(read)).select_related("round")
    if evidence := over.first():
        raise HandedIn(
            _("Some of these codings belong to %(round)s, which you have handed in. They can no longer be changed.")
            % {"round": evidence.round.name}
        )


@transaction.atomic
def remove_found(*, event: Event, by: User) -> int:
    """Take away again what a search coded, as far as it is still there, with the notes on it; returns how many."""
    rows = _made_by(event, by)
    _check_rounds(rows, by)
    kept = [
        [str(pk), *place]
        for pk, *place in rows.values_list("pk", "code_id", "source_id", "round_id", "start", "end", "quote")
    ]
    revisions = dict(Source.objects.filter(pk__in={row[2] for row in kept}).values_list("pk", "revision"))
    notes = Memo.objects.filter(about=Memo.About.CODING, about_id__in=[row[0] for row in kept])
    memos = [
        {"id": memo.pk, "about_id": memo.about_id, "author_id": memo.author_id, "title": memo.title, "body": memo.body}
        for memo in notes
    ]
    record(
        action="codings.unfound", by=by, project_id=event.project_id, subject=Code.objects.get(pk=event.after["_code"]),
        before={"codings": len(kept), "_rows": kept, "_revisions": revisions, "_memos": memos},
        scope=event.scope, sealed=event.sealed_to is not None,
    )  # fmt: skip
    notes.delete()
    rows.delete()
    return len(kept)


@transaction.atomic
def restore_found(*, event: Event, by: User) -> int:
    """Apply again what a search had coded before it was taken back; returns how many. All of it, or nothing."""
    taken = Event.objects.filter(undoes=event.pk, action="codings.unfound").order_by("-pk").first()
    if taken is None:
        return 0
    rows, revisions = taken.before["_rows"], taken.before["_revisions"]
    if Code.objects.filter(pk__in={row[1] for row in rows}, retired_at__isnull=False).exists():
        raise CannotBeUndone(_("This can no longer be undone: the code was retired since."))
    hold_rounds({row[3] for row in rows if row[3]})
    sources = Source.objects.filter(pk__in=[int(pk) for pk in revisions]).select_for_update(no_key=True).order_by("pk")
    now = dict(sources.values_list("pk", "revision"))
    if any(now.get(int(pk)) != revision for pk, revision in revisions.items()):
        raise CannotBeUndone(_("This can no longer be undone: some of the texts were changed since."))
    origin = Origin.SEARCH if event.action == FOUND else Origin.SUGGESTION
    codings = [
        Coding(
            pk=uuid.UUID(pk), project_id=event.project_id, code_id=code, source_id=source, round_id=round_id,
            start=start, end=end, quote=quote, coder=by, origin=origin,
        )
        for pk, code, source, round_id, start, end, quote in rows
    ]  # fmt: skip
    before = _made_by(event, by).count()
    Coding.objects.bulk_create(codings, batch_size=2000, ignore_conflicts=True)
    _check_rounds(_made_by(event, by), by)
    there = {str(pk) for pk in _made_by(event, by).values_list("pk", flat=True)}
    Memo.objects.bulk_create(
        [
            Memo(pk=memo.pop("id"), project_id=event.project_id, about=Memo.About.CODING, **memo)
            for memo in taken.before["_memos"]
            if memo["about_id"] in there
        ],
        ignore_conflicts=True,
    )
    record(
        action=event.action, by=by, project_id=event.project_id, subject=Code.objects.get(pk=event.after["_code"]),
        after={**event.after, "codings": len(there) - before}, scope=event.scope, sealed=event.sealed_to is not None,
    )  # fmt: skip
    return len(there) - before
