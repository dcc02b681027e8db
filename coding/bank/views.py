"""The page of the quotation bank, and the star on other pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding.bank.actions import choose_attribution, edit_star, star_quotation, unstar_quotation
from coding.bank.forms import AttributionForm, StarForm
from coding.bank.listing import group_choices, grouped, narrowed, show_choices
from coding.bank.models import Role
from coding.bank.queries import known_fields, lines_of, pattern_of, spread_of, visible_bank
from coding.codings.visibility import visible_codings
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import announce, say, wants_partial
from workbench.web.paging import page_of

PER_PAGE = 200


@require_GET
@project_view(Permission.VIEW)
def bank(request: ProjectRequest) -> HttpResponse:
    """Every marked quotation, in groups; whose words they are, and how they are spread over participants."""
    return _page(request, AttributionForm(initial={"pattern": pattern_of(request.project)}))


def _page(request: ProjectRequest, form: AttributionForm) -> HttpResponse:
    by, show = request.GET.get("by", "code"), request.GET.get("show", "")
    marks = list(visible_bank(request.project, request.membership))
    placed = lines_of(request.project, [one for one in marks if not one.displaced])
    shares, people = spread_of(request.project, placed)
    page = page_of(request, narrowed(placed, show), per_page=PER_PAGE)
    names = {line.case: line.case_name for line in placed}
    quoted = {name for name in names.values() if name}
    cases = request.project.cases.order_by("name").values_list("name", flat=True)
    context = {
        "groups": grouped(request.project, request.membership, list(page.object_list), by),
        "page": page,
        "total": len(placed),
        "lost": [one for one in marks if one.displaced],
        "shares": [(names.get(one.person) or "", one) for one in shares],
        "people": people,
        "quoted": len(quoted),
        "left_out": [name for name in cases[:200] if name not in quoted][:30],
        "roles": [role for role in Role.choices if role[0]],
        "by": by,
        "show": show,
        "group_choices": group_choices(),
        "show_choices": show_choices(),
        "form": form,
        "fields": ["case", "source", *known_fields(request.project)],
        "section": "bank",
    }
    part = "#bank" if wants_partial(request) else ""
    return render(request, f"coding/bank/bank.html{part}", context, status=422 if form.errors else 200)


@require_POST
@project_view(Permission.CODE)
def star(request: ProjectRequest) -> HttpResponse:
    """Mark words for the manuscript, or take the mark away; with htmx the answer is the star as it is now."""
    form = StarForm(request.POST)
    if not form.is_valid():
        raise Http404
    facts = form.cleaned_data
    code, coding = None, None
    if facts["coding"]:
        seen = visible_codings(request.project, request.membership).select_related("source", "code")
        coding = get_object_or_404(seen, pk=facts["coding"])
        source, code, start, end = coding.source, coding.code, coding.start, coding.end
    else:
        source = get_object_or_404(Source, project=request.project, pk=facts["source"])
        start, end = facts["start"] or 0, facts["end"] or 0
    if facts["on"]:
        star_quotation(source=source, start=start, end=end, by=request.user, code=code, seen=facts["seen"])
    else:
        place = {"source": source, "start": start, "end": end, "code": code, "displaced": False}
        for banked in visible_bank(request.project, request.membership).filter(**place):
            unstar_quotation(banked=banked, by=request.user)
    if wants_partial(request):
        context = {"source": source.pk, "revision": source.revision, "start": start, "end": end, "coding": coding}
        context |= {"code": code.pk if code else None, "on": facts["on"], "project": request.project}
        return render(request, "coding/bank/_star.html", context)
    return redirect(_back(request))


@require_POST
@project_view(Permission.CODE)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say what a marked quotation shows, whether the draft uses it, or take its mark away."""
    banked = get_object_or_404(visible_bank(request.project, request.membership), pk=pk)
    if "remove" in request.POST:
        unstar_quotation(banked=banked, by=request.user)
        said = _("No longer marked. Undo brings it back.")
    else:
        role, draft = request.POST.get("role"), request.POST.get("in_draft")
        edit_star(banked=banked, by=request.user, role=role, in_draft=None if draft is None else draft == "yes")
        said = ""
    if wants_partial(request):
        answer = announce(HttpResponse(status=204), "bankChanged")
        return say(answer, said) if said else answer
    if said:
        messages.success(request, said)
    return redirect(_back(request))


@require_POST
@project_view(Permission.CODE)
def attribution(request: ProjectRequest) -> HttpResponse:
    """Choose how participants are named behind their words; a field that there is not is said beside the pattern."""
    form = AttributionForm(request.POST)
    if form.is_valid():
        try:
            choose_attribution(project=request.project, by=request.user, pattern=form.cleaned_data["pattern"])
        except WorkbenchError as error:
            form.add_error("pattern", error.message)
        else:
            messages.success(request, _("The attribution was kept for this study."))
            return redirect("bank:list", request.project.slug)
    return _page(request, form)


def _back(request: ProjectRequest) -> str:
    """The page that one came from, within this site; else the bank."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return before
    return reverse("bank:list", args=[request.project.slug])
