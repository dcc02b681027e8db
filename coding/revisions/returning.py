"""Codings in an earlier text that a source gets again: a change that is taken back leaves them as they were."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.utils import timezone

from coding.codings.models import Coding
from coding.revisions.anchoring import Span, TextChange, re_anchor
from coding.revisions.comparing import change_between
from coding.revisions.models import Displacement, Revision
from coding.revisions.placing import identity, write_rows
from coding.sources.models import Source

Step = tuple[int, Span, Span]  # the revision, the span in the text before it, the span in its own


def earlier_places(source: Source, restored: Revision) -> dict[UUID, Span]:
    """Return the spans, in the restored text, of the codings whose words changed since and were not moved by anybody.

    Revisions say which these are; all others find their words by comparing the texts.
    """
    since = list(Revision.objects.filter(source=source, number__gte=restored.number).order_by("number"))
    texts = {row.number: row.text for row in since}
    steps: dict[UUID, list[Step]] = defaultdict(list)
    for row in since[1:]:
        for key, (start, end, new_start, new_end) in row.report.get("stretched", {}).items():
            steps[UUID(key)].append((row.number, (start, end), (new_start, new_end)))
    rows = Coding.objects.filter(source=source, displaced=False)  # visibility: writes only
    quotes = dict(rows.values_list("pk", "quote")) if steps else {}
    changes: dict[int, TextChange] = {}
    found = {}
    for key, some in steps.items():
        if key not in quotes or (quote := _first_words(quotes[key], some, texts)) is None:
            continue
        number, span, _new = some[0]
        if (base := number - 1) != restored.number:
            if base not in changes:
                changes[base] = change_between(texts[base], restored.text)
            span = re_anchor(span, changes[base])
        if span and restored.text[slice(*span)] == quote:
            found[key] = span
    return found


def _first_words(quote: str, steps: list[Step], texts: dict[int, str]) -> str | None:
    """The words before the first step, where the quote came from them by the steps alone."""
    for number, old, new in reversed(steps):
        if number not in texts or number - 1 not in texts or texts[number][slice(*new)] != quote:
            return None
        quote = texts[number - 1][slice(*old)]
    return quote


def bring_back(source: Source, restored: Revision) -> int:
    """Give codings that lost their place since this revision one where their words are: its text is the source's again.

    Returns how many; those that were let go stay so, as does one whose place was taken meanwhile.
    """
    lost = Displacement.objects.filter(
        revision__source=source, revision__number__gte=restored.number, let_go_at=None, coding__displaced=True
    )
    rows = Coding.objects.filter(source=source, displaced=False)  # visibility: writes only
    taken = {(*identity(coding), coding.start, coding.end) for coding in rows}
    changes: dict[int, TextChange] = {}
    back, settled = [], []
    texts = dict(Revision.objects.filter(pk__in=lost.values("revision")).values_list("pk", "text"))
    held = lost.select_for_update(of=("self", "coding")).select_related("coding")
    for one in held.order_by("coding__created_at"):
        coding, span = one.coding, _span_in(restored, one, texts[one.revision_id], changes)
        if span is None or (key := (*identity(coding), *span)) in taken:
            continue
        taken.add(key)
        # Not the words that it kept: names may have been taken out of them meanwhile.
        (coding.start, coding.end), coding.quote, coding.displaced = span, source.text[slice(*span)], False
        coding.updated_at = timezone.now()
        back.append(coding)
        settled.append(one.pk)
    Displacement.objects.filter(pk__in=settled).delete()
    write_rows(back, ["start", "end", "quote", "displaced", "updated_at"])
    return len(back)


def _span_in(restored: Revision, lost: Displacement, old: str, changes: dict[int, TextChange]) -> Span | None:
    """Where the words of a coding that lost its place stand in the restored text; None where they are others there."""
    if lost.revision_id == restored.pk:
        return lost.start, lost.end
    if lost.revision_id not in changes:
        changes[lost.revision_id] = change_between(old, restored.text)
    span = re_anchor((lost.start, lost.end), changes[lost.revision_id])
    return span if span and restored.text[slice(*span)] == old[lost.start : lost.end] else None
