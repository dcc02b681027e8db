"""Memos on anything: where they are written, changed, listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codings.models import Memo
from coding.codings.sent import refuse, sent
from coding.codings.visibility import visible_memos
from coding.memos.actions import add_memo, edit_memo, remove_memo
from coding.memos.forms import FilterForm, MemoForm, NoteForm
from coding.memos.notes import note_text
from coding.memos.panels import panel_context
from coding.memos.queries import Shown, find_memos, link_choices, memos_about, preview, shown_memos
from coding.memos.things import Thing, thing_at
from workbench.audit.undo import next_undo
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.htmx import announce, say, wants_partial
from workbench.web.paging import page_of

MEMOS_PER_PAGE = 50


def _is_scripted(request: ProjectRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _told(memo: Memo) -> JsonResponse:
    """What a script is told of a memo of one's own."""
    return JsonResponse({"id": memo.pk, "title": memo.title, "body": memo.body})


def _thing(request: ProjectRequest, about: str, key: str) -> Thing:
    if found := thing_at(request.membership, about, key):
        return found
    raise Http404


def _memo(request: ProjectRequest, pk: int) -> Shown:
    memos = visible_memos(request.project, request.membership).select_related("author")
    return shown_memos(request.membership, [get_object_or_404(memos, pk=pk)])[0]


def _own_memo(request: ProjectRequest, pk: int) -> Shown:
    found = _memo(request, pk)
    if not found.is_own:
        raise Http404
    return found


def _back(shown: Shown, request: ProjectRequest) -> str:
    return shown.thing.url if shown.thing else reverse("memos:list", args=[request.project.slug])


@require_GET
@project_view(Permission.VIEW)
def memo_list(request: ProjectRequest) -> HttpResponse:
    """All memos of the study that one may see, filtered and ordered."""
    form = FilterForm(request.GET, viewer=request.membership)
    chosen = form.cleaned_data if form.is_valid() else {}
    names = {name: value for name, value in chosen.items() if value}
    page = page_of(request, find_memos(request.membership, **names), per_page=MEMOS_PER_PAGE)
    context = {
        "form": form,
        "page": page,
        "shown": shown_memos(request.membership, page.object_list),
        "filtered": bool(names),
        "kind": chosen.get("kind", ""),
        "with_thing": True,
        "section": "memos",
    }
    part = "#memos" if wants_partial(request) else ""
    return render(request, f"coding/memos/memo_list.html{part}", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.CODE)
def about(request: ProjectRequest, about: str, key: str) -> HttpResponse:
    """The memos on one thing as a panel, and one more."""
    thing = _thing(request, about, key)
    named = {"auto_id": f"{about}-{key}-%s"}
    if request.method == "GET" and _is_scripted(request):
        return _others(request, about, key)
    form = MemoForm(sent(request) if request.method == "POST" else None, **named)
    if request.method == "POST" and form.is_valid():
        facts = {"project": request.project, "by": request.user, "about": about, "about_id": key}
        made = add_memo(**facts, **form.cleaned_data, source=thing.source)
        if _is_scripted(request):
            return _told(made)
        if not wants_partial(request):
            messages.success(request, _("The memo was saved."))
            return redirect(thing.url)
        form = MemoForm(**named)
    context = panel_context(request.membership, about, key) | {"form": form, "thing": thing, "section": "memos"}
    part = "#panel" if wants_partial(request) else ""
    return render(request, f"coding/memos/memos_about.html{part}", context, status=422 if form.errors else 200)


def _others(request: ProjectRequest, about: str, key: str) -> JsonResponse:
    """What others wrote on a thing, as it reads."""
    shown = shown_memos(request.membership, memos_about(request.membership, about, key))
    return JsonResponse({"memos": [[one.memo.author_id, one.html] for one in shown if not one.is_own]})


@require_GET
@project_view(Permission.VIEW)
def memo(request: ProjectRequest, pk: int) -> HttpResponse:
    """One memo: in its place, or on a page of its own; one's own as plain values for a script."""
    if _is_scripted(request):
        return _told(_own_memo(request, pk).memo)
    context = {"one": _memo(request, pk), "with_thing": "with_thing" in request.GET, "section": "memos"}
    part = "#memo" if wants_partial(request) else ""
    return render(request, f"coding/memos/memo_detail.html{part}", context)


def _was(said: Mapping[str, Any]) -> tuple[str, str] | None:
    """The title and the text that a script changed, so that nothing is written over unseen."""
    return (str(said.get("was_title", "")), str(said["was_body"])) if "was_body" in said else None


@require_http_methods(["GET", "POST"])
@project_view(Permission.CODE)
def edit(request: ProjectRequest, pk: int) -> HttpResponse:
    """Change one's own memo where it stands."""
    one = _own_memo(request, pk)
    written = {"title": one.memo.title, "body": one.memo.body}
    said = sent(request) if request.method == "POST" else None
    form = MemoForm(said, initial=written, auto_id=f"memo-{pk}-%s")
    with_thing = "with_thing" in request.GET
    if request.method == "POST" and form.is_valid():
        source = one.thing.source if one.thing else None
        changed = edit_memo(
            memo=one.memo, by=request.user, **form.cleaned_data, source=source, was=_was(said)
        )  # fmt: skip
        if _is_scripted(request):
            return _told(changed)
        if not wants_partial(request):
            messages.success(request, _("The memo was saved."))
            return redirect(_back(one, request))
        context = {"one": _memo(request, pk), "with_thing": with_thing}
        return render(request, "coding/memos/memo_detail.html#memo", context)
    part = "#form" if wants_partial(request) else ""
    context = {"one": one, "form": form, "with_thing": with_thing, "section": "memos"}
    return render(request, f"coding/memos/memo_form.html{part}", context, status=422 if form.errors else 200)


@require_POST
@project_view(Permission.CODE)
def remove(request: ProjectRequest, pk: int) -> HttpResponse:
    """Take one's own memo away; undo brings it back."""
    one = _own_memo(request, pk)
    remove_memo(memo=one.memo, by=request.user, source=one.thing.source if one.thing else None)
    if wants_partial(request):
        act = next_undo(request.user, request.project.pk)
        context = {"act": act.key if act else "", "back": request.htmx.current_url_abs_path or ""}
        return render(request, "coding/memos/_removed.html", context)
    messages.success(request, _("The memo was removed. The history keeps it, and undo brings it back."))
    return redirect(_back(one, request))


@require_POST
@project_view(Permission.CODE)
def show_preview(request: ProjectRequest) -> HttpResponse:
    """What the memo that is being written will look like."""
    body = request.POST.get("body", "")
    return render(request, "coding/memos/_preview.html", {"html": preview(request.membership, body)})


@require_GET
@project_view(Permission.CODE)
def links(request: ProjectRequest) -> HttpResponse:
    """What a memo may link to, by words: codes, sources, codings that one sees."""
    choices = link_choices(request.membership, request.GET.get("link", ""))
    return render(request, "coding/memos/_links.html", {"choices": choices, "asked": request.GET.get("link", "")})


@require_POST
@project_view(Permission.CODE)
def note(request: ProjectRequest) -> HttpResponse:
    """Put a quick reflexive note into the journal of the study."""
    form = NoteForm(sent(request), auto_id="note-%s")
    journal = reverse("memos:list", args=[request.project.slug]) + f"?kind={Memo.About.PROJECT}"
    if not form.is_valid():
        if _is_scripted(request):
            refuse(form)
        context = {"note_form": form, "section": "memos"}
        part = "#fields" if wants_partial(request) else ""
        return render(request, f"coding/memos/note.html{part}", context, status=422)
    body = note_text(request.membership, **form.cleaned_data)
    kept = add_memo(
        project=request.project, by=request.user, about=Memo.About.PROJECT, about_id=request.project.pk, body=body
    )  # fmt: skip
    if _is_scripted(request):
        return _told(kept)
    if wants_partial(request):
        return say(announce(HttpResponse(status=204), "closeDialog"), _("Kept in the journal."))
    messages.success(request, _("Kept in the journal."))
    return redirect(journal)
