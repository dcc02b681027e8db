"""The page on which a code is split."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding.codebook.actions import create_code
from coding.codebook.answers import code_or_404
from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.codings.models import Coding
from coding.codings.queries import memos_on
from coding.quotations.forms import SplitForm
from coding.quotations.splitting import (
    evidence_count,
    leave_coding,
    recode_coding,
    sent_on,
    settled_ids,
    splittable,
)
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in, uuid_in

AROUND = 400  # characters of the text on each side of the words
KEYS = "123456789abcdefghijkmopqrtvwxyz"  # without s (stays), l (later), n (new code) and u (undo)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def code_split(request: ProjectRequest, pk: int) -> HttpResponse:
    """Go through the codings of a code, one after the other: send each to another code, leave it, or pass it over.

    ?at= is the coding to show, ?all=1 goes through those again that were left under the code.
    """
    code = code_or_404(request, pk)
    if request.method == "GET":
        return _page(request, code, uuid_in(request.GET.get("at", "")), everything="all" in request.GET)
    form = SplitForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {}
    everything = bool(chosen.get("all"))
    queue = _queue(request, code, everything=everything)
    here = chosen.get("coding")
    after = following(queue, here)
    said, problem = "", ""
    try:
        said = _decide(request, code, chosen)
    except WorkbenchError as error:
        problem, after = error.message, here
    if wants_partial(request):
        return _page(request, code, after, everything=everything, said=said, problem=problem)
    if problem:
        messages.error(request, problem)
    query = f"?at={after}" + ("&all=1" if everything else "") if after else ""
    return redirect(f"{request.path}{query}")


def _queue(request: ProjectRequest, code: Code, *, everything: bool) -> list[uuid.UUID]:
    """The codings that are not decided on, or all of them, in the order of the texts."""
    settled = set() if everything else settled_ids(code)
    return [pk for pk in splittable(code, request.membership).values_list("pk", flat=True) if pk not in settled]


def following(queue: list[uuid.UUID], here: uuid.UUID | None) -> uuid.UUID | None:
    """Return the coding after the one that is decided, round to the first; None where there is no other."""
    if here not in queue or len(queue) < 2:
        return None
    return queue[(queue.index(here) + 1) % len(queue)]


def _decide(request: ProjectRequest, code: Code, chosen: dict[str, Any]) -> str:
    """Do what was chosen for one coding; returns what is said of it."""
    coding = splittable(code, request.membership).filter(pk=chosen.get("coding")).first()
    if coding is None:
        raise WorkbenchError(_("This coding is no longer under “%(code)s”.") % {"code": code.name})
    if chosen["act"] == "later":
        return _("Kept for later.")
    if chosen["act"] == "stays":
        leave_coding(coding=coding, by=request.user)
        return _("It stays under “%(code)s”.") % {"code": code.name}
    target = _target(request, code, chosen)
    recode_coding(coding=coding, code=target, by=request.user, splits=True)
    return _("Sent to “%(code)s”.") % {"code": target.name}


def _target(request: ProjectRequest, code: Code, chosen: dict[str, Any]) -> Code:
    if chosen["act"] == "new":
        parent = code.parent if chosen["place"] == "beside" else code
        return create_code(project=request.project, by=request.user, name=chosen["name"], parent=parent)
    key = key_in(chosen["act"]) or key_in(chosen["other"])
    if key is None:
        raise WorkbenchError(_("Choose a code."))
    return code_or_404(request, key)


def _page(
    request: ProjectRequest, code: Code, at: uuid.UUID | None, *, everything: bool, said: str = "", problem: str = ""
) -> HttpResponse:
    queue = _queue(request, code, everything=everything)
    nodes = code_tree(request.project)
    counts = sent_on(code, request.membership)
    known = {node.id for node in nodes if node.code.parent_id == code.pk} | set(counts)
    targets = [node for node in nodes if node.id in known and node.id != code.pk]
    here = set(splittable(code, request.membership).values_list("pk", flat=True))
    stay, sent = len(settled_ids(code) & here), sum(counts.values())
    context = {
        "code": code,
        "targets": [
            {"code": node.code, "path": node.path, "count": counts.get(node.id, 0), "key": key}
            for node, key in zip(targets, [*KEYS, *[""] * len(targets)], strict=False)
        ],
        "others": [node for node in nodes if node.id not in known and node.id != code.pk],
        "left": len(queue),
        "stay": stay,
        "sent": sent,
        "decided": stay + sent,
        "total": len(here) + sent,
        "evidence": evidence_count(code, request.membership),
        "everything": everything,
        "said": said,
        "problem": problem,
        "section": "codebook",
        **_shown(request, code, queue, at),
    }
    part = "#split" if wants_partial(request) else ""
    return render(request, f"coding/codebook/code_split.html{part}", context, status=422 if problem and part else 200)


def _shown(request: ProjectRequest, code: Code, queue: list[uuid.UUID], at: uuid.UUID | None) -> dict[str, Any]:
    """The coding to decide on, in its context; nothing where all are decided."""
    if not queue:
        return {}
    pk = at if at in queue else queue[0]
    coding: Coding = splittable(code, request.membership).select_related("source", "coder", "code").get(pk=pk)
    memos = memos_on(request.membership, [coding]).get(str(pk), [])
    return {"coding": coding, "number": queue.index(pk) + 1, "memos": memos, **text_around(coding)}


def text_around(coding: Coding) -> dict[str, str]:
    """Return the words of a coding with those before and after it."""
    text = coding.source.text
    start, end = _around(text, coding.start, coding.end)
    return {
        "before": ("…" if start else "") + text[start : coding.start],
        "words": text[coding.start : coding.end],
        "after": text[coding.end : end] + ("…" if end < len(text) else ""),
    }


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where the text around the words begins and ends: between words, not within one."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    if first:
        first = next((at + 1 for at in range(first, start) if text[at].isspace()), first)
    if last < len(text):
        last = next((at for at in range(last - 1, end, -1) if text[at].isspace()), last)
    return first, last
