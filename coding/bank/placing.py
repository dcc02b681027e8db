"""Marked quotations follow the text that they are in (coding.revisions)."""

from __future__ import annotations

from collections import Counter

from coding.bank.models import BankedQuotation
from coding.revisions.anchoring import TextChange, re_anchor
from coding.revisions.models import Revision
from coding.revisions.registry import re_anchors
from coding.sources.models import Source

BATCH = 500


@re_anchors
def place_banked(source: Source, change: TextChange) -> dict[str, Counter[str]]:
    """Give marked quotations their new words; one without any is kept as displaced, and comes back with its text."""
    rows = list(BankedQuotation.objects.filter(source=source).order_by("displaced", "marked_at", "pk"))
    same = set(Revision.objects.filter(source=source, sha256=source.sha256).values_list("number", flat=True))
    counts: Counter[str] = Counter()
    taken: set[tuple[int | None, int, int]] = set()
    for row in rows:
        was_lost = row.displaced
        span = (row.start, row.end) if row.revision in same else re_anchor((row.start, row.end), change)
        if was_lost and row.revision not in same:
            continue
        row.displaced = span is None or (row.code_id, *span) in taken
        if row.displaced:
            counts["displaced"] += 1
            continue
        taken.add((row.code_id, *span))
        words = change.new[slice(*span)]
        counts["brought_back" if was_lost else "same" if words == row.text else "changed"] += 1
        (row.start, row.end), row.text, row.revision = span, words, source.revision
    # Set aside first: while rows change one after the other, none stands where another stood.
    BankedQuotation.objects.filter(pk__in=[row.pk for row in rows]).update(displaced=True)
    BankedQuotation.objects.bulk_update(rows, ["start", "end", "text", "revision", "displaced"], batch_size=BATCH)
    return {"banked": counts} if counts else {}
