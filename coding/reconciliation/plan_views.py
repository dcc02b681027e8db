"""The double-coding plan, and how many units it takes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coding.reconciliation.choosing import draft_round
from coding.reconciliation.forms import PlanForm, SampleSizeForm
from coding.reconciliation.methods import methods_text
from coding.reconciliation.planning import create_plan
from coding.reconciliation.previews import preview_of
from coding.reconciliation.queries import rounds_of
from coding.reconciliation.sample_size import advise
from coding.sources.models import Source, SourceKind, Turn
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

PLANS_SHOWN = 20


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.MANAGE_ROUNDS)
def plan(request: ProjectRequest) -> HttpResponse:
    """Say what is double-coded by whom, see it, make it; below, the plans that were made, with their sentences."""
    form = PlanForm(request.POST or None, project=request.project)
    preview = None
    if form.is_valid():
        chosen = form.cleaned_data
        try:
            draft = draft_round(request.project, chosen)
        except ValueError as problem:
            form.add_error(None, str(problem))
        else:
            shown = request.POST.get("shown", "")
            if "preview" not in request.POST and shown == draft.mark:
                made = create_plan(
                    project=request.project, by=request.user, name=chosen["name"], blind=chosen["blind"],
                    parts=draft.pairs, rest=draft.rest_pairs, drawn=draft.drawn,
                )  # fmt: skip
                messages.success(request, _("“%(round)s” has begun.") % {"round": made.name})
                return redirect(f"{reverse('rounds:plan', args=[request.project.slug])}?round={made.pk}#plans")
            preview = preview_of(request.project, draft, chosen, changed=bool(shown) and shown != draft.mark)
            sent = request.POST.copy()
            sent["seed"] = str(chosen["seed"])
            form = PlanForm(sent, project=request.project)
            form.is_valid()
    plans = page_of(request, rounds_of(request.project).filter(drawn__plan=True), per_page=PLANS_SHOWN)
    rests = rounds_of(request.project).filter(double_coded_by__in=[one.pk for one in plans])
    rest_of = {one.double_coded_by_id: one for one in rests}
    wanted = key_in(request.GET.get("round", ""))
    chosen_plan = next((one for one in plans if one.pk == wanted), next(iter(plans), None))
    context = {
        "form": form,
        "preview": preview,
        "page": plans,
        "plans": [(one, rest_of.get(one.pk)) for one in plans],
        "chosen": chosen_plan,
        "methods": methods_text(chosen_plan) if chosen_plan else "",
        "section": "rounds",
        "has_sources": Source.objects.filter(project=request.project).exists(),
    }
    return render(request, "coding/reconciliation/plan.html", context, status=422 if form.errors else 200)


@require_GET
@project_view(Permission.VIEW)
def sample_size(request: ProjectRequest) -> HttpResponse:
    """How many units give an interval of kappa that is narrow enough, and how many sources hold so many."""
    form = SampleSizeForm(request.GET or None, initial={"units": 1})
    advice = None
    if form.is_valid():
        data = form.cleaned_data
        advice = advise(data["kappa"], data["prevalence"] / 100, data["half_width"], data["units"], data["alike"])
    transcripts = Source.objects.filter(project=request.project, kind=SourceKind.TRANSCRIPT).count()
    turns = Turn.objects.filter(source__project=request.project, speaker__is_interviewer=False).count()
    context = {
        "form": form,
        "advice": advice,
        "turns": turns / transcripts if transcripts else None,
        "sources": Source.objects.filter(project=request.project).count(),
        "section": "rounds",
    }
    return render(request, "coding/reconciliation/sample_size.html", context)
