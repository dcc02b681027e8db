"""The pages of suggestions: runs with their cards, one suggestion with its passages, and what is decided about them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codings.visibility import sealed_source_ids
from themes.suggestions import actions
from themes.suggestions.answers import attempt, changed
from themes.suggestions.cards import card_of, cards_of
from themes.suggestions.forms import RenameForm, SuggestForm
from themes.suggestions.models import Suggestion, SuggestionRun
from themes.suggestions.queries import (
    hidden_in,
    is_closed,
    passages_behind,
    runs_of,
    suggestions_of,
)
from workbench.jobs.queries import jobs_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

CHANGED = "suggestionsChanged"


def _run(request: ProjectRequest) -> SuggestionRun | None:
    runs = runs_of(request.project)
    asked = key_in(request.GET.get("run", ""))
    return runs.first() if asked is None else get_object_or_404(runs, pk=asked)


def _suggestion(request: ProjectRequest, pk: int) -> Suggestion:
    return get_object_or_404(suggestions_of(request.project), pk=pk)


def _place(suggestion: Suggestion) -> str:
    """Where the suggestion stands in its run."""
    slug = suggestion.run.project.slug
    return f"{reverse('suggestions:list', args=[slug])}?run={suggestion.run_id}#suggestion-{suggestion.pk}"


@require_GET
@project_view(Permission.VIEW)
def suggestion_list(request: ProjectRequest) -> HttpResponse:
    run = _run(request)
    context = {
        "run": run,
        "runs": runs_of(request.project)[:20],
        "cards": cards_of(run) if run else [],
        "hidden": hidden_in(run) if run else 0,
        "closed_run": run is not None and is_closed(run),
        "sealed": bool(sealed_source_ids(request.project)),
        "section": "suggestions",
    }
    if wants_partial(request):
        return render(request, "themes/suggestions/suggestion_list.html#suggestions", context)
    jobs = [job for job in jobs_of(request.project, request.user).filter(kind=actions.JOB)[:3] if not job.is_finished]
    context |= {"jobs": jobs, "form": SuggestForm(project=request.project)}
    return render(request, "themes/suggestions/suggestion_list.html", context)


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
    context = {
        "card": card_of(suggestion),
        "suggestion": suggestion,
        "run": suggestion.run,
        "closed_run": is_closed(suggestion.run),
        "page": page_of(request, passages_behind(suggestion)),
        "section": "suggestions",
    }
    return render(request, "themes/suggestions/suggestion_detail.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def suggestion_rename(request: ProjectRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)
    form = RenameForm(request.POST or None, initial={"label": suggestion.label})
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.rename_suggestion(suggestion=suggestion, label=form.cleaned_data["label"], by=request.user)
                return changed(request, _("The suggestion has a new label."), CHANGED, _place(suggestion))
            except WorkbenchError as error:
                form.add_error("label", error.message)
    context = {"form": form, "title": _("Rename the suggestion"), "submit": _("Rename"), "back": _place(suggestion)}
    context |= {"crumb": _("Suggestions"), "note": _("Proposed was “%(label)s”.") % {"label": suggestion.machine_label}}
    part = ("#form" if request.method == "POST" else "#dialog") if wants_partial(request) else ""
    page = f"themes/suggestions/suggestion_form.html{part}"
    return render(request, page, context | {"section": "suggestions"}, status=status)


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_reject(request: ProjectRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)

    def reject() -> str:
        actions.reject_suggestion(suggestion=suggestion, by=request.user)
        return _("“%(label)s” was rejected. It stays at the end of the list.") % {"label": suggestion.label}

    return attempt(request, reject, CHANGED, _place(suggestion))


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_restore(request: ProjectRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)

    def restore() -> str:
        actions.restore_suggestion(suggestion=suggestion, by=request.user)
        return _("“%(label)s” is proposed again.") % {"label": suggestion.label}

    return attempt(request, restore, CHANGED, _place(suggestion))


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_merge(request: ProjectRequest) -> HttpResponse:
    """Merge the suggestions that are ticked into the one that stands first in the list."""
    ticked = {key_in(pk) for pk in request.POST.getlist("suggestion")} - {None}
    chosen = list(suggestions_of(request.project).filter(pk__in=ticked))
    url = _place(chosen[0]) if chosen else reverse("suggestions:list", args=[request.project.slug])

    def merge() -> str:
        if len(chosen) < 2:
            raise WorkbenchError(_("Tick at least two suggestions to merge them."))
        into = actions.merge_suggestions(into=chosen[0], others=chosen[1:], by=request.user)
        return _("Merged into “%(label)s”.") % {"label": into.label}

    return attempt(request, merge, CHANGED, url)
