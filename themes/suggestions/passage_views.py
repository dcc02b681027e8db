"""What is done with passages that were ticked in a list, or encircled on the map."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from coding.codebook.actions import create_code_at
from coding.codebook.models import Code
from coding.finding.actions import Coded
from themes.suggestions import reviewing
from themes.suggestions.answers import attempt
from themes.suggestions.coding import code_passages
from themes.suggestions.models import RunPassage, SuggestionRun
from themes.suggestions.queries import passages_by_key, runs_of, suggestions_of
from themes.suggestions.views import CHANGED
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.numbers import key_in

OUT, NEW = "out", "new"


def run_of(request: ProjectRequest, pk: int) -> SuggestionRun:
    return get_object_or_404(runs_of(request.project).select_related("project"), pk=pk)


def chosen_in(request: ProjectRequest, run: SuggestionRun) -> list[RunPassage]:
    """Return the passages that the form names, one by one or as a list with commas; raises WorkbenchError for none."""
    named = [*request.POST.getlist("passage"), *request.POST.get("chosen", "").split(",")]
    keys = {key for one in named if (key := key_in(one)) is not None}
    found = passages_by_key(run, keys)
    if not found:
        raise WorkbenchError(_("Tick passages first."))
    return found


def back_to(request: ProjectRequest, run: SuggestionRun) -> str:
    """Return the page that the form stands on."""
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return back
    return f"{reverse('suggestions:list', args=[request.project.slug])}?run={run.pk}"


@require_POST
@project_view(Permission.EDIT_THEMES)
def place(request: ProjectRequest, pk: int) -> HttpResponse:
    """Move passages to a suggestion, out of all, or into a new one."""
    run, to = run_of(request, pk), request.POST.get("to", "")
    doing: dict[str, Callable[[ProjectRequest, SuggestionRun], str]] = {OUT: _leave_out, NEW: _split_off}

    def move() -> str:
        return doing.get(to, _move)(request, run)

    return attempt(request, move, CHANGED, back_to(request, run))


def _leave_out(request: ProjectRequest, run: SuggestionRun) -> str:
    count = reviewing.leave_out(run=run, passages=chosen_in(request, run), by=request.user)
    told = ngettext("%(n)s passage was left out.", "%(n)s passages were left out.", count)
    return told % {"n": count}


def _split_off(request: ProjectRequest, run: SuggestionRun) -> str:
    whole = suggestions_of(request.project).filter(run=run, pk=key_in(request.POST.get("from", "")) or 0).first()
    label = request.POST.get("label", "")
    if whole is None:
        raise WorkbenchError(_("Open a suggestion, and make a new one of some of its passages there."))
    new = reviewing.split_off(suggestion=whole, passages=chosen_in(request, run), label=label, by=request.user)
    return _("“%(label)s” is a suggestion of its own now.") % {"label": new.label}


def _move(request: ProjectRequest, run: SuggestionRun) -> str:
    into = suggestions_of(request.project).filter(run=run, pk=key_in(request.POST.get("to", "")) or 0).first()
    if into is None:
        raise WorkbenchError(_("Choose where the passages should go."))
    count = reviewing.move_passages(passages=chosen_in(request, run), into=into, by=request.user)
    told = ngettext("%(n)s passage moved to “%(label)s”.", "%(n)s passages moved to “%(label)s”.", count)
    return told % {"n": count, "label": into.label}


@require_POST
@project_view(Permission.CODE)
def code(request: ProjectRequest, pk: int) -> HttpResponse:
    """Apply a code to passages."""
    run = run_of(request, pk)

    def apply() -> str:
        passages, wanted = chosen_in(request, run), code_asked(request)
        return told_of(code_passages(run=run, passages=passages, code=wanted, by=request.user), wanted)

    return attempt(request, apply, CHANGED, back_to(request, run))


def code_asked(request: ProjectRequest) -> Code:
    """Return the code that the form names: one of the codebook, or a new one by its path."""
    new = request.POST.get("new_code", "").strip()
    if new:
        return create_code_at(project=request.project, by=request.user, path=new)
    found = Code.objects.filter(project=request.project, pk=key_in(request.POST.get("code", "")) or 0).first()
    if found is None:
        raise WorkbenchError(_("Choose a code, or write the name of a new one."))
    return found


def told_of(coded: Coded, code: Code) -> str:
    """Say what was coded, and what was left alone."""
    told = ngettext("“%(code)s” was applied to %(n)s passage.", "“%(code)s” was applied to %(n)s passages.", coded.made)
    said = [told % {"code": code.name, "n": coded.made}]
    if coded.there:
        said.append(_("%(n)s had it already.") % {"n": coded.there})
    if coded.refused:
        names = ", ".join(f"{one.source} ({one.why})" for one in coded.refused[:3])
        said.append(_("Left alone: %(names)s.") % {"names": names})
    return " ".join(said)
