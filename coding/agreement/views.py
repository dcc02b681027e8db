"""Pages of agreement: the report, one code, and the passages behind a number."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from coding.agreement.actions import choose_scale
from coding.agreement.asking import Asked, asked_of, explained, named, references, shared_context
from coding.agreement.forms import PassagesForm, ScaleForm
from coding.agreement.passages import CodedUnit, coded_units
from coding.agreement.reports import gather, report_for
from coding.agreement.sifting import sources_by_code
from coding.agreement.words import LABELS, USUAL_OF_CODE, USUAL_OF_SPANS, USUAL_OVERALL, USUAL_OVERALL_OF_SPANS
from coding.codebook.models import Code
from coding.codebook.tree import Node
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.paging import page_of

SHOWN_BEFORE_AND_AFTER = 80
MOST_NAMES = 5  # coders with a column of their own


@require_GET
@project_view(Permission.VIEW)
def agreement_index(request: ProjectRequest) -> HttpResponse:
    """Agreement over all codes and code by code."""
    asked = asked_of(request)
    plain, names = report_for(asked.question)
    report = asked.dress(plain)
    overall, rest = overall_figures(asked, report)
    columns = columns_of_codes(asked, report)
    shown = [name for name, *_rest in [*overall, *rest]] + columns
    rows = rows_of_codes(report, asked.nodes, columns)
    context = shared_context(request, asked, "codes") | {
        "report": report,
        "names": list(names.items()) if len(names) <= MOST_NAMES else [],
        "coders": names,
        "columns": [(name, LABELS[name]) for name in columns],
        "rows": rows,
        "reasons": reasons_undefined(rows),
        "width": 3 + len(columns) + (len(names) if len(names) <= MOST_NAMES else 0),
        "left_out": _left_out(report, asked.nodes),
        "overall": overall,
        "rest": rest,
        "explained": explained(shown),
        "references": references(shown, asked, report),
    }  # fmt: skip
    return render(request, "coding/agreement/agreement_index.html", context)


def overall_figures(asked: Asked, report: dict[str, Any]) -> tuple[list, list]:
    """The figures over all codes that one wants first, or chose; and the rest."""
    there = report["overall"]["coefficients"]
    first = asked.chosen(USUAL_OVERALL_OF_SPANS if asked.on_continuum else USUAL_OVERALL, there)
    return named(there, first), named(there, [name for name in there if name not in first])


def columns_of_codes(asked: Asked, report: dict[str, Any]) -> list[str]:
    """The figures of the table of codes."""
    there = report["codes"][0]["coefficients"] if report["codes"] else {}
    usual = USUAL_OF_SPANS if asked.question.unit == "unitizing" else USUAL_OF_CODE
    return asked.chosen(usual, there)


def rows_of_codes(report: dict[str, Any], nodes: dict[int, Node], columns: list[str]) -> list[tuple]:
    """(node, entry, figures) of the used codes in the order of the codebook; those above them without an entry."""
    entries = {entry["code"]: entry for entry in report["codes"]}
    left_out = set(report["overall"]["left_out"]["codes"])
    used = [code for code in entries if code not in left_out and code in nodes]
    shown = set(used)
    for code in used:
        above = nodes[code].code.parent_id
        while above in nodes:
            shown.add(above)
            above = nodes[above].code.parent_id
    rows = []
    for code, node in nodes.items():
        if code in shown:
            entry = entries[code] if code in entries and code not in left_out else None
            figures = [(name, entry["coefficients"][name]) for name in columns] if entry else []
            rows.append((node, entry, figures))
    return rows


def reasons_undefined(rows: list[tuple]) -> list[tuple[str, list[str]]]:
    """Why figures of the table of codes have no value: the reason, and each figure with the codes that it concerns."""
    found: dict[str, dict[str, list[str]]] = {}
    for node, _entry, figures in rows:
        for name, figure in figures:
            if figure["undefined"]:
                found.setdefault(figure["undefined"], {}).setdefault(name, []).append(node.path)
    whole = sum(1 for _node, entry, _figures in rows if entry)
    return [
        (reason, [_concerned(name, paths, whole) for name, paths in figures.items()])
        for reason, figures in found.items()
    ]


def _concerned(name: str, paths: list[str], whole: int) -> str:
    codes = _("all codes") if len(paths) == whole else ", ".join(paths)
    return _("%(figure)s: %(codes)s") % {"figure": LABELS[name], "codes": codes}


def _left_out(report: dict[str, Any], nodes: dict[int, Node]) -> list[Node]:
    left_out = set(report["overall"]["left_out"]["codes"])
    return [nodes[code] for code in nodes if code in left_out]


@require_POST
@project_view(Permission.MANAGE_ROUNDS)
def agreement_scale(request: ProjectRequest) -> HttpResponse:
    """Choose whose words stand after the figures of the study."""
    form = ScaleForm(request.POST)
    if form.is_valid():
        choose_scale(project=request.project, by=request.user, scale=form.cleaned_data["scale"])
    else:
        messages.error(request, _("Choose one of the scales, or none."))
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect("agreement:index", request.project.slug)
    return redirect(back)


def code_of(request: ProjectRequest, pk: int) -> Code:
    return get_object_or_404(Code.objects.select_related("parent"), project=request.project, pk=pk)


@require_GET
@project_view(Permission.VIEW)
def agreement_code(request: ProjectRequest, code: int) -> HttpResponse:
    chosen = code_of(request, code)
    asked = asked_of(request)
    plain, names = report_for(asked.question)
    report = asked.dress(plain)
    entry = next((one for one in report["codes"] if one["code"] == chosen.pk), None)
    if entry is None:
        raise Http404
    pairs = [
        pair | {"names": [names[coder] for coder in pair["coders"]], "coefficients": named(pair["coefficients"])}
        for pair in entry["pairs"]
    ]
    shown = [*entry["coefficients"], *(name for pair in pairs[:1] for name, *_rest in pair["coefficients"])]
    context = shared_context(request, asked, "codes") | {
        "code": chosen,
        "entry": entry,
        "report": report,
        "coders": names,
        "coefficients": named(entry["coefficients"]),
        "counts": [(names[coder], coder, counts) for coder, counts in entry["counts"].items()],
        "pairs": pairs,
        "explained": explained(shown),
        "references": references(shown, asked, report),
    }
    return render(request, "coding/agreement/agreement_code.html", context)


@require_GET
@project_view(Permission.VIEW)
def agreement_passages(request: ProjectRequest, code: int) -> HttpResponse:
    chosen = code_of(request, code)
    asked = asked_of(request)
    form = PassagesForm(request.GET)
    form.is_valid()
    show = form.cleaned_data.get("show") or "disputed"
    pair = (form.cleaned_data.get("first"), form.cleaned_data.get("second"))
    found = gather(asked.question)
    units = coded_units(found.sources, list(found.coders), chosen.pk, asked.question.unit)
    kept = [(chosen, unit) for unit in units if _belongs(unit, show, *pair)]
    page = page_of(request, kept, per_page=40)
    context = shared_context(request, asked, "codes") | {
        "code": chosen,
        "page": page,
        "show": show,
        "title": _title(show, [found.coders.get(coder) for coder in pair]),
        "rows": passages_of(page.object_list, found.coders),
        "shows": [(name, label, asked.address(show=name)) for name, label in (
            ("disputed", _("In dispute")), ("agreed", _("Agreed")), ("coded", _("All"))
        )],
    }  # fmt: skip
    return render(request, "coding/agreement/agreement_passages.html", context)


@require_GET
@project_view(Permission.VIEW)
def agreement_places(request: ProjectRequest) -> HttpResponse:
    """The units in dispute over all codes: of one source (?source=), between two coders (?first=&second=), or all."""
    asked = asked_of(request)
    form = PassagesForm(request.GET)
    form.is_valid()
    source, first, second = (form.cleaned_data.get(name) for name in ("source", "first", "second"))
    found = gather(asked.question, None if source is None else [source])
    coders = [coder for coder in found.coders if not first or coder in {first, second}]
    by_code = sources_by_code(found.sources)
    kept = [
        (node.code, unit)
        for node in found.nodes
        for unit in coded_units(by_code.get(node.id, []), coders, node.id, asked.question.unit)
        if unit.disagrees
    ]
    kept.sort(key=lambda one: (one[1].source, one[1].start))
    page = page_of(request, kept, per_page=40)
    rows = passages_of(page.object_list, found.coders)
    title = _("In dispute")
    if source is not None and rows:
        title = _("In dispute in “%(source)s”") % {"source": rows[0]["source"].name}
    elif first and second:
        people = {"first": found.coders.get(first, ""), "second": found.coders.get(second, "")}
        title = _("In dispute between %(first)s and %(second)s") % people
    context = shared_context(request, asked, "codes") | {"page": page, "rows": rows, "title": title}
    return render(request, "coding/agreement/agreement_places.html", context)


def _belongs(unit: CodedUnit, show: str, first: int | None, second: int | None) -> bool:
    everyone = {*unit.coders, *unit.missing}
    if show in {"both", "first", "second"}:
        if not {first, second} <= everyone:
            return False
        has = (first in unit.coders, second in unit.coders)
        return has == {"both": (True, True), "first": (True, False), "second": (False, True)}[show]
    if first is not None:
        return first in unit.coders
    return {"disputed": unit.disagrees, "agreed": not unit.disagrees, "coded": True}.get(show, False)


def _title(show: str, names: list[str | None]) -> str:
    first, second = (name or "" for name in names)
    if show == "both":
        return _("%(first)s and %(second)s both applied it") % {"first": first, "second": second}
    if show == "first":
        return _("%(first)s applied it, %(second)s did not") % {"first": first, "second": second}
    if show == "second":
        return _("%(second)s applied it, %(first)s did not") % {"first": first, "second": second}
    if first:
        return _("Applied by %(name)s") % {"name": first}
    return {"disputed": _("In dispute"), "agreed": _("Agreed"), "coded": _("All")}[show]


def passages_of(found: list[tuple[Code, CodedUnit]], names: dict[int, str]) -> list[dict[str, Any]]:
    """The passages of one page with the words around them."""
    wanted = {unit.source for _code, unit in found}
    sources = Source.objects.filter(pk__in=wanted).select_related("question").in_bulk()
    return [
        words_of(sources[unit.source], unit.start, unit.end)
        | {
            "code": code,
            "coders": [names[coder] for coder in unit.coders],
            "missing": [names[coder] for coder in unit.missing],
        }
        for code, unit in found
    ]


def words_of(source: Source, start: int, end: int) -> dict[str, Any]:
    """The words of a passage with those before and after it."""
    return {
        "source": source, "start": start, "words": source.text[start:end],
        "before": _before(source.text, start), "after": _after(source.text, end),
    }  # fmt: skip


def _before(text: str, start: int) -> str:
    """The words before, at most back to the line break, the first whole."""
    line = text[max(0, start - SHOWN_BEFORE_AND_AFTER) : start].rsplit("\n", 1)
    if len(line) > 1 or start <= SHOWN_BEFORE_AND_AFTER:
        return line[-1]
    return f"… {line[0].split(' ', 1)[-1]}"


def _after(text: str, end: int) -> str:
    """The words after, at most up to the line break, the last whole."""
    line = text[end : end + SHOWN_BEFORE_AND_AFTER].split("\n", 1)
    if len(line) > 1 or end + SHOWN_BEFORE_AND_AFTER >= len(text):
        return line[0]
    return f"{line[0].rsplit(' ', 1)[0]} …"
