"""What the table of the codebook sends while somebody types."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from coding.codebook.cells import Cell, CellsRefused, set_cells
from coding.codebook.queries import codes_of
from workbench.membership.access import ProjectRequest, project_view
from workbench.membership.roles import Permission
from workbench.web.errors import WorkbenchError

MOST_CELLS = 10_000


@require_POST
@project_view(Permission.EDIT_CODEBOOK)
def save_cells(request: ProjectRequest) -> HttpResponse:
    """Store one cell or a pasted block: {"cells": [[code, field, value, was]]}; a negative code is a new row.

    Answers {"stored": [[code, field, value]], "made": {row: code}, "tints": {code: tint}, "reordered", "event"}, or
    {"refused": [{"row", "field", "message"}]} with nothing stored. `event` names the act for undo.
    """
    rows = _rows(request)
    if not rows or not all(map(_is_cell, rows)):
        raise WorkbenchError(_("These are no cells of the table. Load the page again."))
    if len(rows) > MOST_CELLS:
        raise WorkbenchError(_("At most %(most)s cells can be pasted at once.") % {"most": f"{MOST_CELLS:,}"})
    try:
        stored = set_cells(project=request.project, cells=[Cell(*row) for row in rows], by=request.user)
    except CellsRefused as refused:
        told = [{"row": one.code, "field": one.field, "message": one.message} for one in refused.refusals]
        return JsonResponse({"error": refused.message, "refused": told})
    changed = {pk for pk, _field, _text in stored.cells}
    return JsonResponse(
        {
            "stored": stored.cells,
            "made": stored.made,
            "tints": {code.pk: code.tint for code in codes_of(request.project).filter(pk__in=changed)},
            "reordered": stored.reordered,
            "event": str(stored.event.key) if stored.event else None,
        }
    )


def _rows(request: ProjectRequest) -> list[Any]:
    try:
        said = json.loads(request.body)
    except ValueError:
        said = None
    rows = said.get("cells") if isinstance(said, dict) else None
    return rows if isinstance(rows, list) else []


def _is_cell(row: object) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 4
        and isinstance(row[0], int)
        and not isinstance(row[0], bool)
        and isinstance(row[1], str)
        and isinstance(row[2], str)
        and (row[3] is None or isinstance(row[3], str))
    )
