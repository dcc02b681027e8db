"""Reading revisions and what waits to be settled. What a person may not see is neither shown nor counted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Count, F, QuerySet

from coding.codings.models import Layer
from coding.codings.queries import consensus_once, turn_spans
from coding.codings.rendering import Paragraph, TurnSpan, paragraphs
from coding.codings.visibility import displaced_codings, is_sealed, visible_codings
from coding.revisions.anchoring import TextChange, re_anchor
from coding.revisions.models import Displacement, Revision
from coding.revisions.turns import TurnPlace, re_anchor_turns, relabelled_turns, unknown_labels
from coding.sources.models import Source
from workbench.membership.models import Membership
from workbench.membership.roles import Permission

SHOWN = 20


@dataclass
class Fate:
    """What a change makes of one coding: its code, its words before and after (none where it has no place)."""

    code: object
    coder: str
    quote: str
    words: str | None


@dataclass
class Outcome:
    """What a change makes of the codings that the viewer may see. `hidden`: others code blind, and are not counted."""

    same: int = 0
    changed: int = 0
    displaced: int = 0
    hidden: bool = False
    fates: list[Fate] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.same + self.changed + self.displaced


def revisions_of(source: Source) -> QuerySet[Revision]:
    """Return the texts that the source had, the newest first, without the texts themselves."""
    return Revision.objects.filter(source=source).select_related("made_by").defer("text", "turns").order_by("-number")


def may_read(viewer: Membership, revision: Revision) -> bool:
    """Say whether the viewer may read this text: one that names were taken out of is for those who open the key."""
    return not revision.identifying or viewer.allows(Permission.OPEN_KEY)


def closed_texts(viewer: Membership, texts: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return which of these texts, (source, revision number), the viewer may not read; at most one query."""
    wanted = set(texts)
    if not wanted or viewer.allows(Permission.OPEN_KEY):
        return set()
    rows = Revision.objects.filter(source__in={source for source, _number in wanted}, identifying=True)
    return wanted & set(rows.values_list("source_id", "number"))


def foreseen(viewer: Membership, source: Source, change: TextChange) -> Outcome:
    """Return what the change would make of the codings that the viewer sees; those that suffer are named first."""
    outcome = Outcome(hidden=is_sealed(source.pk))
    rows = consensus_once(visible_codings(viewer.project, viewer)).filter(source=source)
    for coding in rows.select_related("code", "coder").order_by("start", "end"):
        span = re_anchor((coding.start, coding.end), change)
        words = change.new[slice(*span)] if span else None
        if words == coding.quote:
            outcome.same += 1
            continue
        outcome.displaced += words is None
        outcome.changed += words is not None
        who = "" if coding.layer == Layer.CONSENSUS else str(coding.coder)
        outcome.fates.append(Fate(coding.code, who, coding.quote, words))
    outcome.fates.sort(key=lambda fate: fate.words is not None)
    return outcome


@dataclass
class TurnsForeseen:
    """What a change makes of turns: `spans` in the new text, how many begin at a label that was put in (`begun`), and
    what looks like a label and is none that the text has (`unknown`)."""

    spans: list[TurnSpan]
    begun: int
    unknown: list[str]


def turns_foreseen(source: Source, change: TextChange) -> TurnsForeseen:
    """Return what the change would make of the turns; one query."""
    spans = turn_spans(source)
    who: dict[str, set[tuple[str, bool]]] = {}
    for span in spans:
        label = change.old[span.start : span.body_start].strip()
        if label.endswith((":", "：")):
            who.setdefault(label, set()).add((span.speaker, span.is_interviewer))
    labels = {label: next(iter(names)) for label, names in who.items() if len(names) == 1}
    places = [TurnPlace(number, span.start, span.body_start, span.end) for number, span in enumerate(spans)]
    found = []
    turns = relabelled_turns(change, places, re_anchor_turns(change, places), labels)
    for one in turns:
        old, place = spans[one.turn.key], one.turn
        speaker, is_interviewer = labels[one.label] if one.label else (old.speaker, old.is_interviewer)
        found.append(
            replace(
                old, start=place.start, body_start=place.body_start, end=place.end,
                speaker=speaker, is_interviewer=is_interviewer,
            )
        )  # fmt: skip
    return TurnsForeseen(found, sum(bool(one.label) for one in turns), unknown_labels(change, labels) if spans else [])


def shown_after(source: Source, change: TextChange | None) -> tuple[list[tuple[Paragraph, bool]], str]:
    """Return the paragraphs of the text, each with whether the change is in it, and the text unseen after the last."""
    if change is None:
        shown, tail = paragraphs(source.text, turn_spans(source))
        return [(one, False) for one in shown], tail
    shown, tail = paragraphs(change.new, turns_foreseen(source, change).spans)
    put_in = [change.new_span(number) for number in range(len(change.edits))]
    return [(one, any(start <= one.end and one.start <= end for start, end in put_in)) for one in shown], tail


def outcome_of(viewer: Membership, revision: Revision) -> Outcome:
    """Return what the revision made of codings, as far as the viewer may know."""
    return outcomes_of(viewer, revision.source_id, [revision])[revision.pk]


def outcomes_of(viewer: Membership, source_id: int, revisions: Sequence[Revision]) -> dict[int, Outcome]:
    """Return the outcomes of revisions of one source, by key; one query."""
    hidden = is_sealed(source_id)
    found = {}
    for revision in revisions:
        outcome = found[revision.pk] = Outcome(hidden=hidden)
        for who, counts in revision.report.get("codings", {}).items():
            if not hidden or who == str(viewer.user_id):
                outcome.same += counts.get("same", 0)
                outcome.changed += counts.get("changed", 0)
                outcome.displaced += counts.get("displaced", 0)
    return found


def displacements_of(viewer: Membership, source: Source | None = None) -> QuerySet[Displacement]:
    """Return the codings without a place that the viewer may see, also those that were let go."""
    seen = displaced_codings(viewer.project, viewer)
    if source is not None:
        seen = seen.filter(source=source)
    rows = Displacement.objects.filter(coding__in=seen)
    return rows.select_related("coding__code", "coding__coder", "revision", "let_go_by")


def may_settle(viewer: Membership, displacement: Displacement) -> bool:
    """Say whether the viewer settles this coding, which they see: one's own, or as a lead."""
    coding = displacement.coding
    own = coding.layer == Layer.CODER and coding.coder_id == viewer.user_id and viewer.allows(Permission.CODE)
    return own or viewer.allows(Permission.MANAGE_ROUNDS)


def waiting_counts(viewer: Membership, sources: Iterable[int]) -> dict[int, int]:
    """Return how many codings that the viewer sees wait to be settled, per source that has any; one query."""
    rows = displacements_of(viewer).filter(let_go_at=None, coding__source__in=list(sources)).order_by()
    return dict(rows.values_list("coding__source").annotate(n=Count("pk")))


def sources_to_settle(viewer: Membership) -> QuerySet[Any]:
    """Return the sources with codings that the viewer settles: `source` (key), `name`, how many (`n`); one query."""
    rows = displacements_of(viewer).filter(let_go_at=None)
    if not viewer.allows(Permission.MANAGE_ROUNDS):
        rows = rows.filter(coding__coder=viewer.user_id, coding__layer=Layer.CODER)
    named = rows.order_by("coding__source__name").values(source=F("coding__source"), name=F("coding__source__name"))
    return named.annotate(n=Count("pk"))
