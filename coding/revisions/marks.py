"""Passages marked as rightly without a code, in a new text: nobody has read what was put in."""

from __future__ import annotations

from itertools import groupby

from coding.codings.marking import set_marks
from coding.codings.models import Uncoded
from coding.codings.spans import Span, difference, trim
from coding.revisions.anchoring import TextChange, re_anchor
from coding.sources.models import Source

# So many characters more than what they replace are a correction; beyond, they are new text.
CORRECTION = 40


def place_marks(source: Source, change: TextChange) -> None:
    """Move the marks of the source to their words; one that lost them is gone: its passage is to be read again."""
    put_in = [] if change.told else new_text(change)
    # Held until the end: nobody removes one meanwhile.
    rows = Uncoded.objects.select_for_update().filter(source=source)  # visibility: writes only
    for (coder, round_id), group in groupby(rows.order_by("coder_id", "round_id", "start"), _whose):
        marks = list(group)
        placed = [span for mark in marks if (span := re_anchor((mark.start, mark.end), change))]
        kept = [trim(change.new, *span) for span in difference(placed, put_in)]
        set_marks(source, coder, round_id, marks, kept)


def _whose(mark: Uncoded) -> tuple[int, int | None]:
    return mark.coder_id, mark.round_id


def new_text(change: TextChange) -> list[Span]:
    """Return where the new text has what nobody can have read in the old one."""
    edits = enumerate(change.edits)
    return [change.new_span(n) for n, edit in edits if len(edit.text) > edit.end - edit.start + CORRECTION]
