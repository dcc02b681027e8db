"""Changes to what a coder has read and rightly left without a code.

A coder's marks in a source and round are one set of characters: marking adds to it, unmarking takes from it, and marks
that meet, or that blanks alone keep apart, are one. A code never changes a mark. It covers it: where a coder's own
coding lies, the mark does not show and does not count, and it is there again when the coding is removed or undone.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codings.actions import check_span, hold_text
from coding.codings.assigning import round_for
from coding.codings.models import Uncoded
from coding.codings.spans import Span, difference, merge, trim
from coding.codings.visibility import is_sealed
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.acts import current_act, was_done
from workbench.audit.models import Event
from workbench.web.errors import WorkbenchError

# A mark may be a whole interview: of its words the beginning is kept, to know it by.
QUOTE_KEPT = 200


@transaction.atomic
def mark_uncoded(
    *,
    source: Source,
    by: User,
    start: int,
    end: int,
    quote: str | None = None,
    id: uuid.UUID | None = None,  # noqa: A002
    seen: int | None = None,
) -> None:
    """Mark a span as read and rightly without a code.

    The same id again changes nothing, nor does a span that is marked already. `seen` is the revision of the text that
    the span was chosen in. Raises TextChanged, SpanOutsideSource, QuoteDiffers or HandedIn, as applying a code does.
    """
    # First of all: a repeated request is answered as the first one was, whatever has happened since.
    if id and (was_done(Uncoded, id) or _is_there(source, by, id)):
        return
    round_id = round_for(source, by)
    hold_text(source, seen)
    check_span(source, start, end, quote)
    start, end = trim(source.text, start, end)
    rows = _own_rows(source, by, round_id)
    if not difference([(start, end)], _spans(rows)):
        return
    first, last = _with_blanks(source.text, start, end)
    met = [row for row in rows if row.start <= last and first <= row.end]
    whole = (min([start, *(row.start for row in met)]), max([end, *(row.end for row in met)]))
    added = difference([whole], _spans(met))
    Uncoded.objects.filter(pk__in=[row.pk for row in met]).delete()  # visibility: writes only
    mark = Uncoded(pk=id or uuid.uuid4(), project_id=source.project_id, source=source, coder=by, round_id=round_id)
    _place(mark, source, whole).save(force_insert=True)
    _record("uncoded.marked", mark, by, after=_facts(source, round_id, added))


@transaction.atomic
def unmark_uncoded(*, source: Source, by: User, start: int, end: int, seen: int | None = None) -> None:
    """Take `by`'s marks away from a span, and leave them beside it.

    Raises TextChanged or HandedIn; nothing happens where nothing is marked.
    """
    if _was_unmarked(source):
        return
    round_id = round_for(source, by)
    hold_text(source, seen)
    rows = _own_rows(source, by, round_id)
    before = _spans(rows)
    left = [trim(source.text, *span) for span in difference(before, [(start, end)])]
    removed = difference(before, left)
    if removed:
        shown = next(row for row in rows if row.start <= removed[0][0] < row.end)
        _record("uncoded.unmarked", shown, by, before=_facts(source, round_id, removed))
        set_marks(source, by.pk, round_id, rows, left)


def set_marks(source: Source, coder: int, round_id: int | None, rows: Sequence[Uncoded], spans: Iterable[Span]) -> None:
    """Give a coder's marks in a source and round these spans; `rows` are the marks that there were."""
    for row, span in zip_longest(sorted(rows, key=lambda row: row.start), merge(spans)):
        if span is None:
            row.delete()
            continue
        mark = row or Uncoded(project_id=source.project_id, source=source, coder_id=coder, round_id=round_id)
        _place(mark, source, span).save()


def _place(mark: Uncoded, source: Source, span: Span) -> Uncoded:
    (mark.start, mark.end), mark.quote = span, source.text[slice(*span)][:QUOTE_KEPT]
    return mark


def _own_rows(source: Source, by: User, round_id: int | None) -> list[Uncoded]:
    mine = Uncoded.objects.filter(source=source, coder=by, round=round_id)  # visibility: writes only
    return list(mine.order_by("start"))


def _with_blanks(text: str, start: int, end: int) -> Span:
    """The span with the blanks beside it: marks that only they keep apart are one."""
    while start and text[start - 1].isspace():
        start -= 1
    while end < len(text) and text[end].isspace():
        end += 1
    return start, end


def _is_there(source: Source, by: User, id: uuid.UUID) -> bool:  # noqa: A002
    there = Uncoded.objects.filter(pk=id).first()  # visibility: writes only
    if there and (there.source_id, there.coder_id) != (source.pk, by.pk):
        raise WorkbenchError(_("This mark exists already elsewhere. Reload the page and try again."))
    return there is not None


def _was_unmarked(source: Source) -> bool:
    """Say whether the act under way has taken marks away from this source: a request that was repeated."""
    here = current_act()
    mine = Event.objects.filter(key=here.key, scope=f"source:{source.pk}", action="uncoded.unmarked")
    return here.is_named and mine.exists()


def _spans(rows: Iterable[Uncoded]) -> list[Span]:
    return [(row.start, row.end) for row in rows]


def _facts(source: Source, round_id: int | None, spans: Sequence[Span]) -> dict[str, object]:
    """What the history keeps: from where to where, and for undoing exactly which stretches of which text."""
    return {
        "source": source.pk, "round": round_id, "start": spans[0][0], "end": spans[-1][1],
        "_spans": [list(span) for span in spans], "_revision": source.revision,
    }  # fmt: skip


def _record(action: str, mark: Uncoded, by: User, **values: object) -> None:
    record(
        action=action, by=by, project_id=mark.project_id, subject=mark, label=f"“{mark.quote[:60]}”",
        scope=f"source:{mark.source_id}",
        sealed=is_sealed(mark.source_id), **values,
    )  # fmt: skip
