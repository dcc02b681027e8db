"""One cell of a saved matrix: its passages, what is written in it, and how that came about."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coding.codebook.models import Code
from coding.codings.sent import sent
from coding.sources.models import Source
from themes.catalogue.models import Stance
from themes.matrices.framework import Framework, Item, framework
from themes.matrices.framework_views import asked_layer, matrix_of
from themes.matrices.models import CellKind, Matrix, Summary, SummaryVersion
from themes.matrices.showing import Sheet, Shown, place_of
from themes.matrices.summaries import rendered, why_locked, written_in
from themes.matrices.writing import confirm_summary, restore_version, write_summary
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.htmx import wants_partial
from workbench.web.numbers import key_in
from workbench.web.paging import page_of

PASSAGES_AT_ONCE = 50
VERSIONS_TOLD = 30


@require_http_methods(["GET", "POST"])
@project_view(Permission.VIEW, writes=Permission.EDIT_THEMES)
def cell(request: ProjectRequest, pk: int) -> HttpResponse:
    """Show a cell with its passages; POST writes in it."""
    definition = matrix_of(request, pk)
    if request.method == "POST":
        return _write(request, definition)
    return _page(request, definition, request.GET.get("row", ""), request.GET.get("column", ""))


def _page(request: ProjectRequest, definition: Matrix, row: str, column: str) -> HttpResponse:
    layer = asked_layer(request, definition)
    shown = framework(definition, request.membership, layer=layer, texts=True, only=column)
    found = next((one for one in shown.rows.rows if one.line.key == row), None)
    if found is None or not shown.headings:
        raise Http404
    context = _context(request, shown, (row, column), layer)
    context |= {"row": found, "heading": shown.headings[0], "layer": layer}
    part = "#cell" if wants_partial(request) else ""
    return render(request, f"themes/matrices/cell.html{part}", context)


def _context(request: ProjectRequest, shown: Framework, place: tuple[str, str], layer: str) -> dict[str, Any]:
    definition = shown.definition
    locked = place[0] in shown.rows.locked
    summary = None if locked else Summary.objects.filter(matrix=definition, row=place[0], column=place[1]).first()
    written = written_in(shown, request.membership, [place]).get(place) if layer == definition.layer else None
    items = shown.items.get(place, [])
    entries = list(shown.matrix.cell(*place).passages.values())
    against = shown.against.get(place, [])
    page = page_of(request, _passages(items, [*entries, *against], written), per_page=PASSAGES_AT_ONCE)
    versions = _versions(request, summary)
    url = Sheet(shown, request.membership, CellKind.SUMMARIES, layer).address(*place)
    html = rendered(request.membership, [written.version])[0] if written else ""
    return {
        "matrix": definition,
        "url": url,
        "summary": summary,
        "written": written,
        "html": html,
        "now": Shown(url, len(entries), written=written, html=html),
        "removed": _told(request, written),
        "versions": versions,
        # What was kept aside since is to be seen at once.
        "has_aside": any(one["version"].kind == SummaryVersion.Kind.ASIDE for one in versions[:1]),
        "page": page,
        "passages": _with_places(request, page.object_list),
        "people": shown.matrix.cell(*place).people,
        "keys": ",".join(item.key for item in items),
        "is_own_layer": layer == definition.layer,
        "locked": why_locked() if locked else "",
        "section": "matrices",
    }


def _passages(items: list[Item], entries: list[Any], written: Any) -> list[dict[str, Any]]:
    """Each different passage once, with all that marks it: those that came since the cell was written say so."""
    marks: dict[Any, list[Item]] = {}
    for item in items:
        marks.setdefault(item.place, []).append(item)
    added = set(written.changes.added) if written else set()
    found = [
        {
            "place": one.passage,
            "text": one.text,
            "is_new": any(item.key in added for item in marks.get(one.passage, [])),
            "codes": list(dict.fromkeys(item.fact.code for item in marks.get(one.passage, []) if item.key[0] == "c")),
            "is_against": any(item.is_against for item in marks.get(one.passage, [])),
            "cite": next((item.key for item in marks.get(one.passage, []) if item.key.startswith("c")), ""),
        }
        for one in entries
    ]
    return sorted(found, key=lambda one: one["place"])


def _with_places(request: ProjectRequest, passages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sources = Source.objects.filter(project=request.project, pk__in={one["place"][0] for one in passages})
    found = sources.select_related("question", "case").defer("text").in_bulk()
    codes = Code.objects.in_bulk({code for one in passages for code in one["codes"]})
    return [
        one
        | {
            "source": found[one["place"][0]],
            "codes": [codes[code] for code in one["codes"]],
            "link": f"coding:{one['cite'][1:]}" if one["cite"] else "source:{}#{}-{}".format(*one["place"]),
        }
        for one in passages
    ]


def _told(request: ProjectRequest, written: Any) -> dict[str, list[Any]]:
    """What is not among the passages any more, or has another code, by names."""
    if not written or not written.is_stale:
        return {}
    changes = written.changes
    facts = [*changes.removed, *(fact for pair in (*changes.recoded, *changes.moved) for fact in pair)]
    coded = {fact.code for fact in facts if isinstance(fact.code, int)}
    codes = dict(Code.objects.filter(pk__in=coded).values_list("pk", "name")) | {Stance.AGAINST: _("speaks against")}
    sources = dict(Source.objects.filter(pk__in={fact.source for fact in facts}).values_list("pk", "name"))

    def named(fact: Any) -> dict[str, str]:
        return {"code": codes.get(fact.code, "") if fact.code else "", "source": sources.get(fact.source, "")}

    return {
        "removed": [named(fact) for fact in changes.removed],
        "recoded": [(named(old), named(new)) for old, new in changes.recoded],
        "moved": [named(new) for _old, new in changes.moved],
    }


def _versions(request: ProjectRequest, summary: Summary | None) -> list[dict[str, Any]]:
    if summary is None:
        return []
    found = list(summary.versions.select_related("by")[:VERSIONS_TOLD])
    texts = rendered(request.membership, found)
    return [
        {"version": one, "html": html, "is_current": one.pk == summary.current_id}
        for one, html in zip(found, texts, strict=True)
    ]


def _write(request: ProjectRequest, definition: Matrix) -> HttpResponse:
    said = sent(request)
    text, row, column = (str(said.get(name, "")) for name in ("body", "row", "column"))
    keys = said.get("passages")
    outcome = write_summary(
        matrix=definition, viewer=request.membership, row=row, column=column, text=text,
        seen=key_in(str(said.get("seen", ""))) or 0, passages=None if keys is None else set(str(keys).split(",")),
    )  # fmt: skip
    if request.content_type == "application/json":
        return JsonResponse(_answer(request, definition, outcome.summary, outcome.is_aside))
    if outcome.is_aside:
        messages.warning(
            request, _("Somebody has written here meanwhile. Your text is kept below, under Earlier texts.")
        )
    else:
        messages.success(request, _("Saved."))
    return redirect(_address(request, definition, row, column))


def _answer(request: ProjectRequest, definition: Matrix, summary: Summary, is_aside: bool) -> dict[str, Any]:
    """What the page needs after writing: the revision, and the cell anew or what stands there instead."""
    shown = framework(definition, request.membership, only=summary.column)
    place = (summary.row, summary.column)
    written = written_in(shown, request.membership, [place]).get(place)
    html = rendered(request.membership, [written.version])[0] if written else ""
    sheet = Sheet(shown, request.membership, CellKind.SUMMARIES)
    one = Shown(sheet.address(*place), shown.matrix.cell(*place).count, written=written, html=html)
    answer: dict[str, Any] = {"revision": summary.revision}
    if is_aside:
        context = {"written": written, "html": html}
        return answer | {"conflict": render_to_string("themes/matrices/_conflict.html", context, request)}
    return answer | {"cell": render_to_string("themes/matrices/_summary.html", {"cell": one}, request)}


def _back(request: ProjectRequest, definition: Matrix, row: str, column: str) -> HttpResponse:
    """Show the cell anew where it stands in the matrix; else go to its page."""
    if wants_partial(request):
        return _page(request, definition, row, column)
    return redirect(_address(request, definition, row, column))


def _address(request: ProjectRequest, definition: Matrix, row: str, column: str) -> str:
    return f"{reverse('matrices:cell', args=[request.project.slug, definition.pk])}?{place_of(row, column)}"


@require_POST
@project_view(Permission.EDIT_THEMES)
def confirm(request: ProjectRequest, pk: int) -> HttpResponse:
    """Say that a cell is still right."""
    definition = matrix_of(request, pk)
    row, column = request.POST.get("row", ""), request.POST.get("column", "")
    confirm_summary(
        matrix=definition, viewer=request.membership, row=row, column=column,
        seen=key_in(request.POST.get("seen", "")) or 0,
    )  # fmt: skip
    if request.POST.get("next") == "stale":
        messages.success(request, _("Noted: still right."))
        return redirect("matrices:stale", request.project.slug, definition.pk)
    return _back(request, definition, row, column)


@require_POST
@project_view(Permission.EDIT_THEMES)
def restore(request: ProjectRequest, pk: int, version: int) -> HttpResponse:
    """Put an earlier text of a cell, or one that was kept aside, in its place."""
    definition = matrix_of(request, pk)
    found = get_object_or_404(
        SummaryVersion.objects.select_related("summary__matrix"), pk=version, summary__matrix=definition
    )
    restore_version(
        summary=found.summary, version=found, instead_of=key_in(request.POST.get("instead_of", "")), by=request.user
    )
    return _back(request, definition, found.summary.row, found.summary.column)
