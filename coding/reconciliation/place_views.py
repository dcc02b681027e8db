"""Lists of disagreements: all of a round to settle together, which codes are mistaken for which, and one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.codebook.models import Code
from coding.reconciliation.compare_views import people_to_ask, refuse_unopened, round_of, shared_context
from coding.reconciliation.confusion import NOTHING, Confusions, Passage, confusions
from coding.reconciliation.deciding import AS_THE_RULE_SAYS
from coding.reconciliation.decision_forms import code_choices
from coding.reconciliation.looking import look_of
from coding.reconciliation.mine import outcome_of
from coding.reconciliation.models import DecisionChoice, Round
from coding.reconciliation.options import KEEP, OTHER
from coding.reconciliation.places import Facts
from coding.reconciliation.presentation import item_of, rule_choice, shortened
from coding.reconciliation.queries import (
    consensus_of,
    disagreements_of,
    marks_by_source,
    reasons_used,
    texts_of_sources,
)
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.numbers import key_in
from workbench.web.paging import page_of


@require_GET
@project_view(Permission.VIEW)
def place_list(request: ProjectRequest, pk: int) -> HttpResponse:
    """All disagreements that the filter lets through, over all sources; the lead settles several at once."""
    round_ = round_of(request, pk)
    return refuse_unopened(request, round_) or places_page(request, round_)


def places_page(
    request: ProjectRequest, round_: Round, *, forms: Sequence[Form] = (), refused: str = ""
) -> HttpResponse:
    """Show the list, also again with what is wrong with the forms below it (status 422)."""
    look = look_of(request)
    context = shared_context(request, round_, look)
    page = page_of(request, [place.pk for place in context["facts"] if place.pk in context["wanted"]])
    found = {one.pk: one for one in disagreements_of(round_).filter(pk__in=page.object_list).select_related("source")}
    places = [found[pk] for pk in page.object_list]
    rows = [
        (
            item_of(place, context["coders"], place.source.text),
            rule_choice(
                place, look.rule, context["readers"].get(place.source_id, set()), context["names"], context["paths"]
            ),
        )
        for place in places
    ]
    chosen = request.POST.getlist("places")
    context |= {
        "page": page,
        "rows": rows,
        "problems": [refused, *(text for form in forms for texts in form.errors.values() for text in texts)],
        "chosen": {int(pk) for pk in chosen if key_in(pk) is not None},
        "said": request.POST,
    }
    if context["may_settle"]:
        context |= {
            "ways": _ways(context["names"], look.rule),
            "codes": code_choices(request.project),
            "reasons": reasons_used(round_),
            "people": people_to_ask(request, context["coders"]),
        }
    status = 422 if any(context["problems"]) else 200
    return render(request, "coding/reconciliation/place_list.html", context, status=status)


def _ways(names: dict[int, str], rule: str) -> list[tuple[str, str]]:
    """Return (value, label) of the ways to settle several places."""
    ruled = [(AS_THE_RULE_SAYS, _("As the rule fills in, each"))] if rule else []
    kept = [(f"{KEEP}:{pk}", _("As %(coder)s") % {"coder": name}) for pk, name in names.items()]
    rest = [(value, str(label)) for value, label in DecisionChoice.choices if value not in (KEEP, OTHER)]
    return [*ruled, *kept, *rest, (OTHER, _("Another code"))]


@require_GET
@project_view(Permission.VIEW)
def confusion_page(request: ProjectRequest, pk: int) -> HttpResponse:
    """Which codes are mistaken for which: of two coders, or over all pairs; a cell's passages below the table."""
    round_ = round_of(request, pk)
    if answer := refuse_unopened(request, round_):
        return answer
    look = look_of(request)
    context = shared_context(request, round_, look)
    coders = look.sieve.pair or [coder.pk for coder in context["coders"]]
    table = confusions(marks_by_source(round_), context["readers"], coders)
    order = [pk for pk in context["paths"] if pk in table.codes]
    if look.sieve.code:
        order = [code for code in order if table.count(look.sieve.code, code) or table.count(code, look.sieve.code)]
    tints = dict(Code.objects.filter(pk__in=order).values_list("pk", "color"))
    cell = _cell(request)
    context |= {
        "table": table,
        "columns": [(code, context["paths"].get(code, "")) for code in [*order, NOTHING]],
        "rows": [_row(table, code, order, context["paths"]) for code in [*order, NOTHING]],
        "tints": tints,
        "cell": cell,
        "first": context["names"].get(coders[0], ""),
        "second": context["names"].get(coders[-1], ""),
    }
    if cell:
        context |= _passages(request, context, table, cell)
    return render(request, "coding/reconciliation/confusion.html", context)


def _row(table: Confusions, code: int | None, order: list[int], paths: dict[int, str]) -> dict[str, Any]:
    counts = [(column, table.count(code, column)) for column in [*order, NOTHING]]
    total = sum(count for _column, count in counts)
    cells = [
        (column, count, min(9, round(9 * count / total)) if total else 0, column == code) for column, count in counts
    ]
    return {"code": code, "path": paths.get(code, ""), "cells": cells, "total": total}


def _cell(request: ProjectRequest) -> tuple[int | None, int | None] | None:
    """The cell of the address: keys of codes, 0 for nothing."""
    row, column = (key_in(request.GET.get(name, "")) for name in ("row", "column"))
    return (row or NOTHING, column or NOTHING) if row is not None and column is not None and (row or column) else None


def _passages(
    request: ProjectRequest, context: dict[str, Any], table: Confusions, cell: tuple[int | None, int | None]
) -> dict[str, Any]:
    page = page_of(request, table.cells.get(cell, ()))
    sources = texts_of_sources(passage.source for passage in page.object_list)
    rows = []
    for passage in page.object_list:
        source = sources[passage.source]
        near = (place.pk for place in context["facts"] if place.source == source.pk and _is_of(place, passage, cell))
        rows.append(
            {
                "source": source,
                "quote": shortened(source.text[passage.start : passage.end]),
                "start": passage.start,
                "place": next(near, None),
                "who": [context["names"].get(one, "") for one in (passage.first, passage.second)],
            }
        )
    return {"page": page, "passages": rows, "cell_names": [context["paths"].get(code, "") for code in cell]}


def _is_of(place: Facts, passage: Passage, cell: tuple[int | None, int | None]) -> bool:
    """Whether a disagreement is about the words of a passage and one of its codes, by one of its coders."""
    return any(
        mark.code in cell and mark.coder in (passage.first, passage.second)
        and mark.start < passage.end and mark.end > passage.start
        for mark in place.marks
    )  # fmt: skip


@require_GET
@project_view(Permission.VIEW)
def own_decisions(request: ProjectRequest, pk: int) -> HttpResponse:
    """What was decided on one's own codings, and on what others coded where one left the text alone."""
    round_ = round_of(request, pk)
    if answer := refuse_unopened(request, round_):
        return answer
    look = look_of(request)
    context = shared_context(request, round_, look)
    me = request.user.pk
    mine = [
        place.pk
        for place in context["facts"]
        if place.pk in context["wanted"] and me in context["readers"].get(place.source, ())
    ]
    page = page_of(request, mine)
    found = {one.pk: one for one in disagreements_of(round_).filter(pk__in=page.object_list).select_related("source")}
    written = consensus_of(found.values())
    rows = []
    for place in (found[pk] for pk in page.object_list):
        item = item_of(place, context["coders"], place.source.text)
        own = [coding for coding in place.seen if coding.coder_id == me]
        rows.append((item, own, outcome_of(place, own, written.get(place.pk, []))))
    context |= {"page": page, "rows": rows, "reads": any(me in readers for readers in context["readers"].values())}
    return render(request, "coding/reconciliation/own_decisions.html", context)
