"""Agreement broken down: pair by pair, source by source, by groups of cases, and from round to round."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coding.agreement.asking import Asked, asked_of, explained, references, shared_context
from coding.agreement.chart import Line, chart_of
from coding.agreement.forms import BreakdownForm
from coding.agreement.groupings import sources_by_value
from coding.agreement.reports import (
    Question,
    coder_names,
    lines_by_source,
    report_for,
    reports_by_round,
    reports_by_variable,
)
from coding.agreement.words import LABELS
from coding.cases.queries import variables_of
from coding.codebook.tree import Node
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission

OF_PARTS = ("percent_agreement", "pooled_kappa", "alpha_sets_jaccard", "holsti_code_decisions")
OF_PARTS_ON_SPANS = ("bin_u_alpha", "cu_alpha", "cu_coverage", "f1_characters")
OF_CODE = "krippendorff_alpha_nominal"
HEATS = 10


def heat(value: float | None) -> str:
    """How dark a cell of a matrix is: nothing for what is undefined, the lightest for 0 and below."""
    return "" if value is None else f"heat-{min(HEATS - 1, max(0, int(value * HEATS)))}"


def _chosen(asked: Asked, coefficients: dict[str, dict]) -> list[str]:
    return asked.chosen(OF_PARTS_ON_SPANS if asked.question.unit == "unitizing" else OF_PARTS, coefficients)


def _asked_by(request: ProjectRequest) -> dict[str, Any]:
    form = BreakdownForm(request.GET)
    form.is_valid()
    return form.cleaned_data


def _said(names: list[str], asked: Asked, report: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"explained": explained(names), "references": references(names, asked, report)}


def _drawn(request: ProjectRequest, asked: Asked) -> Question:
    """What is asked of each part: intervals by drawing sources again take long for many, and come with ?draw=on."""
    return asked.question if request.GET.get("draw") == "on" else replace(asked.question, resamples=0)


def _with_intervals(reports: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    """The first of the reports that has intervals by drawing sources again, if any."""
    return next((report for report in reports if not report["intervals"]["undefined"]), None)


@require_GET
@project_view(Permission.VIEW)
def agreement_pairs(request: ProjectRequest) -> HttpResponse:
    """A matrix of coder by coder for one coefficient, over all codes or for one (?code=)."""
    asked, by = asked_of(request), _asked_by(request)
    plain, names = report_for(asked.question)
    report = asked.dress(plain)
    entry = next((one for one in report["codes"] if one["code"] == by.get("code")), None)
    pairs = entry["pairs"] if entry else report["overall"]["pairs"]
    there = list(pairs[0]["coefficients"]) if pairs else []
    name = (
        by["by"]
        if by.get("by") in there
        else next((one for one in ("pooled_kappa", "cohen_kappa") if one in there), "")
    )
    figures = {frozenset(pair["coders"]): pair for pair in pairs}
    matrix = [
        (label, [_cell(figures.get(frozenset({row, column})), name, row, column) for column in names])
        for row, label in names.items()
    ]
    context = shared_context(request, asked, "pairs") | {
        "report": report,
        "coders": names,
        "matrix": matrix,
        "name": name,
        "facts": parse_qsl(asked.address(by=name)),
        "keep": [("by", name), ("code", entry["code"] if entry else "")],
        "label": LABELS.get(name, ""),
        "chosen": asked.nodes.get(entry["code"]) if entry else None,
        "choices": [
            (one, LABELS[one], asked.address(by=one, **({"code": entry["code"]} if entry else {}))) for one in there
        ],
        "codes": [asked.nodes[one["code"]] for one in report["codes"] if one["code"] in asked.nodes],
        **_said([name], asked, report),
    }
    return render(request, "coding/agreement/agreement_pairs.html", context)


def _cell(pair: dict[str, Any] | None, name: str, row: int, column: int) -> dict[str, Any]:
    figure = pair["coefficients"][name] if pair else None
    counts = pair.get("counts") if pair else None
    return {
        "figure": figure,
        "heat": heat(figure["value"]) if figure else "",
        "first": row,
        "second": column,
        "units": pair.get("units") if pair and counts else None,
        "sources": pair["sources"] if pair else None,
        "itself": row == column,
    }


@require_GET
@project_view(Permission.VIEW)
def agreement_sources(request: ProjectRequest) -> HttpResponse:
    """Which sources cost agreement: the worst first; ?variable=&group= shows those of a group alone."""
    asked, by = asked_of(request), _asked_by(request)
    lines = asked.dress(lines_by_source(asked.question))
    group = ""
    if by.get("variable") and by.get("group"):
        variable = variables_of(request.project).filter(pk=by["variable"]).first()
        group = by["group"]
        wanted = sources_by_value(variable).get(group, set()) if variable else set()
        lines = [line for line in lines if line["source"] in wanted]
    columns = _chosen(asked, lines[0]["coefficients"]) if lines else []
    sources = Source.objects.filter(pk__in=[line["source"] for line in lines]).defer("text").select_related("question")
    found = sources.in_bulk()
    people = coder_names({coder for line in lines for coder in line["coders"]})
    rows = [
        line
        | {
            "source": found[line["source"]],
            "coders": [people[coder] for coder in line["coders"]],
            "figures": [(name, line["coefficients"][name]) for name in columns if name in line["coefficients"]],
            "share": line["units_in_dispute"] / line["units"] if line["units"] else None,
        }
        for line in lines
    ]
    rows.sort(key=lambda row: (-row["units_in_dispute"], row["source"].name))
    context = shared_context(request, asked, "sources") | {
        "rows": rows,
        "differ": len({tuple(row["coders"]) for row in rows}) > 1,
        "coders": people,
        "columns": [(name, LABELS[name]) for name in columns],
        "group": group,
        **_said(columns, asked),
    }
    return render(request, "coding/agreement/agreement_sources.html", context)


@require_GET
@project_view(Permission.VIEW)
def agreement_groups(request: ProjectRequest) -> HttpResponse:
    """Agreement for each group of cases by a variable (?variable=)."""
    asked, by = asked_of(request), _asked_by(request)
    variables = list(variables_of(request.project))
    chosen = next((one for one in variables if one.pk == by.get("variable")), variables[0] if variables else None)
    reports = asked.dress(reports_by_variable(_drawn(request, asked), chosen, code_by_code=False)) if chosen else {}
    coefficients = next(iter(reports.values()))["overall"]["coefficients"] if reports else {}
    columns = _chosen(asked, coefficients)
    rows = [
        {
            "label": label,
            "report": report,
            "address": asked.address(variable=chosen.pk, group=label),
            "figures": [(name, report["overall"]["coefficients"][name]) for name in columns],
        }
        for label, report in reports.items()
    ]
    context = shared_context(request, asked, "groups") | {
        "variables": [(one, asked.address(variable=one.pk)) for one in variables],
        "chosen": chosen,
        "keep": [("variable", chosen.pk)] if chosen else [],
        "draw": request.GET.get("draw") == "on",
        "rows": rows,
        "coders": coder_names({coder for report in reports.values() for coder in report["coders"]}),
        "columns": [(name, LABELS[name]) for name in columns],
        **_said(columns, asked, _with_intervals(reports.values())),
    }
    return render(request, "coding/agreement/agreement_groups.html", context)


@require_GET
@project_view(Permission.VIEW)
def agreement_rounds(request: ProjectRequest) -> HttpResponse:
    """Agreement from round to round, in the order in which they were opened: over all codes, and code by code."""
    asked = asked_of(request)
    found = reports_by_round(_drawn(request, asked))
    rounds = [round_ for round_, _report in found]
    reports = {round_.pk: asked.dress(report) for round_, report in found}
    coefficients = reports[rounds[0].pk]["overall"]["coefficients"] if rounds else {}
    columns = _chosen(asked, coefficients)
    rows = [
        {
            "round": round_,
            "report": reports[round_.pk],
            "figures": [(name, reports[round_.pk]["overall"]["coefficients"].get(name)) for name in columns],
        }
        for round_ in rounds
    ]
    lines = [
        Line(str(LABELS[name]), [row["report"]["overall"]["coefficients"][name]["value"] for row in rows])
        for name in columns
    ]
    context = shared_context(request, asked, "rounds") | {
        "rows": rows,
        "coders": coder_names({coder for report in reports.values() for coder in report["coders"]}),
        "columns": [(name, LABELS[name]) for name in columns],
        "draw": request.GET.get("draw") == "on",
        "chart": chart_of(lines, [round_.name for round_ in rounds]) if len(rounds) > 1 else None,
        "codes": _codes_by_round(asked, rounds, reports),
        "of_code": LABELS[OF_CODE],
        **_said([*columns, OF_CODE], asked, _with_intervals(reports.values())),
    }
    return render(request, "coding/agreement/agreement_rounds.html", context)


def _codes_by_round(asked: Asked, rounds: list, reports: dict[int, dict]) -> list[tuple[Node, list[dict]]]:
    """Each code that was used in some round, with its α in each of them."""
    entries = {key: {entry["code"]: entry for entry in report["codes"]} for key, report in reports.items()}
    rows = []
    for code, node in asked.nodes.items():
        figures = []
        for round_ in rounds:
            entry = entries[round_.pk].get(code)
            figure = entry["coefficients"][OF_CODE] if entry else None
            figures.append({"round": round_, "figure": figure, "heat": heat(figure["value"]) if figure else ""})
        if any(cell["figure"] and cell["figure"]["value"] is not None for cell in figures):
            rows.append((node, figures))
    return rows
