"""The pages of recode debt: what owes a look, and going through it coding by coding."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from coding.codebook.answers import code_or_404
from coding.codebook.history import versions_of
from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.codebook.tree import Node
from coding.codings.actions import remove_coding
from coding.codings.models import Coding, Layer
from coding.codings.queries import memos_on
from coding.codings.visibility import sealed_source_ids
from coding.quotations.debt import causes_of, debts_of, own_debt
from coding.quotations.forms import LookForm
from coding.quotations.reviewing import confirm_coding, recode_consensus, remove_consensus
from coding.quotations.split_views import following, text_around
from coding.quotations.splitting import recode_coding
from workbench.accounts.models import User
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in, uuid_in

NEAR = 9  # codes with a number key


@require_GET
@project_view(Permission.VIEW)
def debt_page(request: ProjectRequest) -> HttpResponse:
    """List the codes that owe a look, with how much: one's own, and for a lead everybody's and the consensus."""
    debts = debts_of(request.membership)
    people = {pk for debt in debts for pk in debt.others}
    others = sorted(User.objects.filter(pk__in=people), key=lambda user: (str(user).casefold(), user.pk))
    paths = {node.id: node for node in code_tree(request.project)}
    context = {
        "rows": [
            {"debt": debt, "node": paths.get(debt.code.pk), "others": [debt.others.get(one.pk, 0) for one in others]}
            for debt in debts
        ],
        "others": others,
        "own": sum(debt.own for debt in debts),
        "consensus": sum(debt.consensus for debt in debts),
        "theirs": sum(sum(debt.others.values()) for debt in debts),
        "sealed": len(sealed_source_ids(request.project)),
        "section": "codebook",
    }
    return render(request, "coding/codebook/debt.html", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.CODE)
def look_again(request: ProjectRequest) -> HttpResponse:
    """Go through what one owes, one coding after the other: it still fits, has another code, goes, or waits.

    ?code= goes through one code alone, ?at= is the coding to show.
    """
    code = code_or_404(request, key) if (key := key_in(request.GET.get("code", ""))) else None
    if request.method == "GET":
        return _page(request, code, uuid_in(request.GET.get("at", "")))
    form = LookForm(request.POST)
    chosen = form.cleaned_data if form.is_valid() else {}
    here = chosen.get("coding")
    after = following(_queue(request, code), here)
    said, problem = "", ""
    try:
        said = _decide(request, chosen)
    except WorkbenchError as error:
        problem, after = error.message, here
    if wants_partial(request):
        return _page(request, code, after, said=said, problem=problem)
    if problem:
        messages.error(request, problem)
    return redirect(f"{request.path}?{urlencode(_asked(code) | ({'at': after} if after else {}))}")


def _asked(code: Code | None) -> dict[str, object]:
    return {"code": code.pk} if code else {}


def _queue(request: ProjectRequest, code: Code | None) -> list[uuid.UUID]:
    return list(own_debt(request.membership, code.pk if code else None).values_list("pk", flat=True))


def _decide(request: ProjectRequest, chosen: dict[str, Any]) -> str:
    """Do what was chosen for one coding; returns what is said of it."""
    coding = own_debt(request.membership).select_related("code", "source").filter(pk=chosen.get("coding")).first()
    if coding is None:
        raise WorkbenchError(_("This coding was looked at already, or is gone. The next one is below."))
    if chosen["act"] == "later":
        return _("Kept for later.")
    settled = coding.layer == Layer.CONSENSUS
    if chosen["act"] == "fits":
        confirm_coding(coding=coding, by=request.user)
        return _("It still fits “%(code)s”.") % {"code": coding.code.name}
    if chosen["act"] == "remove":
        remove = remove_consensus if settled else remove_coding
        remove(coding=coding, by=request.user)
        return _("Removed.")
    key = key_in(chosen["other"] if chosen["act"] == "other" else chosen["act"])
    if key is None:
        raise WorkbenchError(_("Choose a code."))
    target = code_or_404(request, key)
    recode = recode_consensus if settled else recode_coding
    recode(coding=coding, code=target, by=request.user)
    return _("Now “%(code)s”.") % {"code": target.name}


def _page(
    request: ProjectRequest, code: Code | None, at: uuid.UUID | None, *, said: str = "", problem: str = ""
) -> HttpResponse:
    queue = _queue(request, code)
    context: dict[str, Any] = {
        "one_code": code, "left": len(queue), "said": said, "problem": problem, "section": "codebook",
        "address": f"{request.path}?{urlencode(_asked(code))}",
    }  # fmt: skip
    if queue:
        context |= _shown(request, queue, at)
    part = "#look" if wants_partial(request) else ""
    return render(request, f"coding/codebook/look_again.html{part}", context, status=422 if problem and part else 200)


def _shown(request: ProjectRequest, queue: list[uuid.UUID], at: uuid.UUID | None) -> dict[str, Any]:
    """The coding to look at in its context, its code as it is now and what changed, and the codes that are near."""
    pk = at if at in queue else queue[0]
    coding: Coding = own_debt(request.membership).select_related("source", "coder", "code", "round").get(pk=pk)
    nodes = [node for node in code_tree(request.project) if node.id != coding.code_id]
    near = _near(coding.code, nodes)
    return {
        "coding": coding,
        "code": coding.code,
        "number": queue.index(pk) + 1,
        "causes": causes_of(coding),
        "change": next(iter(versions_of(coding.code, request.user)), None),
        "targets": list(enumerate(near, start=1)),
        "others": [node for node in nodes if node not in near],
        "memos": memos_on(request.membership, [coding]).get(str(pk), []),
        **text_around(coding),
    }


def _near(code: Code, nodes: list[Node]) -> list[Node]:
    """The codes below, beside and above a code: where what it was split into stands."""
    below = [node for node in nodes if node.code.parent_id == code.pk]
    beside = [node for node in nodes if node.code.parent_id == code.parent_id]
    above = [node for node in nodes if node.id == code.parent_id]
    return [*below, *beside, *above][:NEAR]
