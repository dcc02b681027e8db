"""Groups of cases by any variable, and what the cases of a group said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from coding.cases.filters import cases_wanted, wanted_in
from coding.cases.forms import GroupForm
from coding.cases.groups import cut_bands, group_by_band, group_by_value, number_of, quantile_bands
from coding.cases.queries import Said, said_by_ids, variables_of
from coding.sources.models import Case, Source, SourceKind, Speaker, Variable, VariableKind, VariableValue
from coding.sources.queries import source_count
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.paging import page_of

MOST_GROUPS = 200


@dataclass
class Row:
    """A group with how much its cases said; `query` narrows lists to it."""

    label: str
    query: str
    cases: int
    transcripts: int
    answers: int
    words: int


@require_GET
@project_view(Permission.VIEW)
def group_list(request: ProjectRequest) -> HttpResponse:
    """Cases grouped by one variable; numbers in bands with about as many cases each, or between cut points."""
    variables = list(variables_of(request.project))
    asked = request.GET.get("by")
    chosen = next((one for one in variables if str(one.pk) == asked), variables[0] if variables else None)
    form = GroupForm(request.GET.dict(), variables=variables, chosen=chosen)
    cuts, bands = form.bands()
    context: dict[str, Any] = {
        "variables": variables,
        "chosen": chosen,
        "form": form,
        "counts": source_count(request.project),
        "showing": "groups",
    }
    if chosen:
        context |= _groups(request, chosen, cuts, bands)
    return render(request, "coding/cases/group_list.html", context)


def _groups(request: ProjectRequest, variable: Variable, cuts: list[float], count: int) -> dict[str, Any]:
    """The rows of the page; four queries."""
    stored = VariableValue.objects.filter(variable=variable).values_list("case_id", "value")
    values: dict[Any, str] = dict(stored)
    everyone = set(Case.objects.filter(project=request.project).values_list("pk", flat=True))
    words_only: frozenset[Any] = frozenset()
    if variable.kind == VariableKind.NUMERIC:
        numbers = [number for value in values.values() if (number := number_of(value)) is not None]
        groups, words_only = group_by_band(values, cut_bands(cuts) if cuts else quantile_bands(numbers, count))
        found = [(group.label, urlencode({f"b{variable.pk}": group.key}), set(group.cases)) for group in groups]
    else:
        groups = group_by_value(values, variable.kind, variable.levels)
        found = [(group.label, urlencode({f"v{variable.pk}": group.key}), set(group.cases)) for group in groups]
    said = said_by_ids(Case.objects.filter(project=request.project).values("pk"))
    lengths = dict(Source.objects.filter(project=request.project).values_list("pk", "words"))
    missing = everyone - set(values)
    rows = [_row(label, query, cases, said, lengths) for label, query, cases in found[:MOST_GROUPS]]
    if missing:
        rows.append(_row(_("no value"), f"n{variable.pk}=1", missing, said, lengths))
    return {
        "rows": rows,
        "more": max(len(found) - MOST_GROUPS, 0),
        "filled": len(values),
        "missing": len(missing),
        "total": len(everyone),
        "words_only": len(words_only),
    }


def _row(label: str, query: str, cases: set[int], said: dict[int, Said], lengths: dict[int, int]) -> Row:
    spoken = [said[case] for case in cases if case in said]
    transcripts = set().union(*(one.transcripts for one in spoken))
    answers = set().union(*(one.answers for one in spoken))
    words = sum(lengths.get(source, 0) for source in transcripts | answers)
    return Row(label, query, len(cases), len(transcripts), len(answers), words)


@require_GET
@project_view(Permission.VIEW)
def group_sources(request: ProjectRequest) -> HttpResponse:
    """The transcripts or answers (?kind=answer) of the cases that the address asks for, as the table of cases does."""
    variables = {variable.pk: variable for variable in variables_of(request.project)}
    wanted = wanted_in(request.GET, variables)
    kind = SourceKind.ANSWER if request.GET.get("kind") == "answer" else SourceKind.TRANSCRIPT
    cases = cases_wanted(request.project, wanted).order_by().values("pk")
    sources = Source.objects.filter(project=request.project, kind=kind)
    sources = sources.filter(Q(case__in=cases) | Q(pk__in=Speaker.objects.filter(case__in=cases).values("source")))
    sources = sources.select_related("case", "question", "project").prefetch_related("speakers__case").order_by("pk")
    context = {
        "page_obj": page_of(request, sources),
        "kind": kind,
        "wanted": wanted,
        "counts": source_count(request.project),
        "showing": "groups",
    }
    return render(request, "coding/cases/group_sources.html", context)
