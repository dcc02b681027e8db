"""Storing variables that came from a table; what it would do is found by incoming.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding.cases.cells import cells_of, store_cells
from coding.cases.incoming import Choices, Comparison, Incoming, Rows, Taken, compare_table
from coding.cases.reports import Imported, told_of
from coding.cases.variables import add_levels_to
from coding.sources.models import Case, Outcome, Upload, UploadPurpose, Variable
from coding.sources.naming import check_name
from coding.sources.reports import report_file
from coding.sources.uploads import forget_uploads
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 1000
NAMED = 20


class NotImported(WorkbenchError):
    """A table of variables was refused, and nothing of it was stored."""


@transaction.atomic
def import_variables(
    *,
    project: Project,
    rows: Rows,
    id_at: int,
    taken: Sequence[Taken],
    choices: Choices,
    by: User,
    file_name: str = "",
    upload: Upload | None = None,
) -> Imported:
    """Store the values of a table by case id, all of it or nothing.

    Raises NotImported where two rows are about one case, or where values do not fit and nobody said to leave them out.
    Ids that are no case are left out unless cases may be made; values that are known already stay unless they may be
    replaced. The upload is forgotten in the same transaction.
    """
    rows = list(rows)
    # Two imports at once come one after the other: the second sees what the first made.
    type(project).objects.select_for_update().get(pk=project.pk)
    found = compare_table(project, rows, id_at, taken)
    if choices.add_levels and found.levels:
        _add_levels(found, taken, by)
        found = compare_table(project, rows, id_at, taken)
    _refuse(found, choices)
    variables, new_variables = _variables(project, taken)
    names = list(found.unknown) if choices.create_cases else []
    Case.objects.bulk_create([Case(project=project, name=check_name(name)) for name in names], batch_size=BATCH)
    stored = [*found.new, *(found.changed if choices.replace else []), *(found.of_unknown if names else [])]
    changed = _cells(project, stored, variables)
    store_cells({place: new for place, (_old, new) in changed.items()})
    left_out = [] if names else list(found.unknown)
    replaced = len(found.changed) if choices.replace else 0
    after = {
        "values": len(changed),
        "replaced": replaced,
        "kept": len(found.changed) - replaced,
        "new cases": len(names),
        "variables": [one.variable.name for one in taken],
        "ids left out": [*left_out[:NAMED], *(["…"] if len(left_out) > NAMED else [])],
        "values that did not fit": len(found.misfits),
    }
    event = record(
        action="variables.imported", by=by, project_id=project.pk, subject=project, label=file_name or _("a table"),
        before={"_cells": cells_of(changed)}, after=after,
    )  # fmt: skip
    done = Imported(
        values=len(changed), replaced=replaced, kept=len(found.changed) - replaced, same=found.same,
        new_cases=len(names), new_variables=new_variables, left_out_ids=left_out, misfits=len(found.misfits),
        event=event,
    )  # fmt: skip
    report_file(
        project=project, batch=upload.batch if upload else uuid4(), purpose=UploadPurpose.VARIABLES,
        name=file_name or _("a table"), outcome=Outcome.IMPORTED, by=by, reason=" ".join(told_of(done)),
        assumed=upload.finding["survey"]["assumed"] if upload else [],
    )  # fmt: skip
    forget_uploads([upload] if upload else [])
    return done


def _refuse(found: Comparison, choices: Choices) -> None:
    if found.problems:
        raise NotImported(" ".join(found.problems[:5]))
    if found.misfits and not choices.leave_out_misfits:
        first = found.misfits[0]
        raise NotImported(
            _("%(count)s values do not fit, the first in row %(row)s: %(reason)s Correct the table, or leave them out.")
            % {"count": len(found.misfits), "row": first.row, "reason": first.reason}
        )


def _add_levels(found: Comparison, taken: Sequence[Taken], by: User) -> None:
    for one in taken:
        levels = found.levels.get(one.variable.name, [])
        if levels and one.is_new:
            one.variable.levels = [*one.variable.levels, *levels]
        elif levels:
            add_levels_to(variable=one.variable, levels=levels, by=by)


def _variables(project: Project, taken: Sequence[Taken]) -> tuple[dict[str, Variable], list[str]]:
    """The variables by name; those that are new are made, after the others."""
    last = Variable.objects.filter(project=project).aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    new = [one.variable for one in taken if one.is_new]
    for place, variable in enumerate(new, start=position):
        variable.position = place
        variable.save()
    return {one.variable.name: one.variable for one in taken}, [variable.name for variable in new]


def _cells(
    project: Project, stored: Sequence[Incoming], variables: dict[str, Variable]
) -> dict[tuple[int, int], tuple[str, str]]:
    cases: dict[str, Any] = dict(Case.objects.filter(project=project).values_list("name", "pk"))
    return {(cases[one.case], variables[one.variable].pk): (one.old, one.new) for one in stored}
