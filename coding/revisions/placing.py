"""Giving what hangs on a text its places in the new one; called inside the transaction of coding.revisions.actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from uuid import UUID

from django.db.models import Max, Min, Model
from django.utils import timezone

from coding.codings.models import Coding, Layer
from coding.reconciliation.models import Disagreement
from coding.revisions.anchoring import Span, TextChange, re_anchor
from coding.revisions.models import Displacement, DisplacementReason, Revision
from coding.revisions.turns import Begun, TurnPlace, re_anchor_turns, relabelled_turns
from coding.sources.models import Source, Turn

BATCH = 500
CONSENSUS = "consensus"


@dataclass
class Placed:
    """What became of the codings: the rows to write, and how many of whom kept, changed or lost their words."""

    moved: list[Coding] = field(default_factory=list)
    displaced: list[tuple[Coding, DisplacementReason]] = field(default_factory=list)
    counts: dict[str, Counter[str]] = field(default_factory=dict)
    # By the key of a coding whose words changed: its span before, and its span now.
    stretched: dict[str, list[int]] = field(default_factory=dict)

    def count(self, coding: Coding, outcome: str) -> None:
        who = CONSENSUS if coding.layer == Layer.CONSENSUS else str(coding.coder_id)
        self.counts.setdefault(who, Counter())[outcome] += 1


def turn_places(source: Source) -> list[list[object]]:
    """Return the turns as plain values: [start, body start, end, speaker, time start, time end]."""
    fields = ("start", "body_start", "end", "speaker_id", "time_start", "time_end")
    return [list(row) for row in Turn.objects.filter(source=source).order_by("position").values_list(*fields)]


def set_turns(source: Source, rows: list[list[object]]) -> None:
    """Give a source exactly these turns again, as turn_places() told them; a speaker who is gone is left out."""
    speakers = set(source.speakers.values_list("pk", flat=True))
    Turn.objects.filter(source=source).delete()
    turns = [
        Turn(
            source=source, position=position, start=start, body_start=body, end=end,
            speaker_id=speaker if speaker in speakers else None, time_start=since, time_end=until,
        )
        for position, (start, body, end, speaker, since, until) in enumerate(rows)
    ]  # fmt: skip
    Turn.objects.bulk_create(turns, batch_size=BATCH)


def place_turns(source: Source, change: TextChange) -> None:
    """Move the turns of the source; a turn of which nothing is left goes."""
    rows = {turn.pk: turn for turn in Turn.objects.filter(source=source).order_by("position")}
    places = [TurnPlace(turn.pk, turn.start, turn.body_start, turn.end) for turn in rows.values()]
    kept = re_anchor_turns(change, places)
    if not change.told:
        speakers = speakers_by_label(change.old, rows.values())
        begun = relabelled_turns(change, places, kept, speakers)
        if len(begun) != len(kept) or any(one.label for one in begun):
            set_turns(source, _with_speakers(begun, rows, speakers))
            return
    _move_turns(rows, kept)


def speakers_by_label(text: str, turns: Iterable[Turn]) -> dict[str, int]:
    """Return the key of the speaker for each label, "Anna:", that turns of just one speaker begin with."""
    found: dict[str, set[int | None]] = {}
    for turn in turns:
        label = text[turn.start : turn.body_start].strip()
        if label.endswith((":", "：")):
            found.setdefault(label, set()).add(turn.speaker_id)
    return {label: next(iter(keys)) for label, keys in found.items() if len(keys) == 1 and None not in keys}


def _with_speakers(begun: Sequence[Begun], rows: dict[int, Turn], speakers: dict[str, int]) -> list[list[object]]:
    """The turns as plain values; one that begins at a new label has no times of its own."""
    values, seen = [], set()
    for one in begun:
        row, place = rows[one.turn.key], one.turn
        times = (None, None) if row.pk in seen else (row.time_start, row.time_end)
        seen.add(row.pk)
        speaker = speakers[one.label] if one.label else row.speaker_id
        values.append([place.start, place.body_start, place.end, speaker, *times])
    return values


def _move_turns(rows: dict[int, Turn], kept: Sequence[TurnPlace]) -> None:
    if gone := rows.keys() - {place.key for place in kept}:
        Turn.objects.filter(pk__in=gone).delete()
    in_order = [place.key for place in kept] == [key for key in rows if key not in gone]
    if not in_order:  # first out of the way: no two turns have the same position at any moment
        position = max(turn.position for turn in rows.values()) + 1
        for number, place in enumerate(kept):
            rows[place.key].position = position + number
    changed = []
    for place in kept:
        turn = rows[place.key]
        if not in_order or (turn.start, turn.body_start, turn.end) != (place.start, place.body_start, place.end):
            turn.start, turn.body_start, turn.end = place.start, place.body_start, place.end
            changed.append(turn)
    write_rows(changed, ["start", "body_start", "end", "position"])


def write_rows(rows: Sequence[Model], fields: list[str]) -> None:
    """Store the fields of rows that are there and held; many times faster than an UPDATE that tells them apart."""
    if rows:
        type(rows[0])._default_manager.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=fields, batch_size=BATCH
        )


def find_places(source: Source, change: TextChange, known: Mapping[UUID, Span]) -> Placed:
    """Look up the new places of all codings of the source, also of those that the person at work may not see.

    `known` are places that need not be looked up.
    """
    placed = Placed()
    taken: set[tuple[object, ...]] = set()
    # Held until the end: nobody removes one meanwhile.
    held = Coding.objects.select_for_update(of=("self",))  # visibility: writes only
    rows = held.filter(source=source, displaced=False).order_by("created_at", "id")
    found = [(one, known.get(one.pk) or re_anchor((one.start, one.end), change)) for one in rows]
    # Of two that come to lie on the same words, the one whose words have not changed stays.
    found.sort(key=lambda one: one[1] is None or change.new[slice(*one[1])] != one[0].quote)
    for coding, span in found:
        if span is None:
            _displace(placed, coding, DisplacementReason.GONE)
            continue
        key = (*identity(coding), *span)
        if key in taken:
            _displace(placed, coding, DisplacementReason.SAME)
            continue
        taken.add(key)
        _move(placed, coding, span, change.new)
    return placed


def identity(coding: Coding) -> tuple[object, ...]:
    """What, with its span, no second coding has; as the constraints of the table say."""
    if coding.layer == Layer.CONSENSUS:
        return (coding.layer, coding.code_id, coding.round_id, coding.decision_id)
    return (coding.layer, coding.code_id, coding.round_id, coding.coder_id)


def _displace(placed: Placed, coding: Coding, reason: DisplacementReason) -> None:
    placed.displaced.append((coding, reason))
    placed.count(coding, "displaced")


def _move(placed: Placed, coding: Coding, span: Span, text: str) -> None:
    quote = text[slice(*span)]
    placed.count(coding, "same" if quote == coding.quote else "changed")
    if quote != coding.quote:
        placed.stretched[str(coding.pk)] = [coding.start, coding.end, *span]
    if (coding.start, coding.end, coding.quote) != (*span, quote):
        (coding.start, coding.end), coding.quote = span, quote
        placed.moved.append(coding)


def write_places(placed: Placed, before: Revision) -> None:
    """Store the new places. `before` is the revision that the displaced codings still stood in."""
    now = timezone.now()
    ids = [coding.pk for coding in chain(placed.moved, (coding for coding, _reason in placed.displaced))]
    # Out of the way first: while rows change one after the other, none stands where another stood.
    for first in range(0, len(ids), BATCH):
        rows = Coding.objects.filter(pk__in=ids[first : first + BATCH])  # visibility: writes only
        rows.update(displaced=True, updated_at=now)
    for coding in placed.moved:
        coding.displaced, coding.updated_at = False, now
    write_rows(placed.moved, ["start", "end", "quote", "displaced", "updated_at"])
    Displacement.objects.bulk_create(
        [
            Displacement(
                revision=before, coding=coding, start=coding.start, end=coding.end, quote=coding.quote, reason=reason
            )
            for coding, reason in placed.displaced
        ],
        batch_size=BATCH,
    )


def place_disagreements(source: Source, change: TextChange) -> None:
    """Move the places where coders differed to their codings; what was decided about them stays decided."""
    rows = list(Disagreement.objects.filter(source=source))
    spans = _spans_of(rows)
    for row in rows:
        span = spans.get(row.pk) or re_anchor((row.start, row.end), change) or _nearest(change, row.start, row.end)
        row.start, row.end = span
    Disagreement.objects.bulk_update(rows, ["start", "end"], batch_size=BATCH)


def follow_coding(coding: Coding) -> None:
    """Move the places where coders differed to a coding of theirs that was given other words."""
    rows = list(Disagreement.objects.filter(codings=coding))
    for row in rows:
        row.start, row.end = _spans_of(rows)[row.pk]
    Disagreement.objects.bulk_update(rows, ["start", "end"], batch_size=BATCH)


def _spans_of(rows: list[Disagreement]) -> dict[int, Span]:
    """From where to where the codings of each reach, those without a place left out; one query."""
    links = Disagreement.codings.through.objects.filter(disagreement__in=rows, coding__displaced=False)
    found = links.values("disagreement").annotate(start=Min("coding__start"), end=Max("coding__end"))
    return {row["disagreement"]: (row["start"], row["end"]) for row in found}


def _nearest(change: TextChange, start: int, end: int) -> Span:
    """At least one character where the words stood."""
    new_start, new_end = change.before(start), change.after(end)
    if new_start < new_end:
        return new_start, new_end
    new_start = min(new_start, len(change.new) - 1)
    return new_start, new_start + 1
