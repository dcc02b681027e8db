"""The board of themes, moving what stands on it, and what is said there in place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codebook.models import Code
from themes.catalogue.actions import WordsChanged, write_statement
from themes.catalogue.board import board_of
from themes.catalogue.forms import MoveForm, StatementForm
from themes.catalogue.models import Quotation, Stance, Theme
from themes.catalogue.moving import beginning_of, move_code, move_quotation, move_theme, neighbours, set_stance
from themes.catalogue.queries import seen_quotations, subtree_of, themes_of
from themes.suggestions.answers import attempt
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import announce, say, wants_partial
from workbench.web.numbers import key_in

CHANGED = "themesChanged"
VIEWS = ("board", "tree")
VIEW_KEY = "themes-view"
KINDS = ("theme", "code", "quotation")


@require_GET
@project_view(Permission.VIEW)
def theme_list(request: ProjectRequest) -> HttpResponse:
    """Show the themes as a board or as a tree; the last view that was chosen comes again."""
    wanted = request.GET.get("view", "")
    if wanted in VIEWS and request.session.get(VIEW_KEY) != wanted:
        request.session[VIEW_KEY] = wanted
    shown = request.session.get(VIEW_KEY)
    context = {
        "board": board_of(request.membership),
        "view": shown if shown in VIEWS else VIEWS[0],
        "is_part": wants_partial(request),
        "section": "themes",
    }
    part = "#themes" if wants_partial(request) else ""
    return render(request, f"themes/catalogue/theme_list.html{part}", context)


@dataclass
class Moved:
    """What is to be moved: a theme, a code or a quotation, out of a theme (None: out of none)."""

    kind: str
    item: Any
    out_of: Theme | None

    def move(self, by: Any, into: Theme | None, before: int | None, stance: str) -> None:
        if self.kind == "theme":
            move_theme(theme=self.item, out_of=self.out_of, into=into, before=before, by=by)
        elif self.kind == "code":
            move_code(code=self.item, out_of=self.out_of, into=into, before=before, by=by)
        else:
            move_quotation(
                quotation=self.item, out_of=self.out_of, into=into, before=before, stance=stance, by=by
            )  # fmt: skip

    @property
    def name(self) -> str:
        if self.kind != "quotation":
            return self.item.name
        return beginning_of(self.item)

    def place(self, wanted: str) -> int | None:
        """Return the key that it goes before, for a step or an end of the list that it goes into."""
        here = neighbours(self.item, self.out_of)
        at = here.index(self.item.pk) if self.item.pk in here else len(here)
        rest = [key for key in here if key != self.item.pk]
        place = at - 1 if wanted == MoveForm.UP else at + 1
        return rest[place] if 0 <= place < len(rest) else (rest[0] if wanted == MoveForm.UP and rest else None)


def _moved(request: ProjectRequest, facts: Any) -> Moved:
    kind, pk = facts.get("kind", ""), key_in(facts.get("item", ""))
    if kind not in KINDS or pk is None:
        raise Http404
    found: dict[str, Callable[[], QuerySet[Any]]] = {
        "theme": lambda: themes_of(request.project).select_related("project", "parent"),
        "code": lambda: Code.objects.filter(project=request.project),
        "quotation": lambda: _quotations(request),
    }
    item = found[kind]().filter(pk=pk).first()
    if item is None:
        raise WorkbenchError(_("It was deleted or taken out meanwhile."))
    return Moved(kind, item, _theme(request, facts.get("from", "")))


def _quotations(request: ProjectRequest) -> QuerySet[Quotation]:
    return seen_quotations(request.project).select_related("source__project", "theme")


def _theme(request: ProjectRequest, key: str) -> Theme | None:
    if not key:
        return None
    pk = key_in(key)
    if pk is None:
        raise Http404
    found = themes_of(request.project).select_related("project").filter(pk=pk).first()
    if found is None:
        raise WorkbenchError(_("The theme was deleted or merged meanwhile."))
    return found


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def move(request: ProjectRequest) -> HttpResponse:
    """Ask where something goes, or move it: from the board by its place, from the form by what was chosen."""
    if request.method == "GET":
        return _ask(request, _moved(request, request.GET))

    def change() -> str:
        moved = _moved(request, request.POST)
        into, before = _wanted(request, moved)
        moved.move(request.user, into, before, request.POST.get("stance", ""))
        return _told(moved, into)

    answer = attempt(request, change, CHANGED, _list_url(request))
    # Whoever was refused sees what stands where now.
    return announce(answer, CHANGED) if wants_partial(request) else answer


def _wanted(request: ProjectRequest, moved: Moved) -> tuple[Theme | None, int | None]:
    place = request.POST.get("place", "")
    if place in {MoveForm.UP, MoveForm.DOWN}:
        return moved.out_of, moved.place(place)
    into = _theme(request, request.POST.get("into", ""))
    if place == MoveForm.FIRST:
        return into, next(iter(neighbours(moved.item, into)), None)
    return into, key_in(request.POST.get("before", ""))


def _told(moved: Moved, into: Theme | None) -> str:
    if into:
        return _("“%(name)s” stands under “%(theme)s”.") % {"name": moved.name, "theme": into.name}
    if moved.kind == "theme":
        return _("“%(name)s” stands at the top.") % {"name": moved.name}
    return _("“%(name)s” stands under no theme.") % {"name": moved.name}


def _ask(request: ProjectRequest, moved: Moved) -> HttpResponse:
    none = _("— at the top —") if moved.kind == "theme" else _("— under no theme —")
    without = subtree_of(moved.item) if moved.kind == "theme" else frozenset()
    start = {"into": moved.out_of.pk if moved.out_of else ""}
    context = {
        "form": MoveForm(project=request.project, none=none, without=without, initial=start),
        "moved": moved,
        "title": _("Move “%(name)s”") % {"name": moved.name},
        "submit": _("Move"),
        "back": _list_url(request),
        "crumb": _("Themes"),
        "section": "themes",
    }
    part = "#dialog" if wants_partial(request) else ""
    return render(request, f"themes/catalogue/move_form.html{part}", context)


def _list_url(request: ProjectRequest) -> str:
    return reverse("themes:list", args=[request.project.slug])


@require_POST
@project_view(Permission.EDIT_THEMES)
def stance(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say that a quotation supports its theme, or speaks against it."""
    quotation = get_object_or_404(_quotations(request).exclude(theme=None), pk=pk)

    def change() -> str:
        found = set_stance(quotation=quotation, stance=request.POST.get("stance", ""), by=request.user)
        told = _("It speaks against “%(theme)s”."), _("It supports “%(theme)s”.")
        return told[found.stance == Stance.SUPPORTS] % {"theme": quotation.theme.name}

    return attempt(request, change, CHANGED, quotation.theme.get_absolute_url())


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.EDIT_THEMES)
def statement(request: ProjectRequest, pk: int) -> HttpResponse:
    """Show the statement, or the form for it (with `edit`), in its place; POST writes it."""
    theme = get_object_or_404(themes_of(request.project).select_related("project"), pk=pk)
    if request.method == "GET":
        if "edit" not in request.GET:
            return _statement_shown(request, theme)
        start = {"statement": theme.statement, "seen": theme.statement}
        return _statement_form(request, theme, StatementForm(initial=start))
    form = StatementForm(request.POST)
    form.is_valid()
    words, seen = (form.cleaned_data.get(name, "") for name in ("statement", "seen"))
    try:
        theme = write_statement(theme=theme, statement=words, seen=seen, by=request.user)
    except WordsChanged as changed:
        theme.refresh_from_db()
        again = StatementForm(initial={"statement": words, "seen": theme.statement})
        return _statement_form(request, theme, again, changed.message)
    if not wants_partial(request):
        return attempt(request, lambda: _("The statement was saved."), CHANGED, theme.get_absolute_url())
    return say(_statement_shown(request, theme), _("The statement was saved."))


def _statement_shown(request: ProjectRequest, theme: Theme) -> HttpResponse:
    return render(request, "themes/catalogue/_statement.html", {"theme": theme, "again": True})


def _statement_form(request: ProjectRequest, theme: Theme, form: StatementForm, conflict: str = "") -> HttpResponse:
    context = {"theme": theme, "form": form, "conflict": conflict, "section": "themes"}
    part = "#form" if wants_partial(request) else ""
    status = 409 if conflict and not part else 200
    return render(request, f"themes/catalogue/statement_form.html{part}", context, status=status)
