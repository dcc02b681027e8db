"""Pages of rounds: a list, a new one, how far one is; opening and settling it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codings.models import Layer
from coding.codings.visibility import visible_codings
from coding.reconciliation import actions
from coding.reconciliation.choosing import HAND, draft_round, free_sources
from coding.reconciliation.forms import MoreForm, RenameForm, RoundForm, SourceForm
from coding.reconciliation.methods import methods_text
from coding.reconciliation.models import RequestState, Round, RoundState
from coding.reconciliation.previews import preview_of
from coding.reconciliation.progress import parts_of, progress_by_coder, requests_in, with_one_reader
from coding.reconciliation.queries import possible_coders, progress_of, rounds_of, settled_counts, sources_of
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.paging import page_of

SOURCES_PER_PAGE, PARTS_SHOWN, OFFERED = 100, 50, 300


def round_of(request: ProjectRequest, pk: int) -> Round:
    """Return a round of the project, or answer 404."""
    rounds = Round.objects.select_related("codebook_version", "project").defer("codebook_version__codes")
    return get_object_or_404(rounds, project=request.project, pk=pk)


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
    """A new round; what is drawn or shared out is shown first, and begun as it was shown."""
    form = RoundForm(request.POST or None, project=request.project)
    preview = None
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            draft = draft_round(request.project, chosen)
        except ValueError as problem:
            form.add_error(None, str(problem))
        else:
            shown = request.POST.get("shown", "")
            plain = chosen["how"] == HAND and chosen["sharing"] == "everyone"
            if "preview" not in request.POST and (plain or shown == draft.mark):
                facts = {name: chosen[name] for name in ("name", "kind", "blind")}
                made = actions.create_round(
                    project=request.project, by=request.user, parts=draft.pairs, drawn=draft.drawn, **facts
                )
                messages.success(request, _("“%(round)s” has begun.") % {"round": made.name})
                return redirect(made)
            preview = preview_of(request.project, draft, chosen, changed=bool(shown) and shown != draft.mark)
            form = _with_seed(request, chosen["seed"])
    context = {
        "form": form,
        "preview": preview,
        "section": "rounds",
        "has_sources": Source.objects.filter(project=request.project).exists(),
    }
    return render(request, "coding/reconciliation/round_new.html", context, status=422 if form.errors else 200)


def _with_seed(request: ProjectRequest, seed: int) -> RoundForm:
    """The form as it was sent, with the seed that the preview was drawn with."""
    sent = request.POST.copy()
    sent["seed"] = str(seed)
    form = RoundForm(sent, project=request.project)
    form.is_valid()
    return form


@require_GET
@project_view(Permission.VIEW)
def round_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    round_ = round_of(request, pk)
    progress = progress_by_coder(request.membership, round_)
    coders = [one.coder for one in progress]
    page = page_of(request, sources_of(round_), per_page=SOURCES_PER_PAGE)
    requests = list(requests_in(request.membership, round_)[:OFFERED])
    mine = list(parts_of(round_, request.user.pk)[: PARTS_SHOWN + 1])
    context = {
        "round": round_,
        "progress": progress,
        "coders": coders,
        "page": page,
        "rows": progress_of(round_, coders, page.object_list),
        "asked": sum(one.asked for one in progress),
        "handed_in": sum(one.sources for one in progress),
        "requests": requests,
        "waiting": [one for one in requests if one.state == RequestState.WAITING],
        "mine": mine[:PARTS_SHOWN],
        "more_mine": len(mine) > PARTS_SHOWN,
        "mine_waiting": sum(one.asked - one.sources for one in progress if one.coder.pk == request.user.pk),
        "mine_pks": {part.source_id for part in mine},
        "methods": methods_text(round_),
        **(_staffing(request, round_, coders) if round_.state == RoundState.CODING else _settled(request, round_)),
    }
    return render(request, "coding/reconciliation/round_detail.html", context)


def _settled(request: ProjectRequest, round_: Round) -> dict[str, Any]:
    disagreements, undecided = settled_counts([round_.pk]).get(round_.pk, (0, 0))
    seen = visible_codings(request.project, None).filter(round=round_, layer=Layer.CONSENSUS, decision=None)
    return {
        "alone": with_one_reader(round_), "disagreements": disagreements, "undecided": undecided,
        "agreed": seen.count(),
    }  # fmt: skip


def _staffing(request: ProjectRequest, round_: Round, coders: list) -> dict[str, Any]:
    """The forms by which a lead changes who codes what."""
    if not request.membership.allows(Permission.MANAGE_ROUNDS):
        return {}
    there = [(coder.pk, str(coder)) for coder in coders]
    known = {coder.pk for coder in coders}
    new = [(member.user_id, str(member.user)) for member in possible_coders(request.project)]
    offered = free_sources(request.project).order_by("kind", "name").values_list("pk", "name")[:OFFERED]
    return {
        "rename": RenameForm(initial={"name": round_.name}),
        "more": MoreForm(new=[one for one in new if one[0] not in known], there=there),
        "one_more": SourceForm(sources=list(offered), coders=there, initial={"coders": list(known)}),
    }


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_open(request: ProjectRequest, pk: int) -> HttpResponse:
    opened = actions.open_round(round=round_of(request, pk), by=request.user, force="force" in request.POST)
    messages.success(request, _("“%(round)s” is open: everybody sees all codings on it now.") % {"round": opened.name})
    return redirect(opened)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_close(request: ProjectRequest, pk: int) -> HttpResponse:
    closed = actions.close_round(round=round_of(request, pk), by=request.user)
    messages.success(request, _("“%(round)s” is settled.") % {"round": closed.name})
    return redirect(closed)


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def round_reopen(request: ProjectRequest, pk: int) -> HttpResponse:
    reopened = actions.reopen_round(round=round_of(request, pk), by=request.user)
    messages.success(request, _("“%(round)s” is taken up again.") % {"round": reopened.name})
    return redirect(reopened)
