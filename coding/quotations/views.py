"""The pages of the codebook: the whole tree with its counts, and one code with the passages behind it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from coding.codebook.answers import attempt, changed, code_or_404, form_answer
from coding.codebook.cells import texts_of
from coding.codebook.history import versions_of
from coding.codebook.queries import code_tree, subtree_ids
from coding.codebook.words import table_data
from coding.codings.visibility import sealed_source_ids
from coding.quotations import actions
from coding.quotations.debt import own_debt
from coding.quotations.forms import MergeForm
from coding.quotations.layers import ALL, layer_choices
from coding.quotations.merging import MergePreview, merge_preview
from coding.quotations.queries import NEVER, code_counts, merged_into, quotations_of, with_subcodes
from workbench.audit.undo import Act, next_undo
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError
from workbench.web.htmx import wants_partial
from workbench.web.paging import page_of


def _layer(request: ProjectRequest) -> str:
    return request.GET.get("layer") or ALL


@require_GET
@project_view(Permission.VIEW)
def code_tree_page(request: ProjectRequest) -> HttpResponse:
    """The codebook to read, or as a table to edit (?view=table)."""
    layer = _layer(request)
    counts = code_counts(request.project, request.membership, layer)
    nodes = code_tree(request.project, retired=True)
    as_table = request.GET.get("view") == "table"
    totals = with_subcodes(nodes, counts)
    rows = [
        {"node": node, "code": node.code, "counts": counts.get(node.id, NEVER), "total": totals[node.id]}
        for node in nodes
    ]
    if as_table:
        texts = texts_of(node.code for node in nodes)
        rows = [row | {"texts": texts[row["code"].pk]} for row in rows]
    context = {
        "as_table": as_table,
        "grid": table_data([node for node in nodes if node.code.retired_at is None]) if as_table else None,
        "rows": [row for row in rows if row["code"].retired_at is None],
        "retired": [row for row in rows if row["code"].retired_at],
        "merged": merged_into(request.project),
        "layer": layer,
        "layers": layer_choices(request.project),
        "sealed": len(sealed_source_ids(request.project)),
        "owed": sum(count.earlier for count in counts.values()),
        "undo": _codebook_act(request),
        "section": "codebook",
    }
    part = "#codebook" if wants_partial(request) else ""
    return render(request, f"coding/codebook/code_tree.html{part}", context)


def _codebook_act(request: ProjectRequest) -> Act | None:
    """The act that one would undo next, if it is one on the codebook."""
    act = next_undo(request.user, request.project.pk)
    return act if act and act.events[0].action.startswith(("code.", "codebook.")) else None


@require_GET
@project_view(Permission.VIEW)
def code_detail(request: ProjectRequest, pk: int) -> HttpResponse:
    """Show one code with its visible quotations; with its subcodes' too if asked (?with=subcodes).

    ?made=earlier shows those alone that were made before the code was changed, and that nobody has looked at since.
    """
    code, layer = code_or_404(request, pk), _layer(request)
    nodes = {node.id: node for node in code_tree(request.project, retired=True)}
    and_below = request.GET.get("with") == "subcodes"
    wanted = subtree_ids(code) if and_below else {code.pk}
    earlier = request.GET.get("made") == "earlier"
    counts = code_counts(request.project, request.membership, layer)
    quotations = quotations_of(request.project, request.membership, layer=layer, codes=wanted, earlier=earlier)
    context = {
        "code": code,
        "node": nodes[code.pk],
        "children": [(child.code, counts.get(child.id, NEVER)) for child in nodes[code.pk].children],
        "counts": counts.get(code.pk, NEVER),
        "page": page_of(request, quotations),
        "versions": versions_of(code, request.user),
        "earlier": earlier,
        "owed": own_debt(request.membership, code.pk).count(),
        "layer": layer,
        "layers": layer_choices(request.project),
        "with_subcodes": and_below,
        "sealed": len(sealed_source_ids(request.project)),
        "merged": code.retired_at is not None and code.pk in merged_into(request.project),
        "section": "codebook",
    }
    part = "#code" if wants_partial(request) else ""
    return render(request, f"coding/codebook/code_detail.html{part}", context)


@require_http_methods(["GET", "POST"])
@project_view(Permission.EDIT_CODEBOOK)
def code_merge(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)
    initial = {"into": request.GET.get("into", "")}
    nodes = code_tree(request.project)
    form = MergeForm(
        request.POST or None, nodes=nodes, without=subtree_ids(code), address=request.path, initial=initial
    )
    title = _("Merge “%(code)s” into another code") % {"code": code.name}
    text = _(
        "Its codings, subcodes, memos and places in themes go to the other code, and this one is retired. "
        "It can be taken apart again at the end of the codebook."
    )
    context = {"form": form, "title": title, "submit": _("Merge"), "text": text, "code": code, "previews": True}
    chosen = next((node.code for node in nodes if str(node.id) == initial["into"]), None)
    if chosen:
        context["preview"] = merge_preview(code, chosen, request.membership)
    if request.method == "GET":
        if request.htmx and request.htmx.target == "merge-preview":
            return render(request, "coding/codebook/code_form.html#form", context)
        return form_answer(request, context)
    if form.is_valid():
        into = code_or_404(request, int(form.cleaned_data["into"]))
        try:
            actions.merge_codes(code=code, into=into, by=request.user)
            text = _("“%(code)s” is now part of “%(into)s”.") % {"code": code.name, "into": into.name}
            return changed(request, text, into)
        except WorkbenchError as error:
            context["preview"] = MergePreview(into, refused=error.message)
    return form_answer(request, context, refused=True)


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def code_unmerge(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)

    def unmerge() -> str:
        actions.unmerge_code(code=code, by=request.user)
        return _("“%(code)s” stands by itself again.") % {"code": code.name}

    return attempt(request, unmerge, code)


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def code_delete(request: ProjectRequest, pk: int) -> HttpResponse:
    code = code_or_404(request, pk)

    def delete() -> str:
        actions.delete_code(code=code, by=request.user)
        return _("“%(code)s” was deleted.") % {"code": code.name}

    return attempt(request, delete)
