"""Pages that change a text, show what it was, and settle codings that lost their words."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codings.queries import turn_spans
from coding.codings.rendering import chunks, paragraphs
from coding.codings.words import words
from coding.revisions.actions import (
    ChangedMeanwhile,
    TextNotAllowed,
    change_of,
    let_go,
    place_coding,
    restore_revision,
    revise_source,
    take_up,
)
from coding.revisions.candidates import candidates
from coding.revisions.comparing import change_between
from coding.revisions.forms import CompareForm, PlaceForm, TextForm
from coding.revisions.models import Displacement, Revision
from coding.revisions.queries import (
    SHOWN,
    Outcome,
    displacements_of,
    foreseen,
    may_read,
    may_settle,
    outcome_of,
    outcomes_of,
    revisions_of,
    shown_after,
    turns_foreseen,
)
from coding.revisions.showing import in_context, places_of
from coding.sources.models import Source, SourceKind
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError

INVALID = 422
PLACES_SHOWN = 100


def _source(request: ProjectRequest, pk: int) -> Source:
    rows = Source.objects.filter(project=request.project).select_related("project", "question", "case")
    return get_object_or_404(rows, pk=pk)


def _context(source: Source, **more: Any) -> dict[str, Any]:
    return {"source": source, "section": "sources" if source.kind == SourceKind.TRANSCRIPT else "answers", **more}


@require_http_methods(["GET", "POST"])
@project_view(Permission.IMPORT)
def correct(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change the text: write, look at what becomes of the codings, save."""
    source = _source(request, pk)
    if request.method == "GET":
        return _editor(request, source, TextForm(initial={"text": source.text, "seen": source.revision}))
    form = TextForm(request.POST)
    if not form.is_valid():
        return _editor(request, source, form, status=INVALID)
    data = form.cleaned_data
    try:
        if data["seen"] != source.revision:
            raise ChangedMeanwhile(
                _(
                    "Somebody has changed this text since you began. Below is your text: copy what you changed, "
                    "open the text as it is now, and change it there."
                )
            )
        if "save" in request.POST:
            made = revise_source(
                source=source, text=data["text"], by=request.user, reason=form.reason, kind=form.kind
            )  # fmt: skip
            return _saved(request, source, made)
        change = change_of(source, data["text"])
    except WorkbenchError as error:
        return _editor(request, source, form, problem=error.message, status=INVALID)
    if "back" in request.POST:
        return _editor(request, source, form)
    places, more = places_of(change, PLACES_SHOWN)
    outcome = foreseen(request.membership, source, change)
    turns = turns_foreseen(source, change)
    context = _context(source, form=form, places=places, more=more, outcome=outcome, turns=turns, shown=SHOWN)
    return render(request, "coding/revisions/source_preview.html", context)


def _editor(
    request: ProjectRequest, source: Source, form: TextForm, *, problem: str = "", status: int = 200
) -> HttpResponse:
    """The whole text in a field, and beside it turn by turn for those with a script."""
    stale = bool(form.data) and str(form.data.get("seen")) != str(source.revision)
    change = None
    if form.data and not stale:
        with suppress(TextNotAllowed):
            change = change_of(source, form.data.get("text", ""))
    turns, tail = shown_after(source, change)
    context = _context(source, form=form, problem=problem, turns=turns, tail=tail, stale=stale)
    return render(request, "coding/revisions/source_correct.html", context, status=status)


def _saved(request: ProjectRequest, source: Source, made: Revision) -> HttpResponse:
    outcome = outcome_of(request.membership, made)
    messages.success(request, f"{_('The text was changed.')} {_in_words(outcome)}")
    if outcome.displaced and displacements_of(request.membership, source).filter(let_go_at=None).exists():
        return redirect("revisions:settle", request.project.slug, source.pk)
    return redirect("revisions:history", request.project.slug, source.pk)


def _in_words(outcome: Outcome) -> str:
    if not outcome.total:
        return ""
    kept = outcome.same + outcome.changed
    said = [ngettext("%(n)s coding has its words.", "%(n)s codings have their words.", kept) % {"n": kept}]
    if outcome.displaced:
        lost = ngettext("%(n)s has none left.", "%(n)s have none left.", outcome.displaced)
        said.append(lost % {"n": outcome.displaced})
    return " ".join(said)


@require_GET
@project_view(Permission.VIEW)
def history(request: ProjectRequest, pk: int) -> HttpResponse:
    """The texts that a source had, and what changed between any two of them."""
    source = _source(request, pk)
    rows = list(revisions_of(source))
    readable = [row for row in rows if may_read(request.membership, row)]
    outcomes = outcomes_of(request.membership, source.pk, rows)
    form = CompareForm(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    pair = _pair(request, source, readable, chosen.get("older"), chosen.get("newer"))
    places, more = [], 0
    if pair:
        places, more = places_of(change_between(pair[0].text, pair[1].text), PLACES_SHOWN)
    context = _context(
        source,
        rows=[(row, outcomes[row.pk], row in readable) for row in rows],
        readable=readable,
        pair=pair,
        places=places,
        more=more,
        waiting=displacements_of(request.membership, source).filter(let_go_at=None).count(),
    )
    return render(request, "coding/revisions/source_history.html", context)


def _pair(
    request: ProjectRequest, source: Source, readable: list[Revision], older: int | None, newer: int | None
) -> tuple[Revision, Revision] | None:
    """The two texts to compare: those asked for, else the last two; 403 for one that is closed to the viewer."""
    if older and newer:
        found = [_revision(request, source, number) for number in sorted({older, newer})]
        return (found[0], found[1]) if len(found) == 2 else None
    if len(readable) < 2:
        return None
    texts = {row.number: row for row in Revision.objects.filter(pk__in=[row.pk for row in readable[:2]])}
    return texts[readable[1].number], texts[readable[0].number]


def _revision(request: ProjectRequest, source: Source, number: int) -> Revision:
    row = get_object_or_404(Revision.objects.select_related("made_by"), source=source, number=number)
    if not may_read(request.membership, row):
        raise PermissionDenied
    return row


@require_GET
@project_view(Permission.VIEW)
def revision(request: ProjectRequest, pk: int, number: int) -> HttpResponse:
    """An earlier text, to read."""
    source = _source(request, pk)
    row = _revision(request, source, number)
    shown, _tail = paragraphs(row.text, ())
    return render(request, "coding/revisions/revision_detail.html", _context(source, revision=row, shown=shown))


@require_POST
@project_view(Permission.IMPORT)
def restore(request: ProjectRequest, pk: int, number: int) -> HttpResponse:
    """Give the source an earlier text again."""
    source = _source(request, pk)
    seen = request.POST.get("seen", "")
    row = _revision(request, source, number)
    made = restore_revision(revision=row, by=request.user, seen=int(seen) if seen.isdecimal() else 0)
    return _saved(request, source, made)


@require_GET
@project_view(Permission.VIEW)
def settle(request: ProjectRequest, pk: int) -> HttpResponse:
    """Codings that lost their words beside the text, one of them in hand."""
    return _settle(request, _source(request, pk))


def _settle(request: ProjectRequest, source: Source, *, problem: str = "", status: int = 200) -> HttpResponse:
    rows = list(displacements_of(request.membership, source).order_by("let_go_at", "start", "id"))
    waiting = [row for row in rows if row.let_go_at is None]
    asked = request.GET.get("one", "") or request.POST.get("one", "")
    current = next((row for row in rows if str(row.pk) == asked), next(iter(waiting), None))
    shown, _tail = paragraphs(source.text, turn_spans(source))
    context = _context(
        source,
        waiting=[(row, may_read(request.membership, row.revision)) for row in waiting],
        gone=[(row, may_read(request.membership, row.revision)) for row in rows if row.let_go_at],
        chunks=chunks(shown),
        problem=problem,
        words=words(),
    )
    if current:
        context |= _in_hand(request, source, current)
    return render(request, "coding/revisions/source_settle.html", context, status=status)


def _in_hand(request: ProjectRequest, source: Source, current: Displacement) -> dict[str, Any]:
    readable = may_read(request.membership, current.revision)
    found = candidates(current.quote, source.text) if readable else []
    return {
        "current": current,
        "readable": readable,
        "before": in_context(current.revision.text, current.start, current.end) if readable else None,
        # Where the words stood: the text opens there.
        "near": change_between(current.revision.text, source.text).before(current.start),
        "candidates": [(start, end, in_context(source.text, start, end, around=80)) for start, end in found],
        "may_settle": may_settle(request.membership, current),
    }


def _displacement(request: ProjectRequest, pk: int) -> Displacement:
    """What waits to be settled, as far as the viewer sees it; 403 where it is another's to settle."""
    rows = displacements_of(request.membership).select_related("coding__source__project", "coding__code", "revision")
    found = get_object_or_404(rows, pk=pk)
    if not may_settle(request.membership, found):
        raise PermissionDenied
    return found


@require_POST
@project_view(Permission.CODE)
def place(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give a coding new words: those chosen in the text or written out."""
    found = _displacement(request, pk)
    source = found.coding.source
    form = PlaceForm(request.POST)
    try:
        start, end = _chosen(source, form)
        place_coding(displacement=found, by=request.user, start=start, end=end, seen=form.cleaned_data["seen"])
    except WorkbenchError as error:
        return _settle(request, source, problem=error.message, status=INVALID)
    messages.success(request, _("“%(code)s” has words again.") % {"code": found.coding.code})
    return _next(request, source)


def _chosen(source: Source, form: PlaceForm) -> tuple[int, int]:
    if not form.is_valid():
        raise WorkbenchError(_("Choose the words that the coding should have."))
    data = form.cleaned_data
    if data["start"] is not None and data["end"]:
        return data["start"], data["end"]
    written = data["words"].replace("\r\n", "\n")
    count = source.text.count(written) if written else 0
    if not written:
        raise WorkbenchError(_("Choose the words that the coding should have."))
    if count != 1:
        said = _("These words stand %(n)s times in the text. Write more of them.") % {"n": count}
        raise WorkbenchError(said if count else _("These words do not stand in the text. Copy them from it exactly."))
    start = source.text.index(written)
    return start, start + len(written)


@require_POST
@project_view(Permission.CODE)
def release(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let a coding go that has no place in the new text."""
    found = _displacement(request, pk)
    let_go(displacement=found, by=request.user)
    messages.success(request, _("“%(code)s” was let go. It can be taken up again.") % {"code": found.coding.code})
    return _next(request, found.coding.source)


@require_POST
@project_view(Permission.CODE)
def recover(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a coding up again that was let go."""
    found = _displacement(request, pk)
    take_up(displacement=found, by=request.user)
    address = reverse("revisions:settle", args=[request.project.slug, found.coding.source_id])
    return redirect(f"{address}?one={found.pk}")


def _next(request: ProjectRequest, source: Source) -> HttpResponse:
    """Back to what still waits, else to the text."""
    waits = displacements_of(request.membership, source).filter(let_go_at=None).exists()
    return redirect("revisions:settle" if waits else "codings:source", request.project.slug, source.pk)
