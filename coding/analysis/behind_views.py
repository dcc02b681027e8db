"""What is behind the numbers of an analysis: passages, and cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from coding.analysis.behind import Found, cases_behind, passages_behind
from coding.analysis.cooccurring import CASE, OVERLAP, SOURCE
from coding.analysis.kinds import Passage
from coding.analysis.mentions import NOBODY
from coding.analysis.telling import scope_words
from coding.quotations.layers import layer_label
from coding.sources.models import Case
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.paging import page_of

TOGETHER = {CASE, SOURCE, OVERLAP}


@require_GET
@project_view(Permission.VIEW)
def passage_list(request: ProjectRequest) -> HttpResponse:
    """The passages behind a number, in the order of the texts."""
    asked = request.GET.dict()
    found = passages_behind(request.project, request.membership, asked)
    page = page_of(request, found.rows)
    mentions = found.frame.mentions.where(found.rows)
    context = {
        "found": found,
        "passages": _shown(found, list(page.object_list)),
        "page": page,
        "count": len(found.rows),
        "cases": len({case for case in mentions.case.tolist() if case != NOBODY}),
        "texts": len(set(mentions.source.tolist())),
        "scope": scope_words(asked.get("scope", "")),
        "also_scope": scope_words(asked["also_scope"]) if asked.get("also_scope") else "",
        "layer": layer_label(found.frame.layer),
        "section": "analysis",
    }
    return render(request, "coding/analysis/passages.html", context)


def _shown(found: Found, rows: list[Any]) -> list[dict[str, Any]]:
    """The passages of a page with their line, their text and whose words they are; two queries."""
    frame, mentions = found.frame, found.frame.mentions
    words: list[Passage] = frame.passages(rows)
    cases = Case.objects.filter(project=frame.project).in_bulk({int(mentions.case[row]) for row in rows})
    return [
        {
            "line": frame.lines[int(mentions.line[row])],
            "text": passage.text,
            "by": passage.by,
            "source": frame.texts.get(int(mentions.source[row])),
            "source_key": int(mentions.source[row]),
            "start": int(mentions.start[row]),
            "case": cases.get(int(mentions.case[row])),
        }
        for row, passage in zip(rows, words, strict=True)
    ]


@require_GET
@project_view(Permission.VIEW)
def case_list(request: ProjectRequest) -> HttpResponse:
    """The cases behind a number."""
    asked = request.GET.dict()
    cases, words = cases_behind(request.project, request.membership, asked)
    context = {
        "page": page_of(request, cases, per_page=200),
        "count": len(cases),
        "words": words,
        "scope": scope_words(asked["scope"]) if asked.get("scope") not in {"", None, "everyone"} else "",
        "section": "analysis",
    }
    return render(request, "coding/analysis/cases.html", context)
