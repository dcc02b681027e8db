"""The codings beside the compared text, as the browser draws them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from coding.codebook.models import Code
from coding.codebook.queries import code_paths
from coding.codings.models import Coding
from coding.reconciliation.people import Shown
from coding.reconciliation.places import Facts
from coding.reconciliation.presentation import spaced


def lane_data(codings: QuerySet[Coding], lanes: Sequence[Shown], places: Sequence[Facts]) -> dict[str, Any]:
    """Return coders, codes and marks; a mark is [lane, code, start, end, disagreement or null]; four queries at most.

    Coders are named by the number of their lane alone, so that hidden names stay hidden.
    """
    number = {coder.pk: place for place, coder in enumerate(lanes)}
    place_of = {mark.id: place.pk for place in places for mark in place.marks}
    rows = codings.order_by("start", "end", "id").values_list("pk", "coder_id", "code_id", "start", "end")
    marks = [[number[coder], code, start, end, place_of.get(pk)] for pk, coder, code, start, end in rows]
    used = {mark[1] for mark in marks}
    codes = list(Code.objects.filter(pk__in=used))
    paths = code_paths(codes[0].project) if codes else {}
    return {
        "coders": [{"name": coder.name, "short": coder.short, "line": coder.line} for coder in lanes],
        "codes": {code.pk: [spaced(paths.get(code.pk, code.name)), code.tint] for code in codes},
        "marks": marks,
    }
