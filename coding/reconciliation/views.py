"""Pages of rounds: a list, a new one, its progress, and the page where disagreements are settled."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codebook.queries import code_paths
from coding.codings.models import Layer
from coding.codings.queries import turn_spans
from coding.codings.rendering import paragraphs
from coding.codings.visibility import sealed_source_ids, visible_codings
from coding.reconciliation import actions, deciding
from coding.reconciliation.comparison import Place, compared
from coding.reconciliation.forms import DecisionForm, RoundForm, code_choices
from coding.reconciliation.models import Decision, Disagreement, Round, RoundState
from coding.reconciliation.presentation import choices_for, item_of, spaced
from coding.reconciliation.queries import (
    coders_of,
    disagreements_of,
    marks_of,
    progress_of,
    reasons_used,
    rounds_of,
    settled_counts,
    undecided_of,
)
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.numbers import key_in
from workbench.web.paging import page_of


def _round_of(request: ProjectRequest, pk: int) -> Round:
    return get_object_or_404(
        Round.objects.select_related("codebook_version", "project"), project=request.project, pk=pk
    )


@require_GET
@project_view(Permission.VIEW)
def round_list(request: ProjectRequest) -> HttpResponse:
    page = page_of(request, rounds_of(request.project))
    counts = settled_counts([one.pk for one in page])
    rows = [(one, *counts.get(one.pk, (0, 0))) for one in page]
    return render(request, "coding/reconciliation/round_list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_ROUNDS)
def round_new(request: ProjectRequest) -> HttpResponse:
    form = RoundForm(request.POST or None, project=request.project)
    if form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("name", "sources", "coders", "blind")}
        made = actions.create_round(project=request.project, by=request.user, **facts)
        messages.success(request, _("“%(round)s” has begun.") % {"round": made.name})
        return redirect(made)
    context = {
        "form": form,
        "section": "rounds",
        "has_sources": Source.objects.filter(project=request.project).exists(),
    }
    return render(request, "coding/reconciliation/round_new.html", context, status=422 if form.errors else 200)


@require_GET
@project_view(Permission.VIEW)
def round_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    round_ = _round_of(request, pk)
    coders = coders_of(round_)
    sources = progress_of(round_, coders)
    agreed = (
        visible_codings(request.project, None).filter(round=round_, layer=Layer.CONSENSUS, decision=None).count()
        if round_.state != RoundState.CODING
        else None
    )
    context = {
        "round": round_,
        "coders": coders,
        "sources": sources,
        "asked": sum(done is not None for row in sources for done in row.done),
        "handed_in": sum(bool(done) for row in sources for done in row.done),
        "alone": sum(sum(bool(done) for done in row.done) < 2 for row in sources),
        "disagreements": sum(row.disagreements for row in sources),
        "undecided": sum(row.undecided for row in sources),
        "agreed": agreed,
        "mine": {row.source.pk for row in sources for coder, done in zip(coders, row.done, strict=True)
                 if coder.pk == request.user.pk and done is not None},
    }  # fmt: skip
    return render(request, "coding/reconciliation/round_detail.html", context)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_open(request: ProjectRequest, pk: int) -> HttpResponse:
    opened = actions.open_round(round=_round_of(request, pk), by=request.user, force="force" in request.POST)
    messages.success(request, _("“%(round)s” is open: everybody sees all codings on it now.") % {"round": opened.name})
    return redirect(opened)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_close(request: ProjectRequest, pk: int) -> HttpResponse:
    closed = actions.close_round(round=_round_of(request, pk), by=request.user)
    messages.success(request, _("“%(round)s” is settled.") % {"round": closed.name})
    return redirect(closed)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_reopen(request: ProjectRequest, pk: int) -> HttpResponse:
    reopened = actions.reopen_round(round=_round_of(request, pk), by=request.user)
    messages.success(request, _("“%(round)s” is taken up again.") % {"round": reopened.name})
    return redirect(reopened)


@require_GET
@project_view(Permission.VIEW)
def round_compare(request: ProjectRequest, pk: int) -> HttpResponse:
    round_ = _round_of(request, pk)
    if round_.state == RoundState.CODING:
        messages.info(request, _("“%(round)s” is still being coded. Open it to compare.") % {"round": round_.name})
        return redirect(round_)
    return _compare_page(request, round_, _number(request, "place"), _number(request, "source"))


def _number(request: ProjectRequest, name: str) -> int | None:
    return key_in(request.GET.get(name, ""))


def _compare_page(
    request: ProjectRequest, round_: Round, place: int | None, source_id: int | None, form: DecisionForm | None = None
) -> HttpResponse:
    coders = coders_of(round_)
    sealed = sealed_source_ids(request.project)
    everything = progress_of(round_, coders)
    progress = [row for row in everything if row.source.pk not in sealed]
    source_id = _source_to_show(round_, place, source_id, [row.source.pk for row in progress])
    context: dict[str, Any] = {
        "round": round_,
        "coders": [(coder, number % 4) for number, coder in enumerate(coders)],
        "progress": progress,
        "undecided": sum(row.undecided for row in progress),
        "disagreements": sum(row.disagreements for row in progress),
        "hidden": len(everything) - len(progress),
        "section": "rounds",
    }
    if source_id is not None:
        context |= _source_context(request, round_, source_id, place, coders)
        context["form"] = form
    status = 422 if form is not None and form.errors else 200
    return render(request, "coding/reconciliation/round_compare.html", context, status=status)


def _source_to_show(round_: Round, place: int | None, source_id: int | None, known: list[int]) -> int | None:
    """The source asked for, else that of the place, else of the first open place, else the first of the round."""
    if source_id in known:
        return source_id
    of_place = Disagreement.objects.filter(round=round_, pk=place) if place else undecided_of(round_)
    found = of_place.filter(source__in=known).values_list("source_id", flat=True).first()
    return found if found is not None else (known[0] if known else None)


def _source_context(
    request: ProjectRequest, round_: Round, source_id: int, place: int | None, coders: list
) -> dict[str, Any]:
    source = Source.objects.select_related("case", "question").get(pk=source_id)
    found = list(disagreements_of(round_, source=source_id))
    current = next((one for one in found if one.pk == place), None)
    current = current or next((one for one in found if not one.current), found[0] if found else None)
    agreed = visible_codings(request.project, None).filter(
        round=round_, source=source, layer=Layer.CONSENSUS, decision=None
    )
    shown, _rest = paragraphs(source.text, turn_spans(source))
    places = [Place(one.pk, one.start, one.end, tuple(marks_of(one.seen))) for one in found]
    position = found.index(current) if current else 0
    paths = {pk: spaced(path) for pk, path in code_paths(request.project).items()}
    return {
        "paths": paths,
        "source": source,
        "shown": compared(
            shown,
            list(agreed.values_list("start", "end")),
            places,
            [c.pk for c in coders],
            current.pk if current else None,
        ),
        "items": [item_of(one, coders, source.text) for one in found],
        "agreed": agreed.count(),
        "current": current,
        "current_item": item_of(current, coders, source.text) if current else None,
        "previous": found[position - 1] if position else None,
        "next": found[position + 1] if current and position + 1 < len(found) else None,
        **(_settling(request, round_, current, coders, source, paths) if current else {}),
    }


def _settling(
    request: ProjectRequest, round_: Round, current: Disagreement, coders: list, source: Source, paths: dict[int, str]
) -> dict[str, Any]:
    """What the form needs; nothing for those who only look on, or where it is settled."""
    may = request.membership.allows(Permission.MANAGE_ROUNDS) and round_.state == RoundState.RECONCILING
    if not may or current.current:
        return {"may_decide": False, "may_withdraw": may and bool(current.current)}
    names = {coder.pk: str(coder) for coder in coders}
    return {
        "may_decide": True,
        "choices": choices_for(current, current.seen, names, paths, source.text),
        "codes": code_choices(request.project),
        "reasons": reasons_used(round_),
    }


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def decide_place(request: ProjectRequest, pk: int, place: int) -> HttpResponse:
    round_ = _round_of(request, pk)
    disagreement = get_object_or_404(
        Disagreement.objects.select_related("source", "round__project"), round=round_, pk=place
    )
    form = DecisionForm(request.POST, project=request.project)
    if not form.is_valid():
        return _compare_page(request, round_, disagreement.pk, disagreement.source_id, form)
    deciding.decide_disagreement(disagreement=disagreement, by=request.user, **form.cleaned_data)
    return redirect(_after(round_, disagreement))


def _after(round_: Round, disagreement: Disagreement) -> str:
    """The next open place: further on in this source, else anywhere; this one again when all is settled."""
    waiting = undecided_of(round_)
    further = waiting.filter(source=disagreement.source_id, start__gte=disagreement.start).first()
    return place_url(round_, further or waiting.first() or disagreement)


def place_url(round_: Round, place: Disagreement) -> str:
    address = reverse("rounds:compare", args=[round_.project.slug, round_.pk])
    return f"{address}?source={place.source_id}&place={place.pk}#place-{place.pk}"


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def decision_withdraw(request: ProjectRequest, pk: int, decision: int) -> HttpResponse:
    round_ = _round_of(request, pk)
    found = get_object_or_404(
        Decision.objects.select_related("disagreement__source", "disagreement__round__project"),
        disagreement__round=round_, pk=decision,
    )  # fmt: skip
    deciding.reopen_decision(decision=found, by=request.user)
    messages.success(request, _("The decision was withdrawn."))
    return redirect(place_url(round_, found.disagreement))
