"""The report that a reviewer reads: one page, made to be printed."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.agreement.asking import asked_of, explained, named, references, shared_context
from coding.agreement.design import design_of
from coding.agreement.reports import Question, report_for
from coding.agreement.views import columns_of_codes, overall_figures, reasons_undefined, rows_of_codes
from coding.agreement.words import LABELS
from coding.reconciliation.people import shown_coders
from coding.reconciliation.queries import coders_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission

OF_PAIRS = (
    "percent_agreement",
    "pooled_kappa",
    "mean_kappa_over_codes",
    "holsti_code_decisions",
    "bin_u_alpha",
    "f1_spans",
)


@require_GET
@project_view(Permission.VIEW)
def agreement_report_page(request: ProjectRequest) -> HttpResponse:
    """How the coding was set up, how far coders agree, what was settled, and what each figure is; ?pseudonyms=on."""
    asked = asked_of(request)
    plain, names = report_for(asked.question)
    pseudonyms = request.GET.get("pseudonyms") == "on"
    called = _called(asked.question, names) if pseudonyms else names
    report = asked.dress(plain)
    columns = columns_of_codes(asked, report)
    overall, _rest = overall_figures(asked, report)
    pairs = [
        (
            [called[coder] for coder in pair["coders"]],
            pair["sources"],
            named(pair["coefficients"], [name for name in OF_PAIRS if name in pair["coefficients"]]),
        )
        for pair in (report["overall"]["pairs"] if len(names) > 2 else [])
    ]
    shown = (
        [name for name, *_more in overall] + columns + [name for *_pair, figures in pairs for name, *_more in figures]
    )
    rows = [row for row in rows_of_codes(report, asked.nodes, columns) if row[1]]
    context: dict[str, Any] = shared_context(request, asked, "report") | {
        "report": report,
        "coders": called,
        "pseudonyms": pseudonyms,
        "columns": [(name, LABELS[name]) for name in columns],
        "rows": rows,
        "reasons": reasons_undefined(rows),
        "overall": overall,
        "pairs": pairs,
        "explained": explained(shown),
        "references": references(shown, asked, report),
        "left_out": [asked.nodes[code].path for code in report["overall"]["left_out"]["codes"] if code in asked.nodes],
        **design_of(request.project, asked.question.round),
    }
    return render(request, "coding/agreement/report.html", context)


def _called(question: Question, names: dict[int, str]) -> dict[int, str]:
    """Letters instead of the coders' names, in an order that tells nothing; in a round the letters that it has."""
    if question.round:
        everybody = shown_coders(question.round, coders_of(question.round), hidden=True)
        letters = {one.pk: one.name for one in everybody if one.pk in names}
    else:
        order = sorted(names, key=lambda pk: salted_hmac("coding.agreement", f"{question.project.pk}.{pk}").hexdigest())
        letters = {pk: _("Coder %(letter)s") % {"letter": letter_of(place)} for place, pk in enumerate(order)}
    return dict(sorted(letters.items(), key=lambda item: (len(item[1]), item[1])))


def letter_of(place: int) -> str:
    """Return A to Z, then AA to ZZ."""
    return chr(ord("A") + place % 26) * (1 + place // 26)
