"""Quotations of themes follow the text that they are taken from (coding.revisions)."""

from __future__ import annotations

from collections import Counter

from django.db.models import F

from coding.revisions.anchoring import TextChange, re_anchor
from coding.revisions.models import Revision
from coding.revisions.registry import re_anchors
from coding.sources.models import Source
from themes.catalogue.models import DisplacedQuotation, Quotation
from themes.suggestions.models import Suggestion

BATCH = 500


@re_anchors
def place_quotations(source: Source, change: TextChange) -> dict[str, Counter[str]]:
    """Give the quotations their new words; one without any is kept apart until somebody settles it."""
    rows = list(Quotation.objects.filter(source=source).order_by("added_at", "pk").prefetch_related("also"))
    counts: Counter[str] = Counter()
    taken: set[tuple[int, int, int]] = set()
    moved, lost = [], []
    for row in rows:
        span = re_anchor((row.start, row.end), change)
        if span is None or (row.theme_id, *span) in taken:
            lost.append(row)
            counts["displaced"] += 1
            continue
        taken.add((row.theme_id, *span))
        words = change.new[slice(*span)]
        counts["same" if words == row.text else "changed"] += 1
        if (row.start, row.end, row.text) != (*span, words):
            (row.start, row.end), row.text = span, words
            moved.append(row)
    _keep(source, lost)
    # Far out of the way first: while rows change one after the other, none stands where another stood.
    away = len(change.old) + len(change.new)
    for first in range(0, len(moved), BATCH):
        some = Quotation.objects.filter(pk__in=[row.pk for row in moved[first : first + BATCH]])
        some.update(start=F("start") + away, end=F("end") + away)
    Quotation.objects.bulk_update(moved, ["start", "end", "text"], batch_size=BATCH)
    if back := _bring_back(source, change):
        counts["brought_back"] = back
    return {"quotations": counts}


def _bring_back(source: Source, change: TextChange) -> int:
    """Give quotations their old place again where the text is the one that they stood in; how many."""
    same = Revision.objects.filter(source=source, sha256=source.sha256).values("number")
    back = 0
    for one in DisplacedQuotation.objects.filter(source=source, revision__in=same):
        # Not the words that it kept: names may have been taken out of them meanwhile.
        made = {
            "text": change.new[one.start : one.end], "case_id": one.case_id, "from_codings": one.from_codings,
            "stance": one.stance, "suggestion_id": one.suggestion_id,
            "added_at": one.added_at, "added_by_id": one.added_by_id,
        }  # fmt: skip
        place = {"theme_id": one.theme_id, "source": source, "start": one.start, "end": one.end}
        quotation, _new = Quotation.objects.get_or_create(**place, defaults=made)
        quotation.also.add(*Suggestion.objects.filter(pk__in=one.also))
        one.delete()
        back += 1
    return back


def _keep(source: Source, lost: list[Quotation]) -> None:
    DisplacedQuotation.objects.bulk_create(
        [
            DisplacedQuotation(
                theme_id=row.theme_id, source=source, revision=source.revision - 1, case_id=row.case_id,
                start=row.start, end=row.end, text=row.text, from_codings=row.from_codings, stance=row.stance,
                suggestion_id=row.suggestion_id, also=sorted(one.pk for one in row.also.all()),
                added_at=row.added_at, added_by_id=row.added_by_id,
            )
            for row in lost
        ],
        batch_size=BATCH,
    )  # fmt: skip
    Quotation.objects.filter(pk__in=[row.pk for row in lost]).delete()
