"""What was done since a page was read: the few codings that changed, found in the history and never by reading all.

The history closes to a person what a blind round hides, so following it tells nothing that the page would not show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from coding.codebook.queries import code_tree
from coding.codings.cursor import WINDOW, Cursor
from coding.codings.favourites import favourites_of
from coding.codings.queries import code_data, coding_data, coding_rows, codings_in, memo_pairs, rounds_of
from coding.codings.reading import own_marks
from coding.sources.models import Source
from workbench.audit.models import Event
from workbench.audit.queries import events_visible_to
from workbench.audit.undo import acts_data
from workbench.membership.models import Membership

# After so many changes all is sent anew.
MOST = 500
OF_CODES = {"code.created", "code.edited", "code.moved", "code.retired", "code.restored"}
# What concerns no coding. Whatever is neither here nor known below sends all codings anew, which is never wrong.
ELSEWHERE = (
    "assignment", "case", "export", "invitation.", "job.", "mapping.", "member.", "memo.", "mention",
    "project.", "question.", "suggestion", "theme", "upload.", "variable",
)  # fmt: skip


@dataclass(frozen=True)
class Concern:
    """What new events concern: codings by their key, one's own marks, number keys and acts, the codebook, or all."""

    sources: set[int]
    codings: set[str]
    marks: bool
    codes: bool
    favourites: bool
    acts: bool
    all: bool

    def __bool__(self) -> bool:
        return bool(self.codings) or self.marks or self.codes or self.favourites or self.acts or self.all


def current_cursor(viewer: Membership) -> Cursor:
    """Return the cursor of somebody who reads everything now; ask for it before reading."""
    visible = events_visible_to(viewer.user, viewer.project_id)
    last = visible.order_by("-at", "-id").values_list("pk", flat=True).first() or 0
    return Cursor.of(visible.filter(pk__gt=last - WINDOW).values_list("pk", flat=True))


def all_data(viewer: Membership, sources: Iterable[int]) -> dict[str, Any]:
    """Return all that a page needs of the sources: codings, codebook, what can be undone, and the cursor of it."""
    cursor = current_cursor(viewer)
    return coding_data(viewer, sources) | {
        "codes": code_data(code_tree(viewer.project, retired=True)),
        "favourites": list(favourites_of(viewer.user, viewer.project).items()),
        "acts": acts_data(viewer.user, viewer.project_id),
        "cursor": cursor.sealed_for(viewer.user_id),
    }


def changes_since(viewer: Membership, sources: QuerySet[Source], cursor: Cursor) -> tuple[Cursor, dict[str, Any]]:
    """Return how far the history goes now, and what changed on the sources since the cursor: {} if nothing did.

    With "revisions" it is everything, as all_data() returns it; else "codings" and "memos" are those that changed,
    "gone" the codings that are there no longer; "marks", "codes", "favourites" and "acts" stand there if they changed.
    """
    visible = events_visible_to(viewer.user, viewer.project_id).filter(pk__gt=cursor.begin)
    events = list(visible.order_by("pk")[: WINDOW + MOST])
    new = [event for event in events if not cursor.has(event.pk)]
    if len(new) >= MOST:
        return current_cursor(viewer), all_data(viewer, sources.values_list("pk", flat=True))
    now = Cursor.of([cursor.last, *(event.pk for event in events)])
    concern = _concern(viewer, sources, new)
    if concern.all:
        return now, all_data(viewer, sources.values_list("pk", flat=True)) | {"cursor": now.sealed_for(viewer.user_id)}
    return now, _changed(viewer, concern) if concern else {}


def _concern(viewer: Membership, sources: QuerySet[Source], events: list[Event]) -> Concern:
    named = {source for event in events if (source := _source_of(event))}
    here = set(sources.filter(pk__in=named).values_list("pk", flat=True)) if named else set()
    codings: set[str] = set()
    marks = codes = favourites = everything = False
    for event in events:
        if (source := _source_of(event)) and source not in here:
            continue
        if event.scope and (key := _coding_of(event)):
            codings.add(key)
        elif event.action.startswith("uncoded."):
            marks |= event.actor_id == viewer.user_id
        elif event.action in OF_CODES:
            codes = True
        elif event.action == "favourite.set":
            favourites |= event.actor_id == viewer.user_id
        elif not event.action.startswith(ELSEWHERE):
            everything = True
    own = any(event.actor_id == viewer.user_id for event in events)
    return Concern(here, codings, marks, codes, favourites, own, everything)


def _source_of(event: Event) -> int | None:
    kind, _colon, key = event.scope.partition(":")
    return int(key) if kind == "source" and key else None


def _coding_of(event: Event) -> str | None:
    """Return the key of the one coding that an event changed, or on which it changed a note."""
    if event.subject_type == "coding":
        return event.subject_id
    place = event.after or event.before or {}
    return place.get("_about_id") if place.get("_about") == "coding" else None


def _changed(viewer: Membership, concern: Concern) -> dict[str, Any]:
    changed: dict[str, Any] = {"codings": [], "memos": {}, "gone": []}
    if concern.codings:
        rows = coding_rows(codings_in(viewer, concern.sources).filter(pk__in=list(concern.codings)))
        there = [row[0] for row in rows]
        gone = sorted(concern.codings.difference(there))
        changed = {"codings": rows, "memos": memo_pairs(viewer, there), "gone": gone}
    if concern.marks:
        rounds = rounds_of(viewer.user_id, sorted(concern.sources))
        marks = own_marks(viewer, concern.sources, rounds)
        changed["marks"] = {source: marks.get(source, []) for source in concern.sources}
    if concern.codes:
        changed["codes"] = code_data(code_tree(viewer.project, retired=True))
    if concern.favourites:
        changed["favourites"] = list(favourites_of(viewer.user, viewer.project).items())
    if concern.acts:
        changed["acts"] = acts_data(viewer.user, viewer.project_id)
    return changed
