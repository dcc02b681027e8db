"""Reading what may say who somebody is; for those who may open the key, except where it says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case as Cases
from django.db.models import Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Greatest, Substr

from coding.deidentification.detecting.known import (
    Known,
    can_be_looked_for,
    holds_any_of,
    looks_personal,
    on_one_line,
    replacer_of,
    with_first_names,
)
from coding.deidentification.models import Look, Mention, MentionKind, MentionState, Replacement
from coding.sources.models import Case, Source, Speaker
from workbench.projects.models import Project

AROUND = 70
# Characters times words of the key: a page that everybody opens reads new texts for about a second at the most.
MOST_COMPARED = 1_000_000_000


# Names before dates and numbers, as the kinds are listed everywhere.
_KIND_ORDER = Cases(
    *(When(kind=kind, then=place) for place, kind in enumerate(MentionKind.values)), output_field=IntegerField()
)


@dataclass(frozen=True)
class Cleaner:
    """Puts into a text what stands for each original of the key."""

    originals: tuple[str, ...]
    people: tuple[str, ...]
    replace: Any

    def __call__(self, text: str) -> str:
        return self.replace(text)


def cleaner_of(replacements: Iterable[Replacement]) -> Cleaner:
    """Return what cleans texts outside of the sources by these lines of the key; bare years and ages are left."""
    lines = [one for one in replacements if can_be_looked_for(one.original)]
    key = {one.original: (one.stands_for, one.kind) for one in lines}
    people = tuple(one.original for one in lines if one.kind == MentionKind.PERSON)
    return Cleaner(tuple(sorted(key, key=len, reverse=True)), people, replacer_of(key))


def key_of(project: Project) -> QuerySet[Replacement]:
    """Return the key with `places` and `sources` in which it stands now."""
    replaced = Q(mentions__state=MentionState.REPLACED)
    return Replacement.objects.filter(project=project).annotate(
        places=Count("mentions", filter=replaced), sources=Count("mentions__source", filter=replaced, distinct=True)
    )


def labels_by_original(project: Project) -> dict[str, str]:
    """Return what stands for each original; one query."""
    return dict(Replacement.objects.filter(project=project).order_by("pk").values_list("original", "stands_for"))


def known_words(project: Project) -> list[Known]:
    """Return what is known to say who somebody is: the key, and personal names of speakers and cases."""
    key = Replacement.objects.filter(project=project).values_list("original", "kind")
    known = [Known(original, kind) for original, kind in key if can_be_looked_for(original)]
    speakers = Speaker.objects.filter(source__project=project).order_by().values_list("name", flat=True).distinct()
    cases = Case.objects.filter(project=project).values_list("name", flat=True)
    labels = set(labels_by_original(project).values())
    for name in {*speakers, *cases} - labels:
        if looks_personal(name):
            known.append(Known(on_one_line(name)))
    return with_first_names(known)


def unseen_sources(project: Project) -> QuerySet[Source]:
    """Return the sources whose text of now was not looked through."""
    looked = Look.objects.filter(source=OuterRef("pk"), revision=OuterRef("revision"))
    return Source.objects.filter(project=project).filter(~Exists(looked))


@dataclass(frozen=True)
class NewTexts:
    """How many texts not looked through hold words that the key replaces, and how many were too many to read."""

    holding: int = 0
    unread: int = 0


def texts_with_originals(project: Project) -> NewTexts:
    """Return how many texts not looked through hold words that the key replaces; anyone may know the numbers."""
    lines = Replacement.objects.filter(project=project, applied_at__isnull=False).values_list("original", "kind")
    known = [Known(original, kind) for original, kind in lines if can_be_looked_for(original)]
    if not known:
        return NewTexts()
    unseen = unseen_sources(project).order_by("-pk")
    holds = holds_any_of(known)
    # Each character costs something itself, however short the key.
    left = MOST_COMPARED // (100 + len(known))
    holding = 0
    texts = unseen.values_list("characters", "text").iterator(chunk_size=20)
    for read, (characters, text) in enumerate(texts):
        left -= characters
        if left < 0:
            return NewTexts(holding, unseen.count() - read)
        holding += holds(text)
    return NewTexts(holding)


def mentions_of(project: Project) -> QuerySet[Mention]:
    return Mention.objects.filter(project=project)


def counts_by_state(project: Project) -> dict[str, int]:
    """Return how many places wait, are to be replaced, are left and were replaced."""
    rows = mentions_of(project).order_by().values_list("state").annotate(n=Count("pk"))
    return dict.fromkeys(MentionState.values, 0) | dict(rows)


def counts_by_kind(project: Project, state: str) -> dict[str, int]:
    """Return how many places of each kind are in the state."""
    rows = mentions_of(project).filter(state=state).order_by().values_list("kind").annotate(n=Count("pk"))
    return dict(rows)


def groups_of(project: Project, *, state: str, kind: str = "") -> QuerySet[Any]:
    """Return {"kind", "text", "places", "sources", "first"} for each wording in the state, the most frequent first."""
    rows = mentions_of(project).filter(state=state)
    if kind:
        rows = rows.filter(kind=kind)
    return (
        rows.order_by()
        .values("kind", "text")
        .annotate(places=Count("pk"), sources=Count("source", distinct=True), first=Min("pk"))
        .order_by(_KIND_ORDER, "-places", "text")
    )


def with_context(mentions: QuerySet[Mention]) -> QuerySet[Mention]:
    """Add the words `before` and `after` each place, without loading whole texts."""
    begin = Greatest(F("start") - AROUND, Value(0))
    return (
        mentions.select_related("source__project", "replacement")
        .defer("source__text")
        .annotate(
            before=Substr("source__text", begin + 1, F("start") - begin),
            after=Substr("source__text", F("end") + 1, AROUND),
        )
    )


def same_wording(mention: Mention, state: str = "") -> QuerySet[Mention]:
    """Return all places of the study with this wording and kind, in the state if one is given."""
    rows = Mention.objects.filter(project_id=mention.project_id, text=mention.text, kind=mention.kind)
    return rows.filter(state=state) if state else rows
