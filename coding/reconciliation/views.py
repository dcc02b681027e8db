"""Pages of rounds: a list, a new one, its progress, and the page where disagreements are settled."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codings.models import Layer
from coding.codings.visibility import visible_codings
from coding.reconciliation import actions
from coding.reconciliation.forms import RoundForm
from coding.reconciliation.models import Round, RoundState
from coding.reconciliation.queries import (
    coders_of,
    progress_of,
    rounds_of,
    settled_counts,
)
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
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
