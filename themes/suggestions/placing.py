"""Passages of suggestions follow the text that they are taken from (coding.revisions)."""

from __future__ import annotations

from collections import Counter

from coding.revisions.anchoring import TextChange, re_anchor
from coding.revisions.registry import re_anchors
from coding.sources.models import Source
from themes.suggestions.models import SuggestedPassage

BATCH = 500


@re_anchors
def place_passages(source: Source, change: TextChange) -> dict[str, Counter[str]]:
    """Give the passages of suggestions their new words; a proposal whose words are gone goes with them."""
    counts: Counter[str] = Counter()
    moved, gone = [], []
    for row in SuggestedPassage.objects.filter(source=source):
        span = re_anchor((row.start, row.end), change)
        if span is None:
            gone.append(row.pk)
            counts["displaced"] += 1
            continue
        words = change.new[slice(*span)]
        counts["same" if words == row.text else "changed"] += 1
        if (row.start, row.end, row.text) != (*span, words):
            (row.start, row.end), row.text = span, words
            moved.append(row)
    SuggestedPassage.objects.bulk_update(moved, ["start", "end", "text"], batch_size=BATCH)
    for first in range(0, len(gone), BATCH):
        SuggestedPassage.objects.filter(pk__in=gone[first : first + BATCH]).delete()
    return {"passages": counts}
