"""Published codebooks: looked at as a tree, and taken over whole or in part."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from coding.codebook.forms import code_choices
from coding.codebook.frameworks import Framework, chosen, frameworks
from coding.codebook.importing import import_framework
from coding.codebook.queries import code_tree
from coding.codebook.tree import Node, names_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.numbers import key_in


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def framework(request: ProjectRequest, key: str) -> HttpResponse:
    """The codes of a published codebook to choose from; POST adds the chosen ones and those above them."""
    found = frameworks().get(key)
    if found is None:
        raise Http404
    nodes = code_tree(request.project, retired=True)
    if request.method == "POST":
        return _take_over(request, found, nodes)
    known = {_key(names_of(node.path)) for node in nodes if node.code.retired_at is None}
    context = {
        "framework": found,
        "rows": [(number, code, _key(code.path) in known) for number, code in enumerate(found.codes)],
        "parents": code_choices(nodes),
        "section": "codebook",
    }
    return render(request, "coding/codebook/framework.html", context)


def _take_over(request: ProjectRequest, found: Framework, nodes: list[Node]) -> HttpResponse:
    numbers = {number for said in request.POST.getlist("code") if (number := key_in(said)) is not None}
    codes = chosen(found, numbers)
    if not codes:
        messages.error(request, _("Choose at least one code."))
        return redirect("codebook:framework", request.project.slug, found.key)
    parent = key_in(request.POST.get("parent", ""))
    below = next((node.code for node in nodes if node.id == parent), None)
    done = import_framework(project=request.project, by=request.user, framework=found, codes=codes, below=below)
    messages.success(request, f"{done}.")
    return redirect("codebook:tree", request.project.slug)


def _key(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)
