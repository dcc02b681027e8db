"""Passages of suggestions follow the text that they are taken from (coding.revisions)."""

from __future__ import annotations

from collections import Counter

from coding.revisions.anchoring import TextChange, re_anchor
from coding.revisions.registry import re_anchors
from coding.sources.models import Source
from themes.suggestions.models import RunPassage, SuggestedPassage

BATCH = 500


@re_anchors
def place_passages(source: Source, change: TextChange) -> dict[str, Counter[str]]:
    """Give the passages of runs and suggestions their new words; one whose words are gone goes with them."""
    counts = _follow(SuggestedPassage, source, change)
    _follow(RunPassage, source, change)  # the passages of suggestions are among them, and are counted once
    return {"passages": counts}


def _follow(model: type[RunPassage | SuggestedPassage], source: Source, change: TextChange) -> Counter[str]:
    counts: Counter[str] = Counter()
    moved, gone = [], []
    for row in model.objects.filter(source=source):
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
    model.objects.bulk_update(moved, ["start", "end", "text"], batch_size=BATCH)
    for first in range(0, len(gone), BATCH):
        model.objects.filter(pk__in=gone[first : first + BATCH]).delete()
    return counts
