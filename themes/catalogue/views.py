"""The pages of themes: the catalogue, one theme with what supports it, and accepting suggestions."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codebook.models import Code
from coding.quotations.layers import ALL
from coding.quotations.queries import NEVER, code_counts
from coding.revisions.candidates import candidates
from coding.revisions.queries import closed_texts
from coding.revisions.showing import in_context
from coding.sources.models import Case, Source
from themes.catalogue import actions
from themes.catalogue.forms import CodesForm, MergeForm, ThemeEditForm, ThemeForm
from themes.catalogue.merging import merge_event, merge_themes, unmerge_theme
from themes.catalogue.models import DisplacedQuotation, Stance, Theme
from themes.catalogue.queries import (
    NONE,
    displaced_loose,
    displaced_of,
    quotations_of,
    support_of,
    themes_of,
    visible_quotations,
)
from themes.suggestions.answers import attempt, changed
from themes.suggestions.queries import suggestions_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

# So many quotations without words are compared with their texts on a page.
WITH_PROPOSALS = 10
AGAINST_SHOWN = 10
CHANGED = "themesChanged"


def _theme(request: ProjectRequest, pk: int | str) -> Theme:
    return get_object_or_404(themes_of(request.project).select_related("parent", "suggestion__run"), pk=pk)


def _chosen(request: ProjectRequest, pk: str | None) -> Theme | None:
    return _theme(request, pk) if pk else None


def _form_page(request: ProjectRequest, context: dict[str, object]) -> HttpResponse:
    """Show a form: in a dialog, on a page of its own, or again with what is wrong (status 422)."""
    posted = request.method == "POST"
    part = ("#form" if posted else "#dialog") if wants_partial(request) else ""
    context = {"crumb": _("Themes"), "section": "themes"} | context
    return render(request, f"themes/catalogue/theme_form.html{part}", context, status=422 if posted else 200)


@require_GET
@project_view(Permission.VIEW)
def theme_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    support = support_of(request.project, request.membership)
    counts = code_counts(request.project, request.membership, ALL)
    context = {
        "theme": theme,
        "origin": suggestions_of(request.project).filter(pk=theme.suggestion_id).first(),
        "merged": merge_event(theme),
        "support": support.get(theme.pk, NONE),
        "cases": Case.objects.filter(project=request.project).count(),
        "children": [(child, support.get(child.pk, NONE)) for child in theme.children.all()],
        "codes": [(one.code, counts.get(one.code_id, NEVER)) for one in theme.code_places.select_related("code")],
        **_quotations(request, theme),
        "displaced": _displaced(request, theme),
        "passages_url": f"{reverse('matrices:passages', args=[request.project.slug])}?theme={theme.pk}",
        "is_part": wants_partial(request),
        "section": "themes",
    }
    part = "#theme" if wants_partial(request) else ""
    return render(request, f"themes/catalogue/theme_detail.html{part}", context)


def _quotations(request: ProjectRequest, theme: Theme) -> dict[str, object]:
    """Return the quotations of the theme by what they say to it: those asked for, else some of those against first."""
    found = quotations_of(theme)
    counts = dict(found.order_by().values_list("stance").annotate(Count("pk")))
    asked = request.GET.get("stance", "")
    asked = asked if asked in Stance.values else ""
    against = found.filter(stance=Stance.AGAINST)
    first = [] if asked else list(against[:AGAINST_SHOWN])
    return {
        "stance": asked,
        "supporting": counts.get(Stance.SUPPORTS, 0),
        "against": counts.get(Stance.AGAINST, 0),
        "first_against": first,
        "more_against": 0 if asked else counts.get(Stance.AGAINST, 0) - len(first),
        "page": page_of(request, found.filter(stance=asked or Stance.SUPPORTS)),
    }


def _displaced(request: ProjectRequest, theme: Theme) -> list[DisplacedQuotation]:
    """Quotations without words; `closed` where names were taken out of the text that they stood in.

    The first of the others have `proposals`: words of the text now that are most like theirs, with those around them.
    """
    found = list(displaced_of(theme))
    closed = closed_texts(request.membership, [(one.source_id, one.revision) for one in found])
    for one in found:
        one.closed = (one.source_id, one.revision) in closed
    some = [one for one in found if not one.closed][:WITH_PROPOSALS]
    texts = dict(Source.objects.filter(pk__in={one.source_id for one in some}).values_list("pk", "text"))
    for one in some:
        one.proposals = list(_proposals(one.text, texts[one.source_id]))
    return found


def _proposals(quote: str, text: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    for start, end in candidates(quote, text):
        if text.count(text[start:end]) == 1:  # words that stand there twice do not say which are meant
            yield text[start:end], in_context(text, start, end, around=80)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def theme_create(request: ProjectRequest) -> HttpResponse:
    start = {"parent": request.GET.get("parent", "")}
    form = ThemeForm(request.POST or None, project=request.project, initial=start)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            theme = actions.create_theme(
                project=request.project,
                by=request.user,
                name=wanted["name"],
                statement=wanted["statement"],
                parent=_chosen(request, wanted["parent"]),
            )
            return changed(request, _("The theme was added."), CHANGED, theme.get_absolute_url())
        except WorkbenchError as error:
            form.add_error("name", error.message)
    back = reverse("themes:list", args=[request.project.slug])
    return _form_page(request, {"form": form, "title": _("A new theme"), "submit": _("Add theme"), "back": back})


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def theme_edit(request: ProjectRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    now = {"name": theme.name, "statement": theme.statement, "parent": theme.parent_id or ""}
    now |= {"seen": json.dumps(actions.facts_of(theme))}
    form = ThemeEditForm(request.POST or None, project=request.project, theme=theme, initial=now)
    if form.is_valid():
        wanted = form.cleaned_data
        try:
            actions.edit_theme(
                theme=theme,
                by=request.user,
                name=wanted["name"],
                statement=wanted["statement"],
                parent=_chosen(request, wanted["parent"]),
                seen=wanted["seen"] if isinstance(wanted["seen"], dict) else None,
            )
            return changed(request, _("The theme was changed."), CHANGED, theme.get_absolute_url())
        except actions.WordsChanged as error:
            # Now that they have read what stands there, saving again is meant.
            form.data = form.data.dict() | {"seen": now["seen"]}
            form.add_error(None, error.message)
        except WorkbenchError as error:
            form.add_error("name", error.message)
    context = {
        "form": form,
        "title": _("Edit the theme"),
        "submit": _("Save"),
        "back": theme.get_absolute_url(),
        "crumb": theme.name,
    }
    return _form_page(request, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def theme_codes(request: ProjectRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    chosen = [str(code.pk) for code in theme.codes.all()]
    start = {"codes": chosen, "seen": json.dumps(chosen)}
    form = CodesForm(request.POST or None, project=request.project, initial=start)
    if request.method == "POST":
        form = CodesForm(request.POST, project=request.project)
        if form.is_valid():
            # Who saw no code chosen has seen that: only a form without this field knows of nothing.
            known = form.cleaned_data["seen"]
            wanted, seen = set(form.cleaned_data["codes"]), set(map(str, known) if isinstance(known, list) else chosen)
            # What others chose or took out meanwhile stays so: only what was ticked or unticked here changes.
            kept = (set(chosen) | (wanted - seen)) - (seen - wanted)
            codes = list(Code.objects.filter(project=request.project, pk__in=kept))
            actions.choose_codes(theme=theme, codes=codes, by=request.user)
            return changed(request, _("The codes of the theme were chosen."), CHANGED, theme.get_absolute_url())
    context = {"form": form, "title": _("Codes that support “%(theme)s”") % {"theme": theme.name}}
    context |= {"submit": _("Save"), "back": theme.get_absolute_url(), "crumb": theme.name}
    return _form_page(request, context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def theme_merge(request: ProjectRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    form = MergeForm(request.POST or None, project=request.project, theme=theme)
    if form.is_valid():
        into = _theme(request, form.cleaned_data["into"])
        try:
            merge_themes(theme=theme, into=into, by=request.user)
            text = _("“%(theme)s” is now part of “%(into)s”.") % {"theme": theme.name, "into": into.name}
            return _leave(request, text, into.get_absolute_url())
        except WorkbenchError as error:
            form.add_error("into", error.message)
    text = _("Its quotations, codes and subthemes go to the other theme. Its page offers to undo the merge.")
    context = {"form": form, "title": _("Merge “%(theme)s”") % {"theme": theme.name}, "submit": _("Merge")}
    return _form_page(request, context | {"note": text, "back": theme.get_absolute_url(), "crumb": theme.name})


@require_POST
@project_view(Permission.EDIT_THEMES)
def theme_unmerge(request: ProjectRequest, pk: int) -> HttpResponse:
    into = _theme(request, pk)
    try:
        theme = unmerge_theme(into=into, by=request.user)
    except WorkbenchError as error:
        messages.error(request, error.message)
        return redirect(into)
    text = _("“%(theme)s” is a theme of its own again.") % {"theme": theme.name}
    return _leave(request, text, theme.get_absolute_url())


def _leave(request: ProjectRequest, text: str, url: str) -> HttpResponse:
    """Go to another page, since this one's theme is gone."""
    messages.success(request, text)
    return redirect(url)


@require_POST
@project_view(Permission.EDIT_THEMES)
def theme_delete(request: ProjectRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    try:
        actions.delete_theme(theme=theme, by=request.user)
    except WorkbenchError as error:
        messages.error(request, error.message)
        return redirect(theme)
    text = _("“%(theme)s” was deleted.") % {"theme": theme.name}
    return _leave(request, text, reverse("themes:list", args=[request.project.slug]))


@require_POST
@project_view(Permission.EDIT_THEMES)
def quotation_remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a quotation out; with htmx its place offers to put it back."""
    found = visible_quotations(request.project).select_related("theme", "source")
    quotation = get_object_or_404(found, pk=pk)
    theme = quotation.theme
    actions.remove_quotation(quotation=quotation, by=request.user)
    if wants_partial(request):
        context = {"removed": quotation, "theme": theme}
        return render(request, "themes/catalogue/theme_detail.html#removed", context)
    return changed(request, _("The quotation was taken out."), CHANGED, theme.get_absolute_url())


@require_POST
@project_view(Permission.EDIT_THEMES)
def quotation_add(request: ProjectRequest, pk: int) -> HttpResponse:
    theme = _theme(request, pk)
    pk_of_source, start, end = (key_in(request.POST.get(name, "")) for name in ("source", "start", "end"))
    if pk_of_source is None or start is None or end is None:
        raise WorkbenchError(_("A quotation needs a source, a start and an end."))
    source = get_object_or_404(Source, project=request.project, pk=pk_of_source)

    def add() -> str:
        seen = key_in(request.POST.get("seen", ""))
        actions.add_quotation(theme=theme, source=source, start=start, end=end, by=request.user, seen=seen)
        return _("The quotation stands under “%(theme)s”.") % {"theme": theme.name}

    return attempt(request, add, CHANGED, theme.get_absolute_url())


@require_POST
@project_view(Permission.EDIT_THEMES)
def quotation_settle(request: ProjectRequest, pk: int) -> HttpResponse:
    """Give a quotation that lost its words other ones, or let it go."""
    theme = themes_of(request.project).filter(displaced_quotations=pk).first()
    found = displaced_of(theme) if theme else displaced_loose(request.project)
    displaced = get_object_or_404(found.select_related("theme"), pk=pk)

    def settle() -> str:
        if "let_go" in request.POST:
            actions.drop_quotation(displaced=displaced, by=request.user)
            return _("The quotation was let go.")
        actions.place_quotation(displaced=displaced, words=request.POST.get("words", ""), by=request.user)
        return _("The quotation has words again.")

    url = theme.get_absolute_url() if theme else reverse("themes:list", args=[request.project.slug])
    return attempt(request, settle, CHANGED, url)
