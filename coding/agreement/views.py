"""Pages of agreement: the report, one code, and the passages behind a number."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.agreement.forms import PassagesForm, QuestionForm
from coding.agreement.passages import CodedUnit, coded_units
from coding.agreement.reports import Question, gather, report_for
from coding.agreement.words import LABELS, MEANINGS, UNIT_LABELS, UNITS_COUNTED
from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from coding.sources.models import Source
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.paging import page_of

OVERALL = (
    "pooled_kappa", "mean_kappa_over_codes", "alpha_sets_jaccard", "alpha_sets_masi", "percent_agreement",
    "percent_exact_set_match", "holsti_code_decisions", "bin_u_alpha", "u_alpha", "cu_alpha", "cu_coverage",
)  # fmt: skip
SHOWN_BEFORE_AND_AFTER = 80


def _asked(request: ProjectRequest) -> tuple[QuestionForm, Question]:
    form = QuestionForm(request.GET or None, project=request.project)
    form.is_bound = True
    question = form.question()
    form.initial = {
        "round": str(question.round.pk) if question.round else "all",
        "unit": question.unit,
        "rollup": question.rollup,
    }
    form.is_bound = False
    return form, question


def _address_of(question: Question, **more: object) -> str:
    """The query string that asks the same again."""
    facts: dict[str, object] = {"round": question.round.pk if question.round else "all", "unit": question.unit}
    if question.rollup:
        facts["rollup"] = "on"
    return urlencode(facts | more)


def _shared_context(request: ProjectRequest, form: QuestionForm, question: Question) -> dict[str, Any]:
    return {
        "form": form,
        "question": question,
        "same": _address_of(question),
        "unit_label": UNIT_LABELS[question.unit],
        "units_counted": UNITS_COUNTED[question.unit],
        "units": [(unit, label, _address_of(question, unit=unit)) for unit, label in UNIT_LABELS.items()],
        "section": "agreement",
    }


def _named(coefficients: dict[str, dict], names: tuple[str, ...] | None = None) -> list[tuple[str, str, str, dict]]:
    """(name, label, meaning, coefficient) of those that are there, in order."""
    order = names or tuple(coefficients)
    return [(name, LABELS[name], MEANINGS.get(name, ""), coefficients[name]) for name in order if name in coefficients]


@require_GET
@project_view(Permission.VIEW)
def agreement_index(request: ProjectRequest) -> HttpResponse:
    form, question = _asked(request)
    report, names = report_for(question)
    nodes = {node.code.pk: node for node in code_tree(request.project, retired=True)}
    left_out = set(report["overall"]["left_out"]["codes"])
    kappa = "cohen_kappa" if len(names) == 2 else "light_kappa"
    context = _shared_context(request, form, question) | {
        "report": report,
        "names": list(names.items()),
        "rows": _rows_of(report, nodes, kappa),
        "left_out": [nodes[code] for code in nodes if code in left_out],
        "kappa_label": LABELS[kappa],
        "overall": _named(report["overall"]["coefficients"], OVERALL),
        "pairs": [
            ([names[coder] for coder in pair["coders"]], pair["coefficients"]) for pair in report["overall"]["pairs"]
        ],
        "meanings": [(LABELS[name], MEANINGS[name]) for name in ("krippendorff_alpha_nominal", kappa, "gwet_ac1")],
    }  # fmt: skip
    return render(request, "coding/agreement/agreement_index.html", context)


def _rows_of(report: dict[str, Any], nodes: dict[int, Any], kappa: str) -> list[tuple]:
    """(node, entry, kappa) of the used codes in the order of the codebook; unused ones above them without an entry."""
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
            rows.append((node, entry, entry["coefficients"].get(kappa) if entry else None))
    return rows


def _code_of(request: ProjectRequest, pk: int) -> Code:
    return get_object_or_404(Code.objects.select_related("parent"), project=request.project, pk=pk)


@require_GET
@project_view(Permission.VIEW)
def agreement_code(request: ProjectRequest, code: int) -> HttpResponse:
    chosen = _code_of(request, code)
    form, question = _asked(request)
    report, names = report_for(question)
    entry = next((one for one in report["codes"] if one["code"] == chosen.pk), None)
    if entry is None:
        raise Http404
    context = _shared_context(request, form, question) | {
        "code": chosen,
        "entry": entry,
        "report": report,
        "coefficients": _named(entry["coefficients"]),
        "counts": [(names[coder], coder, counts) for coder, counts in entry["counts"].items()],
        "pairs": [
            pair
            | {
                "names": [names[coder] for coder in pair["coders"]],
                "coefficients": _named(pair["coefficients"]),
            }
            for pair in entry["pairs"]
        ],
    }  # fmt: skip
    return render(request, "coding/agreement/agreement_code.html", context)


@require_GET
@project_view(Permission.VIEW)
def agreement_passages(request: ProjectRequest, code: int) -> HttpResponse:
    chosen = _code_of(request, code)
    form, question = _asked(request)
    asked = PassagesForm(request.GET)
    asked.is_valid()
    show = asked.cleaned_data.get("show") or "disputed"
    pair = (asked.cleaned_data.get("first"), asked.cleaned_data.get("second"))
    found = gather(question)
    units = coded_units(found.sources, list(found.coders), chosen.pk, question.unit)
    kept = [unit for unit in units if _belongs(unit, show, *pair)]
    page = page_of(request, kept, per_page=40)
    context = _shared_context(request, form, question) | {
        "code": chosen,
        "page": page,
        "show": show,
        "title": _title(show, [found.coders.get(coder) for coder in pair]),
        "rows": _passages(page.object_list, found.coders),
        "shows": [(name, label, _address_of(question, show=name)) for name, label in (
            ("disputed", _("In dispute")), ("agreed", _("Agreed")), ("coded", _("All"))
        )],
    }  # fmt: skip
    return render(request, "coding/agreement/agreement_passages.html", context)


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


def _passages(units: list[CodedUnit], names: dict[int, str]) -> list[dict[str, Any]]:
    """The passages of one page with the words around them."""
    wanted = {unit.source for unit in units}
    sources = Source.objects.filter(pk__in=wanted).select_related("question").in_bulk()
    rows = []
    for unit in units:
        source = sources[unit.source]
        rows.append({
            "source": source, "start": unit.start, "words": source.text[unit.start : unit.end],
            "before": _before(source.text, unit.start), "after": _after(source.text, unit.end),
            "coders": [names[coder] for coder in unit.coders],
            "missing": [names[coder] for coder in unit.missing],
        })  # fmt: skip
    return rows


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
