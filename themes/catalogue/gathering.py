"""Passages of a run gathered under a theme, as somebody chose them on the map or in a list."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone
from themes.catalogue.actions import create_theme, facts_of
from themes.catalogue.memos import memos_of
from themes.catalogue.models import Quotation, Theme
from themes.suggestions.actions import record_in_run
from themes.suggestions.models import OF_CODINGS, RunPassage, SuggestionRun
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.web.errors import WorkbenchError

AT_ONCE = 500
Span = tuple[int, int, int]


@transaction.atomic
def gather_passages(
    *,
    run: SuggestionRun,
    passages: Sequence[RunPassage],
    by: User,
    theme: Theme | None = None,
    name: str = "",
    pk: int | None = None,
) -> tuple[Theme, int]:
    """Put passages under a theme, or under a new one of this name; returns it and how many are new there.

    `pk` is the key of a theme that comes back.
    """
    if not passages:
        raise WorkbenchError(_("Choose passages first."))
    if any(passage.run_id != run.pk for passage in passages):
        raise WorkbenchError(_("Passages stay within their run. Open the run that they belong to."))
    made = theme is None
    theme = theme or create_theme(project=run.project, by=by, name=name, pk=pk)
    there = _spans(theme)
    fresh = list({_span(one): one for one in passages if _span(one) not in there}.values())
    Quotation.objects.bulk_create(
        [
            Quotation(
                theme=theme,
                source_id=one.source_id,
                case_id=one.case_id,
                start=one.start,
                end=one.end,
                text=one.text,
                from_codings=run.kind in OF_CODINGS,
                added_by=by,
            )
            for one in fresh
        ],
        batch_size=AT_ONCE,
    )
    after = {"_run": run.pk, "_passages": [one.pk for one in fresh], "_made": made, "_count": len(fresh)}
    record_in_run("theme.passages_gathered", run, by, subject=theme, after=after | {"name": theme.name})
    return theme, len(fresh)


@transaction.atomic
def scatter_passages(*, theme: Theme, passages: Iterable[RunPassage], made: bool, by: User) -> None:
    """Take out again what was gathered; a theme that was made for it goes too, unless people added to it."""
    spans = {_span(one) for one in passages}
    rows = theme.quotations.filter(suggestion=None).values_list("pk", "source", "start", "end")
    gone = [pk for pk, *span in rows if tuple(span) in spans]
    for first in range(0, len(gone), AT_ONCE):
        Quotation.objects.filter(pk__in=gone[first : first + AT_ONCE]).delete()
    if made and not _holds_anything(theme):
        record(action="theme.deleted", by=by, project_id=theme.project_id, subject=theme, before=facts_of(theme))
        theme.delete()
    else:
        record(action="theme.passages_scattered", by=by, project_id=theme.project_id, subject=theme)


def gathered_again(run: SuggestionRun, keys: Collection[int]) -> list[RunPassage]:
    """Return the passages of an act by their keys; raises CannotBeUndone where the run is gone."""
    wanted = sorted(keys)
    found = [
        one
        for first in range(0, len(wanted), AT_ONCE)
        for one in RunPassage.objects.filter(run=run, pk__in=wanted[first : first + AT_ONCE])
    ]
    if wanted and not found:
        raise CannotBeUndone(_("This can no longer be undone: these passages are gone."))
    return found


def _span(passage: RunPassage) -> Span:
    return (passage.source_id, passage.start, passage.end)


def _spans(theme: Theme) -> set[Span]:
    return set(theme.quotations.values_list("source", "start", "end"))


def _holds_anything(theme: Theme) -> bool:
    return (
        bool(theme.statement.strip())
        or theme.children.exists()
        or theme.quotations.exists()
        or theme.displaced_quotations.exists()
        or theme.codes.exists()
        or memos_of(theme.pk, theme.project_id).exists()
    )
