"""Finding words in the texts of a study, and coding the places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding.codebook.queries import code_tree, codes_of
from coding.codings.favourites import favourites_of
from coding.codings.queries import code_data, coding_data
from coding.codings.sent import sent
from coding.codings.views import picker_urls
from coding.codings.words import words
from coding.finding.actions import Place, code_found, start_coding_found
from coding.finding.asking import ask_again, places_of
from coding.finding.forms import EXTENTS, CodeForm, FindForm
from coding.finding.queries import SECONDS, Found, find, rows_of
from coding.finding.telling import language_note, limits_of, sentence_about
from coding.sources.models import Source
from workbench.audit.undo import next_undo
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

HITS_PER_PAGE = 100
# More places than these are coded as long work.
MOST_AT_ONCE = 1000
# Hits that are shown in a text; one that has more is searched on the page of all texts.
MOST_IN_TEXT = 5000


@require_GET
@project_view(Permission.VIEW)
def page(request: ProjectRequest) -> HttpResponse:
    """The search with its results as keyword in context."""
    asks = "q" in request.GET
    within = {name: key_in(request.GET.get(name, "")) for name in ("source", "question")}
    form = FindForm(request.GET if asks else None, project=request.project, initial=within)
    context: dict[str, Any] = {"form": form, "asks": asks, "section": "finding", "words": words()}
    if asks and form.is_valid():
        found = find(form.scope, form.matcher, sort=form.cleaned_data["sort"])
        context |= _results(request, form, found)
    return render(request, "coding/finding/page.html", context, status=422 if form.errors else 200)


def _results(request: ProjectRequest, form: FindForm, found: Found) -> dict[str, Any]:
    asked = request.GET.copy()
    asked.pop("page", None)
    page = page_of(request, found.hits, per_page=HITS_PER_PAGE)
    notes = limits_of(found)
    if form.query.forms and (note := language_note(form.scope)):
        notes.append(note)
    return {
        "found": found,
        "page": page,
        "rows": rows_of(request.membership, list(page.object_list)),
        "notes": notes,
        "asked": asked.urlencode(),
        "source": form.cleaned_data["source"],
        **chooser(request),
    }


def chooser(request: ProjectRequest) -> dict[str, Any]:
    """What the list of results needs to code them: the codebook, how far a code may reach, what was coded last."""
    tree = code_tree(request.project)
    data = coding_data(request.membership, []) | {
        "codes": code_data(tree),
        "me": request.user.pk,
        "mayCode": request.membership.allows(Permission.CODE),
        "mayCreate": request.membership.allows(Permission.EDIT_CODEBOOK),
        "favourites": list(favourites_of(request.user, request.project).items()),
        "urls": {**picker_urls(request.project.slug), "coding": "", "memo": ""},
    }
    last = next_undo(request.user, request.project.pk)
    coded = last if last and last.events[-1].action == "codings.found" else None
    return {"tree": tree, "extents": EXTENTS, "data": data, "coded": coded}


@require_POST
@project_view(Permission.CODE)
def code(request: ProjectRequest) -> HttpResponse:
    """Code the places that were chosen, or all that the search finds; many of them as long work."""
    tree = code_tree(request.project)
    said = sent(request)
    form = CodeForm(said, tree=tree)
    if not form.is_valid():
        raise WorkbenchError(_("Choose a code for what was found."))
    data = form.cleaned_data
    chosen = get_object_or_404(codes_of(request.project), pk=data["code"])
    told, places = _chosen(request.project, said, data)
    if len(places) > MOST_AT_ONCE:
        job = start_coding_found(
            project=request.project, by=request.user, code=chosen, extent=data["extent"], asked=data["asked"],
            digest=data["digest"],
        )  # fmt: skip
        address = reverse("jobs:detail", args=[request.project.slug, job.pk])
        return JsonResponse({"url": address}) if _is_script(request) else redirect(address)
    coded = code_found(
        project=request.project, code=chosen, by=request.user, places=places, extent=data["extent"], asked=told
    )
    said = sentence_about(coded, chosen)
    if _is_script(request):
        return JsonResponse({"made": coded.made, "said": said, "refused": len(coded.refused)})
    say = messages.warning if coded.refused else messages.success if coded.made else messages.info
    say(request, said)
    return redirect(_back(request, data["asked"]))


def _is_script(request: ProjectRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _back(request: ProjectRequest, asked: str) -> str:
    """Where the results are shown: the page of words, or one below it that sent them."""
    own = reverse("finding:page", args=[request.project.slug])
    back = request.POST.get("back", "")
    return back if back.startswith(own) else f"{own}?{asked}"


def _chosen(project: Project, said: Mapping[str, Any], data: dict[str, Any]) -> tuple[dict[str, Any], list[Place]]:
    """Return what was asked, for the history, and the places: those that are ticked, or all."""
    if data["everything"]:
        form, found = ask_again(project, data["asked"], data["digest"], SECONDS)
        return form.told, places_of(found)
    named = said.getlist("place") if isinstance(said, QueryDict) else said.get("place") or []
    places = [place for text in named if (place := _place(str(text)))]
    if not places:
        raise WorkbenchError(_("Choose places to code first."))
    form = FindForm(QueryDict(data["asked"]), project=project)
    told = form.told if form.is_valid() else {"query": str(said.get("meaning", ""))[:200]}
    return told, places


def _place(text: str) -> Place | None:
    """Read "source.revision.start.end"."""
    numbers = [key_in(part) for part in text.split(".")]
    return Place(*numbers) if len(numbers) == 4 and None not in numbers else None


@require_GET
@project_view(Permission.VIEW)
def in_source(request: ProjectRequest, pk: int) -> HttpResponse:
    """The places in one text, for the page that shows it."""
    source = get_object_or_404(Source.objects.filter(project=request.project).defer("text"), pk=pk)
    asked = request.GET.copy()
    asked["source"] = source.pk
    form = FindForm(asked, project=request.project)
    if not form.is_valid():
        return JsonResponse({"error": " ".join(form.errors.get("q", [_("This search cannot be read.")]))}, status=422)
    found = find(form.scope, form.matcher, most=MOST_IN_TEXT)
    notes = limits_of(found)
    if form.query.forms and (note := language_note(form.scope)):
        notes.append(note)
    hits = [[hit.start, hit.end, hit.revision] for hit in found.hits]
    return JsonResponse({"hits": hits, "notes": notes, "digest": found.digest, "asked": asked.urlencode()})
