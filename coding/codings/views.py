"""The coding page, the list of answers, and what they save."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codebook.actions import create_code_at
from coding.codebook.models import Code
from coding.codebook.queries import code_tree, codes_of
from coding.codings.actions import apply_code, move_coding, remove_coding, write_memo
from coding.codings.assigning import hand_in, mark_read, take_back
from coding.codings.changes import all_data, changes_since
from coding.codings.cursor import Cursor
from coding.codings.forms import CodingForm, MemoForm, NewCodeForm, SpanForm, TurnForm
from coding.codings.models import Coding, Memo
from coding.codings.queries import (
    code_data,
    codings_in,
    free_assignment,
    memos_on,
    neighbours,
    open_assignment,
    turn_spans,
)
from coding.codings.rendering import chunks, paragraphs
from coding.codings.sent import refuse, sent
from coding.codings.spans import trim
from coding.codings.visibility import is_sealed, visible_codings
from coding.codings.words import words
from coding.sources.models import Source, SourceKind
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.paging import page_of


def _source(request: ProjectRequest, pk: int) -> Source:
    return get_object_or_404(Source.objects.filter(project=request.project).select_related("case", "question"), pk=pk)


def page_data(request: ProjectRequest, sources: list[int], **more: Any) -> dict[str, Any]:
    """What the browser needs: codings and codebook as plain values, and where to save."""
    slug = request.project.slug
    placeholder = UUID(int=0)
    return all_data(request.membership, sources) | {
        "me": request.user.pk,
        "mayCode": request.membership.allows(Permission.CODE),
        "mayCreate": request.membership.allows(Permission.EDIT_CODEBOOK),
        "urls": {
            "coding": reverse("codings:coding", args=[slug, placeholder]),
            "memo": reverse("codings:memo", args=[slug, placeholder]),
            "memos": reverse("memos:about", args=[slug, "coding", placeholder]),
            **picker_urls(slug),
            "uncoded": reverse("codings:uncoded", args=[slug, 0]),
            "codes": reverse("codings:codes", args=[slug]),
            "undo": reverse("acts:undo", args=[slug]),
            "redo": reverse("acts:redo", args=[slug]),
        },
        **more,
    }


def picker_urls(slug: str) -> dict[str, str]:
    """Where the picker makes codes, keeps number keys, and asks for likely codes."""
    return {
        "code": reverse("codings:create_code", args=[slug]),
        "likely": reverse("codings:likely", args=[slug]),
        "favourite": reverse("codings:favourite", args=[slug, 0]),
    }


def codes_of_page(request: ProjectRequest) -> list[dict[str, Any]]:
    """The codebook for the browser, with the retired codes, whose codings still show."""
    return code_data(code_tree(request.project, retired=True))


@require_GET
@project_view(Permission.VIEW)
def source(request: ProjectRequest, pk: int) -> HttpResponse:
    """The coding page: plain text once, codings as data; a list of them for readers without a script."""
    found = _source(request, pk)
    turns = turn_spans(found)
    shown, _tail = paragraphs(found.text, turns)
    tree = code_tree(request.project)
    assignment = open_assignment(found, request.user)
    before, after = neighbours(found, request.user, assignment)
    locked = bool(assignment and (assignment.done_at or assignment.round.state != "coding"))
    data = page_data(request, [found.pk], source=found.pk, locked=locked)
    data["urls"]["codings"] = reverse("codings:source_codings", args=[request.project.slug, found.pk])
    context = {
        "source": found,
        "chunks": chunks(shown),
        "turns": len(turns),
        "tree": tree,
        "data": data,
        "words": words(),
        "count": len(data["codings"]),
        "assignment": assignment,
        "free": free_assignment(found, request.user),
        "locked": locked,
        "sealed": is_sealed(found.pk),
        "before": before,
        "after": after,
        "section": "sources" if found.kind == SourceKind.TRANSCRIPT else "answers",
    }
    return render(request, "coding/codings/source.html", context)


@require_GET
@project_view(Permission.VIEW)
def source_codings(request: ProjectRequest, pk: int) -> HttpResponse:
    """The codings of a source as they are now, or with ?since= what has changed on it."""
    return changes_answer(request, Source.objects.filter(pk=_source(request, pk).pk))


def changes_answer(request: ProjectRequest, sources: QuerySet[Source]) -> HttpResponse:
    """Everything about the sources, or what changed since the cursor that a page has; 304 when nothing did."""
    cursor = Cursor.read(request.GET.get("since", ""), request.user.pk)
    if cursor is None:
        return JsonResponse(all_data(request.membership, sources.values_list("pk", flat=True)))
    now, changed = changes_since(request.membership, sources, cursor)
    sealed = now.sealed_for(request.user.pk)
    if not changed:
        return HttpResponse(status=304, headers={"ETag": f'"{sealed}"'})
    return JsonResponse({"cursor": sealed} | changed)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.CODE)
def list_of_source(request: ProjectRequest, pk: int) -> HttpResponse:
    """The codings of a source as a list, and a form to code a turn: everything without a script."""
    found = _source(request, pk)
    shown, _tail = paragraphs(found.text, turn_spans(found))
    # A text without turns is counted by its paragraphs.
    turns = [one for one in shown if one.number] or shown
    form = TurnForm(
        request.POST or None, tree=code_tree(request.project), turns=len(turns), initial={"seen": found.revision}
    )
    if request.method == "POST" and form.is_valid():
        turn = turns[form.cleaned_data["turn"] - 1]
        code = _chosen_code(request, form.cleaned_data)
        start, end = trim(found.text, turn.start, turn.end)
        seen = form.cleaned_data["seen"]
        apply_code(source=found, code=code, by=request.user, start=start, end=end, seen=seen)
        messages.success(request, _("“%(code)s” was applied to turn %(turn)s.") % {"code": code, **form.cleaned_data})
        return redirect("codings:list_of_source", request.project.slug, found.pk)
    page = page_of(request, codings_in(request.membership, [found.pk]).select_related("code", "coder"), per_page=200)
    listed = list(page.object_list)
    memos = memos_on(request.membership, listed)
    rows = [(one, memos.get(str(one.pk), [])) for one in listed]
    context = {"source": found, "page": page, "rows": rows, "form": form, "section": "sources"}
    return render(request, "coding/codings/list_of_source.html", context, status=422 if form.errors else 200)


def _chosen_code(request: ProjectRequest, data: dict[str, Any]) -> Code:
    if data.get("new_code", "").strip():
        return create_code_at(project=request.project, by=request.user, path=data["new_code"])
    return get_object_or_404(codes_of(request.project), pk=data["code"])


def _own_coding(request: ProjectRequest, pk: UUID) -> Coding:
    """One's coding, or the same 404 for what is not there and what one may not see."""
    seen = visible_codings(request.project, request.membership)
    return get_object_or_404(seen.select_related("source", "round", "code"), pk=pk)


@require_http_methods(["PUT", "DELETE", "PATCH"])
@project_view(Permission.CODE)
def coding(request: ProjectRequest, pk: UUID) -> HttpResponse:
    """Apply (PUT, idempotent), change the extent of (PATCH) or remove (DELETE, idempotent) one's coding."""
    if request.method == "DELETE":
        seen = visible_codings(request.project, request.membership)
        if found := seen.select_related("source", "round").filter(pk=pk).first():
            remove_coding(coding=found, by=request.user)
        return HttpResponse(status=204)
    form = (CodingForm if request.method == "PUT" else SpanForm)(sent(request))
    if not form.is_valid():
        refuse(form)
    data = form.cleaned_data
    if request.method == "PATCH":
        saved = move_coding(coding=_own_coding(request, pk), by=request.user, **data)
    else:
        saved = apply_code(
            source=_source(request, data["source"]),
            code=get_object_or_404(codes_of(request.project, retired=True), pk=data["code"]),
            by=request.user, start=data["start"], end=data["end"], quote=data["quote"], id=pk, seen=data["seen"],
        )  # fmt: skip
    return JsonResponse({"id": str(saved.pk), "start": saved.start, "end": saved.end})


@require_POST
@project_view(Permission.CODE)
def remove(request: ProjectRequest, pk: UUID) -> HttpResponse:
    """Remove a coding without a script; back to the list it stood in."""
    found = _own_coding(request, pk)
    source_id, question = found.source_id, found.source.question_id
    remove_coding(coding=found, by=request.user)
    messages.success(request, _("The coding was removed. The history keeps it."))
    if question:
        return redirect("answers:question", request.project.slug, question)
    return redirect("codings:list_of_source", request.project.slug, source_id)


@require_POST
@project_view(Permission.CODE)
def memo(request: ProjectRequest, pk: UUID) -> HttpResponse:
    """Write one's note on a coding that one may see."""
    form = MemoForm(sent(request))
    found = _own_coding(request, pk)
    body = form.cleaned_data["body"] if form.is_valid() else ""
    write_memo(
        project=request.project, by=request.user, about=Memo.About.CODING, about_id=pk, body=body,
        scope=f"source:{found.source_id}",
    )  # fmt: skip
    if request.content_type == "application/json":
        return JsonResponse({"body": body.strip()})
    messages.success(request, _("The memo was saved."))
    return redirect("codings:list_of_source", request.project.slug, found.source_id)


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def create_code(request: ProjectRequest) -> HttpResponse:
    """Add a code named in place, "Name" or "Parent / Name", and return the codebook as it is then."""
    form = NewCodeForm(sent(request))
    if not form.is_valid():
        raise WorkbenchError(_("Give the code a name."))
    made = create_code_at(project=request.project, by=request.user, path=form.cleaned_data["path"])
    return JsonResponse({"id": made.pk, "codes": codes_of_page(request)}, status=201)


@require_GET
@project_view(Permission.VIEW)
def codebook_now(request: ProjectRequest) -> HttpResponse:
    """The codebook as it is now, for a page that stays open while it is changed."""
    return JsonResponse({"codes": codes_of_page(request)})


@require_POST
@project_view(Permission.CODE)
def source_done(request: ProjectRequest, pk: int) -> HttpResponse:
    """Hand a source in, or mark it as read outside of rounds."""
    found = _source(request, pk)
    if assignment := open_assignment(found, request.user):
        hand_in(assignment=assignment, by=request.user)
        messages.success(request, _("Handed in. If you have to change something, ask the lead to reopen it."))
    else:
        mark_read(source=found, by=request.user)
        messages.success(request, _("Marked as read: what you left uncoded counts as “nothing applied”."))
    return redirect("codings:source", request.project.slug, found.pk)


@require_POST
@project_view(Permission.CODE)
def source_again(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take a source back that was handed in or marked as read."""
    found = _source(request, pk)
    assignment = open_assignment(found, request.user) or free_assignment(found, request.user)
    if assignment is None:
        raise Http404
    take_back(assignment=assignment, by=request.user)
    messages.success(request, _("You can go on coding."))
    return redirect("codings:source", request.project.slug, found.pk)
