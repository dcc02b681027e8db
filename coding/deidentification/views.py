"""Pages of the de-identification assistant: review, the key, and a note on new texts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from coding.deidentification import actions, queries
from coding.deidentification.forms import FindForm, WordForm
from coding.deidentification.jobs import FIND, REPLACE
from coding.deidentification.labels import Labels
from coding.deidentification.models import Mention, MentionKind, MentionState, Replacement
from coding.deidentification.replacing import put_back
from workbench.exporting.documents import Column, Document, Table
from workbench.exporting.plain import write_csv
from workbench.jobs.actions import start_job
from workbench.jobs.queries import jobs_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of

REVIEW = "coding/deidentification/review.html"
INVALID = 422
STATES = (MentionState.PROPOSED, MentionState.ACCEPTED, MentionState.REJECTED)


def _row(mention: Mention, known: Labels, *, places: int = 1, sources: int = 1, scope: str = "one") -> dict[str, Any]:
    """What a line of the review shows; `stands_for` is filled in only where another spelling has it already."""
    stands = mention.replacement.stands_for if mention.replacement else known.same_as(mention.text, mention.kind)
    return {
        "mention": mention,
        "places": places,
        "sources": sources,
        "scope": scope,
        "stands_for": stands,
        "tied": bool(stands) and not mention.replacement,
        # Whole words around the place.
        "before": mention.before.partition(" ")[2] if mention.start > queries.AROUND else mention.before,
        "after": mention.after.rpartition(" ")[0] if len(mention.after) == queries.AROUND else mention.after,
    }


def _rows(groups: list[dict[str, Any]], key: dict[str, str]) -> list[dict[str, Any]]:
    known = Labels(key)
    firsts = queries.with_context(Mention.objects.filter(pk__in=[group["first"] for group in groups])).in_bulk()
    return [
        _row(firsts[group["first"]], known, places=group["places"], sources=group["sources"], scope="all")
        for group in groups
        if group["first"] in firsts
    ]


def _shared(request: ProjectRequest, key: dict[str, str]) -> dict[str, Any]:
    return {"kinds": MentionKind.choices, "labels": sorted(set(key.values())), "section": "deidentification"}


@require_GET
@project_view(Permission.OPEN_KEY)
def review(request: ProjectRequest) -> HttpResponse:
    state = request.GET.get("state", "")
    state = state if state in STATES else MentionState.PROPOSED
    kind = request.GET.get("kind", "")
    kind = kind if kind in MentionKind.values else ""
    return render(request, REVIEW, _review(request, state, kind))


def _standing(request: ProjectRequest) -> dict[str, Any]:
    """What the tabs and the button above the list say; drawn anew after each decision."""
    by_state = queries.counts_by_state(request.project)
    return {
        "states": [(one.value, one.label, by_state[one]) for one in STATES],
        "accepted": by_state[MentionState.ACCEPTED],
        "replaced": by_state[MentionState.REPLACED],
        "anything": sum(by_state.values()),
    }


def _kinds(request: ProjectRequest, state: str) -> dict[str, Any]:
    by_kind = queries.counts_by_kind(request.project, state)
    tabs = [(value, label, by_kind.get(value, 0)) for value, label in MentionKind.choices]
    return {"tabs": tabs, "all_kinds": sum(by_kind.values())}


def _review(request: ProjectRequest, state: str, kind: str, **forms: Any) -> dict[str, Any]:
    project = request.project
    key = queries.labels_by_original(project)
    page = page_of(request, queries.groups_of(project, state=state, kind=kind))
    unseen = queries.unseen_sources(project).count()
    return {
        "page_obj": page,
        "rows": _rows(list(page), key),
        "state": state,
        "state_label": MentionState(state).label,
        "kind": kind,
        "kind_label": MentionKind(kind).label if kind else "",
        "unseen": unseen,
        "job": jobs_of(project, request.user).filter(kind__in=[FIND, REPLACE]).order_by("-created_at").first(),
        "find_form": FindForm(project=project),
        "word_form": WordForm(),
        **_standing(request),
        **_kinds(request, state),
        **_shared(request, key),
        **forms,
    }


@require_POST
@project_view(Permission.OPEN_KEY)
def find(request: ProjectRequest) -> HttpResponse:
    """Have texts looked through by a worker."""
    form = FindForm(request.POST, project=request.project)
    if not form.is_valid():
        context = _review(request, MentionState.PROPOSED, "", find_form=form)
        return render(request, REVIEW, context, status=INVALID)
    label = _("Look for names and dates")
    start_job(kind=FIND, project=request.project, by=request.user, label=label, parameters=form.parameters())
    return redirect("deidentification:review", request.project.slug)


@require_POST
@project_view(Permission.OPEN_KEY)
def word_add(request: ProjectRequest) -> HttpResponse:
    """Look for a word that was missed, and show its places."""
    form = WordForm(request.POST)
    if not form.is_valid():
        raise WorkbenchError(_("Write the word or name that was missed, and choose what kind it is."))
    outside = form.cleaned_data.pop("outside")
    who = {"project": request.project, "by": request.user}
    try:
        mention = actions.add_word(**form.cleaned_data, **who)
    except actions.InNoText as error:
        if not outside:
            form.add_error("word", error.message)
            context = _review(request, MentionState.PROPOSED, "", word_form=form)
            return render(request, REVIEW, context, status=INVALID)
        actions.add_to_key(**form.cleaned_data, **who)
        start_job(kind=REPLACE, label=_("Replace names and dates"), **who)
        return redirect("deidentification:review", request.project.slug)
    return redirect("deidentification:places", request.project.slug, mention.pk)


def _mention(request: ProjectRequest, pk: int) -> Mention:
    found = queries.with_context(queries.mentions_of(request.project)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@require_GET
@project_view(Permission.OPEN_KEY)
def places(request: ProjectRequest, pk: int) -> HttpResponse:
    """Show all places of one wording, each to be decided by itself."""
    mention = _mention(request, pk)
    key = queries.labels_by_original(request.project)
    known = Labels(key)
    page = page_of(request, queries.with_context(queries.same_wording(mention)).order_by("source_id", "start"))
    context = {
        "mention": mention,
        "page_obj": page,
        "rows": [_row(one, known) for one in page],
        "state": mention.state,
        **_standing(request),
        **_shared(request, key),
    }
    return render(request, "coding/deidentification/places.html", context)


@require_POST
@project_view(Permission.OPEN_KEY)
def decide(request: ProjectRequest, pk: int) -> HttpResponse:
    """Decide on one place, or (scope=all) on all places with its wording that stand where it does."""
    mention = _mention(request, pk)
    scope = request.POST.get("scope", "one")
    rows = queries.mentions_of(request.project).filter(pk=pk)
    if scope == "all":
        rows = queries.same_wording(mention, mention.state)
    keys = list(rows.values_list("pk", flat=True))
    _apply(request, Mention.objects.filter(pk__in=keys), mention)
    if not wants_partial(request):
        return redirect(_next(request))
    key = queries.labels_by_original(request.project)
    sources = Mention.objects.filter(pk__in=keys).values("source").distinct().count()
    row = _row(_mention(request, pk), Labels(key), places=len(keys), sources=sources, scope=scope)
    context = {"row": row, "next": _next(request), "state": request.POST.get("tab", "")}
    context |= _shared(request, key) | _standing(request)
    if scope == "all" and context["state"] in STATES:
        context |= {"kind": request.POST.get("within", ""), **_kinds(request, context["state"])}
    return render(request, "coding/deidentification/_decided.html", context)


def _apply(request: ProjectRequest, rows: Any, mention: Mention) -> None:
    who = {"project": request.project, "by": request.user}
    if (kind := request.POST.get("kind", mention.kind)) != mention.kind:
        actions.change_kind(mentions=rows, kind=kind, **who)
    match request.POST.get("decision"):
        case "accept":
            actions.accept_mentions(mentions=rows, stands_for=request.POST.get("stands_for", ""), **who)
        case "reject":
            actions.reject_mentions(mentions=rows, **who)
        case "reopen":
            actions.reopen_mentions(mentions=rows, **who)
        case "kind":
            pass
        case _:
            raise WorkbenchError(_("Choose whether to replace the words or to leave them."))


def _next(request: ProjectRequest) -> str:
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return address
    return redirect("deidentification:review", request.project.slug).url


@require_POST
@project_view(Permission.OPEN_KEY)
def decide_kind(request: ProjectRequest, kind: str) -> HttpResponse:
    """Decide on everything of a kind that waits."""
    if kind not in MentionKind.values:
        raise Http404
    rows = queries.mentions_of(request.project).filter(kind=kind, state=MentionState.PROPOSED)
    if request.POST.get("decision") == "accept":
        count = actions.accept_mentions(project=request.project, mentions=rows, by=request.user)
        said = ngettext("%(count)s place will be replaced.", "%(count)s places will be replaced.", count)
    else:
        count = actions.reject_mentions(project=request.project, mentions=rows, by=request.user)
        said = ngettext("%(count)s place is left as it is.", "%(count)s places are left as they are.", count)
    messages.success(request, said % {"count": f"{count:,}"})
    return redirect("deidentification:review", request.project.slug)


@require_POST
@project_view(Permission.OPEN_KEY)
def replace(request: ProjectRequest) -> HttpResponse:
    """Have everything replaced that was accepted, and the rest of the study cleaned."""
    start_job(kind=REPLACE, project=request.project, by=request.user, label=_("Replace names and dates"))
    return redirect("deidentification:review", request.project.slug)


@require_GET
@project_view(Permission.VIEW)
def new_texts(request: ProjectRequest) -> HttpResponse:
    """Say in a part of a page whether texts came in that hold words which the key replaces; never which words."""
    context = {"new": queries.texts_with_originals(request.project)}
    return render(request, "coding/deidentification/_new_texts.html", context)


@require_GET
@project_view(Permission.OPEN_KEY)
def key(request: ProjectRequest) -> HttpResponse:
    """Show what stands behind each replacement; that it was opened is in the history."""
    actions.open_key(project=request.project, by=request.user)
    page = page_of(request, queries.key_of(request.project).order_by("kind", "stands_for", "original"), per_page=200)
    context = {"page_obj": page, "section": "deidentification"}
    return render(request, "coding/deidentification/key.html", context)


@require_POST
@project_view(Permission.OPEN_KEY)
def key_file(request: ProjectRequest) -> HttpResponse:
    """Give the key as a table; that it was taken out is in the history."""
    actions.export_key(project=request.project, by=request.user)
    lines = queries.key_of(request.project).order_by("kind", "stands_for", "original")
    columns = [
        Column(_("Stood in the texts")),
        Column(_("Stands for it")),
        Column(_("Kind")),
        Column(_("Places"), numeric=True),
    ]
    rows = [[line.original, line.stands_for, str(line.get_kind_display()), line.places] for line in lines]
    data = write_csv(Document(title=_("Key"), tables=[Table(_("Key"), columns, rows)]))
    response = HttpResponse(data, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{request.project.slug}-key-confidential.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_POST
@project_view(Permission.OPEN_KEY)
def key_put_back(request: ProjectRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(Replacement, project=request.project, pk=pk)
    label = line.stands_for
    count = put_back(replacement=line, by=request.user)
    said = ngettext("%(label)s was put back in %(count)s place.", "%(label)s was put back in %(count)s places.", count)
    messages.success(request, said % {"label": label, "count": f"{count:,}"})
    return redirect("deidentification:key", request.project.slug)
