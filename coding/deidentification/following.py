"""Places of names follow a text that changes."""

from __future__ import annotations

from coding.deidentification.detecting.known import on_one_line
from coding.deidentification.models import Mention, MentionState
from coding.revisions.anchoring import TextChange, re_anchor
from coding.revisions.registry import re_anchors
from coding.sources.models import Source

BATCH = 500


@re_anchors
def follow(source: Source, change: TextChange) -> None:
    """Move the places to where their words are now; a place whose words are others now is gone and found again."""
    before = Mention.objects.filter(source=source, revision=source.revision - 1)
    rows = list(before.select_related("replacement").order_by("start"))
    kept, gone, taken = [], [], set()
    for row in rows:
        span = re_anchor((row.start, row.end), change)
        if span is None or span in taken or on_one_line(change.new[slice(*span)]) != _words_of(row):
            gone.append(row.pk)
            continue
        taken.add(span)
        (row.start, row.end), row.revision = span, source.revision
        kept.append(row)
    Mention.objects.filter(pk__in=gone).delete()
    Mention.objects.bulk_update(kept, ["start", "end", "revision"], batch_size=BATCH)


def _words_of(mention: Mention) -> str:
    """What stands in the text at the place."""
    if mention.state == MentionState.REPLACED:
        return mention.replacement.stands_for if mention.replacement else ""
    return mention.text
