"""Settling disagreements, one or many, taking decisions back, and asking people about them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coding.reconciliation import deciding, discussing
from coding.reconciliation.compare_views import compare_page, round_of
from coding.reconciliation.decision_forms import DecisionForm, DiscussForm, PlacesForm
from coding.reconciliation.looking import Look, look_of
from coding.reconciliation.models import Decision, Disagreement, Discussion, Round
from coding.reconciliation.place_views import places_page
from coding.reconciliation.places import Facts, next_open
from coding.reconciliation.queries import facts_of_round, readers_by_source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial


def _address(round_: Round, look: Look, source: int, place: int) -> str:
    address = reverse("rounds:compare", args=[round_.project.slug, round_.pk])
    return f"{address}?{look.keep}source={source}&place={place}#place-{place}"


def _place(round_: Round, pk: int) -> Disagreement:
    return get_object_or_404(Disagreement.objects.select_related("source", "round__project"), round=round_, pk=pk)


@require_http_methods(["GET", "POST"])
@project_view(Permission.MANAGE_ROUNDS)
def decide_place(request: ProjectRequest, pk: int, place: int) -> HttpResponse:
    """Settle a place and show the next one; who comes here otherwise, as after undo, is led to the place."""
    round_, look = round_of(request, pk), look_of(request)
    disagreement = _place(round_, place)
    if request.method == "GET":
        return redirect(_address(round_, look, disagreement.source_id, disagreement.pk))
    form = DecisionForm(request.POST, project=request.project)
    if not form.is_valid():
        return compare_page(request, round_, disagreement.pk, disagreement.source_id, form=form)
    try:
        deciding.decide_disagreement(disagreement=disagreement, by=request.user, **form.choice())
    except WorkbenchError as error:
        return compare_page(request, round_, disagreement.pk, disagreement.source_id, form=form, refused=error.message)
    following = _after(round_, look, disagreement)
    address = _address(round_, look, following.source, following.pk)
    if wants_partial(request):
        return compare_page(request, round_, following.pk, following.source, push=address)
    return redirect(address)


def _after(round_: Round, look: Look, disagreement: Disagreement) -> Facts:
    """The next wanted place that is open: further on, else from the beginning; this one when there is none."""
    facts, readers = facts_of_round(round_), readers_by_source(round_)
    wanted = {place.pk for place in facts if look.sieve.passes(place, readers)}
    here = next(place for place in facts if place.pk == disagreement.pk)
    return next_open(facts, wanted, here) or here


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def decide_places(request: ProjectRequest, pk: int) -> HttpResponse:
    """Settle the chosen places of the list in one way for one reason."""
    round_ = round_of(request, pk)
    places, form = _chosen(request, round_), DecisionForm(request.POST, project=request.project)
    if not (places.is_valid() and form.is_valid()):
        return places_page(request, round_, forms=[places, form])
    try:
        decided = deciding.decide_disagreements(
            round=round_, by=request.user, places=places.cleaned_data["places"], **form.choice()
        )
    except WorkbenchError as error:
        return places_page(request, round_, forms=[places, form], refused=error.message)
    n = len(decided)
    messages.success(request, ngettext("%(n)s place was settled.", "%(n)s places were settled.", n) % {"n": n})
    return redirect(_list_address(request, round_))


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def discuss_places(request: ProjectRequest, pk: int) -> HttpResponse:
    """Ask somebody to think about places: those chosen in the list, or the one in hand (`back`: its page)."""
    round_ = round_of(request, pk)
    places, form = _chosen(request, round_), DiscussForm(request.POST, project=request.project)
    if not (places.is_valid() and form.is_valid()):
        return places_page(request, round_, forms=[places, form])
    person = form.members[form.cleaned_data["person"]].user
    chosen = places.cleaned_data["places"]
    discussing.discuss_disagreements(
        round=round_, by=request.user, places=chosen, person=person, question=form.cleaned_data["question"]
    )
    n = len(chosen)
    asked = ngettext("Asked about %(n)s place.", "Asked about %(n)s places.", n) % {"n": n}
    messages.success(request, asked)
    if request.POST.get("back") == "compare":
        place = _place(round_, chosen[0])
        return redirect(_address(round_, look_of(request), place.source_id, place.pk))
    return redirect(_list_address(request, round_))


def _chosen(request: ProjectRequest, round_: Round) -> PlacesForm:
    known = Disagreement.objects.filter(round=round_).values_list("pk", flat=True)
    return PlacesForm(request.POST, known=known)


def _list_address(request: ProjectRequest, round_: Round) -> str:
    return f"{reverse('rounds:places', args=[request.project.slug, round_.pk])}?{look_of(request).keep}"


def _discussion(request: ProjectRequest, pk: int, discussion: int) -> Discussion:
    found = Discussion.objects.select_related("disagreement__source", "disagreement__round__project", "person")
    return get_object_or_404(found, disagreement__round=round_of(request, pk), pk=discussion)


@require_POST
@project_view(Permission.VIEW)
def discussion_answer(request: ProjectRequest, pk: int, discussion: int) -> HttpResponse:
    """Only who was asked may answer; the action refuses others."""
    found = _discussion(request, pk, discussion)
    discussing.answer_discussion(discussion=found, by=request.user, answer=request.POST.get("answer", ""))
    messages.success(request, _("Your answer stands beside the place."))
    place = found.disagreement
    return redirect(_address(place.round, look_of(request), place.source_id, place.pk))


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def discussion_end(request: ProjectRequest, pk: int, discussion: int) -> HttpResponse:
    found = _discussion(request, pk, discussion)
    discussing.end_discussion(discussion=found, by=request.user)
    place = found.disagreement
    return redirect(_address(place.round, look_of(request), place.source_id, place.pk))


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def decision_withdraw(request: ProjectRequest, pk: int, decision: int) -> HttpResponse:
    round_ = round_of(request, pk)
    found = get_object_or_404(
        Decision.objects.select_related("disagreement__source", "disagreement__round__project"),
        disagreement__round=round_, pk=decision,
    )  # fmt: skip
    deciding.reopen_decision(decision=found, by=request.user)
    messages.success(request, _("The decision was withdrawn."))
    place = found.disagreement
    return redirect(_address(round_, look_of(request), place.source_id, place.pk))
