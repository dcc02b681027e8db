"""What no theme holds, where a theme is not spoken of, and putting a passage under a theme from there."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coding.codebook.models import Code
from coding.sources.models import Source
from themes.catalogue.actions import add_quotation
from themes.catalogue.coverage import Free, coverage_of, elsewhere_of
from themes.catalogue.forms import HoldForm
from themes.catalogue.models import Stance
from themes.catalogue.moving import set_stance
from themes.catalogue.queries import themes_of
from themes.suggestions.answers import attempt
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

CHANGED = "themesChanged"


@require_GET
@project_view(Permission.VIEW)
def coverage(request: ProjectRequest) -> HttpResponse:
    """Show how far each theme reaches, and which codes, cases and coded passages no theme holds."""
    found = coverage_of(request.membership)
    page = page_of(request, found.free)
    context = {"found": found, "page": page, "passages": _shown(list(page.object_list)), "section": "themes"}
    part = "#coverage" if wants_partial(request) else ""
    return render(request, f"themes/catalogue/coverage.html{part}", context)


def _shown(free: list[Free]) -> list[dict[str, object]]:
    sources = Source.objects.filter(pk__in={one.source for one in free}).select_related("question", "case")
    found = {row.pk: row for row in sources.defer("text")}
    codes = Code.objects.in_bulk({code for one in free for code in one.codes})
    return [{"one": one, "source": found[one.source], "codes": [codes[code] for code in one.codes]} for one in free]


@require_GET
@project_view(Permission.VIEW)
def elsewhere(request: ProjectRequest, pk: int) -> HttpResponse:
    """List the cases in which nothing supports the theme, with where one might look."""
    theme = get_object_or_404(themes_of(request.project).select_related("project", "parent"), pk=pk)
    cases, among = elsewhere_of(theme, request.membership)
    page = page_of(request, cases)
    asked = urlencode({"q": theme.statement[:500] or theme.name})
    context = {
        "theme": theme,
        "page": page,
        "among": among,
        "meaning_url": f"{reverse('meaning:page', args=[request.project.slug])}?{asked}",
        "section": "themes",
    }
    return render(request, "themes/catalogue/elsewhere.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_THEMES)
def hold(request: ProjectRequest) -> HttpResponse:
    """Ask under which theme a coded passage goes, and put it there."""
    facts = request.POST if request.method == "POST" else request.GET
    numbers = [key_in(facts.get(name, "")) for name in ("source", "start", "end")]
    if None in numbers:
        raise WorkbenchError(_("A quotation needs a source, a start and an end."))
    source = get_object_or_404(Source, project=request.project, pk=numbers[0])
    back = reverse("themes:coverage", args=[request.project.slug])
    form = HoldForm(request.POST or None, project=request.project, initial=facts.dict())
    if form.is_valid():
        theme = get_object_or_404(themes_of(request.project), pk=form.cleaned_data["theme"])

        def put() -> str:
            # It is known from a coding: hidden wherever codings are.
            made = add_quotation(
                theme=theme, source=source, start=numbers[1], end=numbers[2], by=request.user,
                seen=key_in(facts.get("seen", "")), from_codings=True,
            )  # fmt: skip
            if form.cleaned_data["stance"] == Stance.AGAINST:
                set_stance(quotation=made, stance=Stance.AGAINST, by=request.user)
            return _("The quotation stands under “%(theme)s”.") % {"theme": theme.name}

        return attempt(request, put, CHANGED, back)
    context = {"form": form, "title": _("Put it under a theme"), "submit": _("Put it there"), "back": back}
    posted = request.method == "POST"
    part = ("#form" if posted else "#dialog") if wants_partial(request) else ""
    context |= {"crumb": _("Themes"), "section": "themes"}
    return render(request, f"themes/catalogue/theme_form.html{part}", context, status=422 if posted else 200)
