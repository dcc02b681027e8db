"""The pages of suggestions: runs with their cards, one suggestion with its passages, and what is decided about them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codings.visibility import sealed_source_ids
from coding.sources.models import Variable
from themes.suggestions import actions, reviewing
from themes.suggestions.alike import USUAL, lists_of_alike, name_nearest, pairs_of
from themes.suggestions.answers import attempt, changed
from themes.suggestions.cards import card_of, cut_asked, open_suggestions, shown_of
from themes.suggestions.forms import RejectForm, RenameForm, SuggestForm
from themes.suggestions.grouping import fill_groups, variable_choices
from themes.suggestions.models import Suggestion, SuggestionRun, SuggestionState
from themes.suggestions.prevalence import Share
from themes.suggestions.queries import (
    hidden_in,
    is_closed,
    loose_passages,
    passages_behind,
    runs_of,
    suggestions_of,
    veiled,
)
from workbench.jobs.queries import jobs_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

CHANGED = "suggestionsChanged"
# How alike two suggestions are to be compared, in steps.
STEPS_ALIKE = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


def _run(request: ProjectRequest) -> SuggestionRun | None:
    runs = runs_of(request.project).select_related("project")
    asked = key_in(request.GET.get("run", ""))
    return runs.first() if asked is None else get_object_or_404(runs, pk=asked)


def _cut(request: ProjectRequest, run: SuggestionRun | None) -> int | None:
    return cut_asked(run, key_in(request.GET.get("cut", ""))) if run else None


def _suggestion(request: ProjectRequest, pk: int) -> Suggestion:
    found = get_object_or_404(suggestions_of(request.project), pk=pk)
    return veiled(request.project, [found])[0]


def place_of(suggestion: Suggestion, cut: int | None = None) -> str:
    """Return where the suggestion stands in its run."""
    slug = suggestion.run.project.slug
    at = "" if cut is None else f"&cut={cut}"
    return f"{reverse('suggestions:list', args=[slug])}?run={suggestion.run_id}{at}#suggestion-{suggestion.pk}"


def run_context(run: SuggestionRun | None, cut: int | None) -> dict[str, Any]:
    """Return what every page of a run shows of it: its tabs and the slider."""
    if run is None:
        return {"run": None, "section": "suggestions"}
    return {
        "run": run,
        "cut": cut,
        "themes_in_cut": None if cut is None else run.cuts[cut],
        "last_cut": len(run.cuts) - 1,
        "closed_run": is_closed(run),
        "loose": loose_passages(run, cut).count(),
        "section": "suggestions",
    }


@require_GET
@project_view(Permission.VIEW)
def suggestion_list(request: ProjectRequest) -> HttpResponse:
    run = _run(request)
    cut = _cut(request, run)
    context = run_context(run, cut)
    if run:
        context |= _shown(request, run, cut)
    if wants_partial(request):
        return render(request, "themes/suggestions/suggestion_list.html#suggestions", context)
    jobs = [job for job in jobs_of(request.project, request.user).filter(kind=actions.JOB)[:3] if not job.is_finished]
    context |= {
        "jobs": jobs,
        "form": SuggestForm(project=request.project),
        "runs": runs_of(request.project)[:20],
        "sealed": bool(sealed_source_ids(request.project)),
        "variables": variable_choices(request.project) if run and run.cases else [],
    }
    return render(request, "themes/suggestions/suggestion_list.html", context)


def _shown(request: ProjectRequest, run: SuggestionRun, cut: int | None) -> dict[str, Any]:
    shown, closed = shown_of(run, cut), is_closed(run)
    variable = Variable.objects.filter(
        project=request.project, pk=key_in(request.GET.get("by", "")) or 0
    ).first()  # fmt: skip
    if variable and not closed:
        fill_groups(shown.all, run, variable)
    for card in shown.decided:
        card.decided_among = actions.themes_in(run, card.suggestion.settled_cut)
    for card in shown.all:
        for one in (card, *card.parts):
            one.share = None if closed else Share(one.cases, run.cases)
    return {
        "shown": shown,
        "variable": variable,
        "hidden": hidden_in(run),
        "alike": lists_of_alike(run) if run.reason and not closed else [],
    }


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_start(request: ProjectRequest) -> HttpResponse:
    """Queue a run; with htmx the answer is its progress."""
    form = SuggestForm(request.POST, project=request.project)
    if not form.is_valid():
        context = {"form": form, "section": "suggestions"}
        page = "themes/suggestions/suggestion_start.html"
        return render(request, f"{page}#form" if wants_partial(request) else page, context, status=422)
    job = actions.start_suggesting(
        project=request.project,
        by=request.user,
        kind=form.cleaned_data["kind"],
        seed=form.cleaned_data["seed"],
        question=form.cleaned_data.get("question"),
        themes=form.cleaned_data["themes"],
        choice=form.choice,
    )
    if wants_partial(request):
        return render(request, "components/_job.html", {"job": job})
    return redirect("suggestions:list", request.project.slug)


@require_GET
@project_view(Permission.VIEW)
def suggestion_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    run = suggestion.run
    cut = _cut(request, run)
    card = card_of(suggestion)
    card.share = None if is_closed(run) else Share(card.cases, run.cases)
    context = run_context(run, cut) | {
        "card": card,
        "suggestion": suggestion,
        "page": page_of(request, passages_behind(suggestion)),
        "targets": open_suggestions(run, cut, without=[suggestion.pk]),
        "may_place": suggestion.state == SuggestionState.PROPOSED,
    }
    return render(request, "themes/suggestions/suggestion_detail.html", context)


@require_GET
@project_view(Permission.VIEW)
def loose(request: ProjectRequest) -> HttpResponse:
    """Passages that no suggestion holds."""
    run = _run(request)
    if run is None:
        return redirect("suggestions:list", request.project.slug)
    cut, words = _cut(request, run), request.GET.get("words", "").strip()
    rows = loose_passages(run, cut).select_related("source__case", "source__question", "case").defer("source__text")
    if words:
        rows = rows.filter(text__icontains=words)
    page, targets = page_of(request, rows.order_by("pk")), open_suggestions(run, cut)
    if not is_closed(run):
        name_nearest(run, page.object_list, targets)
    context = run_context(run, cut) | {
        "page": page,
        "words": words,
        "targets": targets,
        "may_place": True,
    }
    return render(request, "themes/suggestions/loose.html", context)


@require_GET
@project_view(Permission.VIEW)
def similar(request: ProjectRequest) -> HttpResponse:
    """Suggestions side by side that are alike."""
    run = _run(request)
    if run is None:
        return redirect("suggestions:list", request.project.slug)
    cut, asked = _cut(request, run), request.GET.get("above", "")
    above = next((step for step in STEPS_ALIKE if str(step) == asked), USUAL)
    pairs = pairs_of(run, cut, above)
    context = run_context(run, cut) | {"pairs": pairs, "above": above, "steps": STEPS_ALIKE}
    return render(request, "themes/suggestions/similar.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def suggestion_rename(request: ProjectRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    form = RenameForm(request.POST or None, initial={"label": suggestion.label})

    def rename() -> str:
        actions.rename_suggestion(suggestion=suggestion, label=form.cleaned_data["label"], by=request.user)
        return _("The suggestion has a new label.")

    note = _("Proposed was “%(label)s”.") % {"label": suggestion.machine_label}
    context = {"form": form, "title": _("Rename the suggestion"), "submit": _("Rename"), "note": note}
    return _asked(request, suggestion, context, rename, "label")


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def suggestion_reject(request: ProjectRequest, pk: int) -> HttpResponse:
    """Reject after asking why; a button alone rejects without a reason."""
    suggestion = _suggestion(request, pk)
    form = RejectForm(request.POST) if request.method == "POST" else RejectForm()
    cut = _cut(request, suggestion.run)

    def reject() -> str:
        reason = form.cleaned_data["reason"]
        actions.reject_suggestion(suggestion=suggestion, by=request.user, reason=reason, cut=cut)
        return _("“%(label)s” was rejected. It stays at the end of the list.") % {"label": suggestion.label}

    title = _("Reject “%(label)s”") % {"label": suggestion.label}
    context = {"form": form, "title": title, "submit": _("Reject"), "note": "", "reasons": True}
    return _asked(request, suggestion, context, reject, "reason")


def _asked(
    request: ProjectRequest, suggestion: Suggestion, context: dict[str, Any], change: Callable[[], str], field: str
) -> HttpResponse:
    """Ask in a dialog or on a page of its own, and make the change."""
    form, back = context["form"], place_of(suggestion, key_in(request.GET.get("cut", "")))
    posted = request.method == "POST"
    if posted and form.is_valid():
        try:
            return changed(request, change(), CHANGED, back)
        except WorkbenchError as error:
            form.add_error(field, error.message)
    part = ("#form" if posted else "#dialog") if wants_partial(request) else ""
    context |= {"back": back, "crumb": _("Suggestions"), "section": "suggestions"}
    page = f"themes/suggestions/suggestion_form.html{part}"
    return render(request, page, context, status=422 if posted else 200)


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_restore(request: ProjectRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)

    def restore() -> str:
        actions.restore_suggestion(suggestion=suggestion, by=request.user)
        return _("“%(label)s” is proposed again.") % {"label": suggestion.label}

    return attempt(request, restore, CHANGED, place_of(suggestion))


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_split(request: ProjectRequest, pk: int) -> HttpResponse:
    """Let the subthemes stand in place of the suggestion."""
    suggestion = _suggestion(request, pk)

    def split() -> str:
        cut = _cut(request, suggestion.run)
        parts = reviewing.split_suggestion(suggestion=suggestion, by=request.user, cut=cut)
        return _("“%(label)s” was split into %(n)s suggestions.") % {"label": suggestion.label, "n": len(parts)}

    return attempt(request, split, CHANGED, place_of(suggestion, _cut(request, suggestion.run)))


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_merge(request: ProjectRequest) -> HttpResponse:
    """Merge the suggestions that are ticked into the one that stands first in the list."""
    ticked = [pk for one in request.POST.getlist("suggestion") if (pk := key_in(one)) is not None]
    found = {one.pk: one for one in suggestions_of(request.project).filter(pk__in=ticked)}
    # Where one of them is to keep its label, it is named; else it is the first in the list.
    into = key_in(request.POST.get("into", ""))
    chosen = sorted(found.values(), key=lambda one: (one.pk != into, ticked.index(one.pk)))
    veiled(request.project, chosen)
    url = place_of(chosen[0]) if chosen else reverse("suggestions:list", args=[request.project.slug])
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        url = back

    def merge() -> str:
        if len(chosen) < 2:
            raise WorkbenchError(_("Tick at least two suggestions to merge them."))
        kept = actions.merge_suggestions(into=chosen[0], others=chosen[1:], by=request.user)
        return _("Merged into “%(label)s”.") % {"label": kept.label}

    return attempt(request, merge, CHANGED, url)
