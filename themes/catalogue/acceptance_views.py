"""Accepting suggestions, and gathering passages of a run under a theme."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from coding.codebook.actions import create_code_at
from coding.codebook.models import Code
from themes.catalogue.acceptance import accept_suggestion, code_suggestion, withdraw_acceptance
from themes.catalogue.acceptance_forms import AcceptForm
from themes.catalogue.gathering import gather_passages
from themes.catalogue.models import Theme
from themes.catalogue.queries import themes_of
from themes.suggestions.answers import attempt, changed
from themes.suggestions.cards import cut_asked
from themes.suggestions.models import Suggestion, SuggestionState
from themes.suggestions.passage_views import back_to, chosen_in, run_of, told_of
from themes.suggestions.queries import parts_of, suggestions_of, veiled
from themes.suggestions.views import CHANGED, place_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in


def _suggestion(request: ProjectRequest, pk: int) -> Suggestion:
    found = get_object_or_404(suggestions_of(request.project), pk=pk)
    return veiled(request.project, [found])[0]


def _theme(request: ProjectRequest, pk: object) -> Theme | None:
    return get_object_or_404(themes_of(request.project), pk=pk) if pk else None


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def suggestion_accept(request: ProjectRequest, pk: int) -> HttpResponse:
    """Accept a suggestion, after asking how it should be called, where it belongs, and whether to code its passages."""
    suggestion = _suggestion(request, pk)
    cut = cut_asked(suggestion.run, key_in(request.GET.get("cut", "")))
    parts = sum(part.state == SuggestionState.PROPOSED for part in parts_of(suggestion))
    start = {"name": suggestion.label, "with_subthemes": True, "as_theme": "theme"}
    form = AcceptForm(request.POST or None, project=request.project, parts=parts, initial=start)
    if form.is_valid():
        try:
            text = _accepted(request, suggestion, form.cleaned_data, cut)
            return changed(request, text, CHANGED, place_of(suggestion, cut))
        except WorkbenchError as error:
            form.add_error(form.at_fault(), error.message)
    title = _("Accept “%(label)s”") % {"label": suggestion.label}
    note = _("Its passages become quotations of the theme. Without a code below, nothing is coded by this.")
    posted = request.method == "POST"
    part = ("#form" if posted else "#dialog") if wants_partial(request) else ""
    context = {
        "form": form, "title": title, "submit": _("Accept"), "note": note, "back": place_of(suggestion, cut),
        "crumb": _("Suggestions"), "section": "suggestions",
    }  # fmt: skip
    return render(request, f"themes/catalogue/theme_form.html{part}", context, status=422 if posted else 200)


def _accepted(request: ProjectRequest, suggestion: Suggestion, wanted: dict, cut: int | None) -> str:
    code, label = _code(request, wanted), suggestion.label
    if wanted.get("as_theme") == "code":
        if code is None:
            raise WorkbenchError(_("Choose a code, or write the name of a new one."))
        coded = code_suggestion(suggestion=suggestion, code=code, by=request.user, cut=cut)
        return _("“%(label)s” is accepted.") % {"label": label} + " " + told_of(coded, code)
    theme = accept_suggestion(
        suggestion=suggestion,
        by=request.user,
        name=wanted["name"],
        statement=wanted["statement"],
        parent=_theme(request, wanted.get("parent")),
        into=_theme(request, wanted.get("into")),
        with_subthemes=bool(wanted.get("with_subthemes")),
        code=code,
        cut=cut,
    )
    text = _("“%(label)s” is accepted.")
    if theme.name != label:
        text = _("“%(label)s” is accepted: it stands under “%(theme)s”.")
    return text % {"label": label, "theme": theme.name}


def _code(request: ProjectRequest, wanted: dict) -> Code | None:
    if path := wanted.get("new_code", "").strip():
        return create_code_at(project=request.project, by=request.user, path=path)
    if not wanted.get("code"):
        return None
    return get_object_or_404(Code, project=request.project, pk=wanted["code"])


@require_POST
@project_view(Permission.EDIT_THEMES)
def suggestion_withdraw(request: ProjectRequest, pk: int) -> HttpResponse:
    suggestion = _suggestion(request, pk)

    def withdraw() -> str:
        withdraw_acceptance(suggestion=suggestion, by=request.user)
        return _("“%(label)s” is proposed again; its quotations were taken out. Codings that were made stay.") % {
            "label": suggestion.label
        }

    return attempt(request, withdraw, CHANGED, place_of(suggestion))


@require_POST
@project_view(Permission.EDIT_THEMES)
def gather(request: ProjectRequest, pk: int) -> HttpResponse:
    """Put passages of a run under a theme, or under a new one."""
    run = run_of(request, pk)

    def put() -> str:
        chosen = key_in(request.POST.get("theme", ""))
        theme = _theme(request, chosen)
        passages, name = chosen_in(request, run), request.POST.get("name", "")
        theme, count = gather_passages(run=run, passages=passages, theme=theme, name=name, by=request.user)
        told = ngettext(
            "%(n)s passage stands under “%(theme)s” now.", "%(n)s passages stand under “%(theme)s” now.", count
        )
        return told % {"n": count, "theme": theme.name}

    return attempt(request, put, "themesChanged", back_to(request, run))
