"""Storing variables that came from a table; what it would do is found by incoming.py.

All is compared before the transaction. On SQLite nobody else can write while it lasts, so it only sees whether what the
comparison found is still so, and writes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from itertools import chain
from uuid import uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding.cases.cells import Changed, cells_of, store_cells
from coding.cases.incoming import Choices, Comparison, Incoming, Rows, Taken, compare_table
from coding.cases.reports import Imported, told_of
from coding.cases.variables import add_levels_to
from coding.sources.bulk import RowWriter
from coding.sources.importers.answers import joined_levels
from coding.sources.models import Case, Outcome, Upload, UploadPurpose, Variable, VariableValue
from coding.sources.naming import check_name
from coding.sources.reports import report_file
from coding.sources.uploads import forget_uploads, hold_upload
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 1000
NAMED = 20
TRIES = 3
Tell = Callable[[int], None]


class NotImported(WorkbenchError):
    """A table of variables was refused, and nothing of it was stored."""


class ChangedMeanwhile(NotImported):
    """Somebody changed what the table was compared with."""

    def __init__(self) -> None:
        super().__init__(_("Cases or variables were changed meanwhile, so nothing was imported. Compare again."))


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
    tell: Tell | None = None,
) -> Imported:
    """Store the values of a table by case id, all of it or nothing.

    Raises NotImported where two rows are about one case, or where values do not fit and nobody said to leave them out;
    UploadGone where the upload was imported before. Ids that are no case are left out unless cases may be made; values
    that are known already stay unless they may be replaced. The upload is forgotten in the same transaction. `tell`
    hears how many rows were compared.
    """
    for _try in range(TRIES - 1):
        try:
            return _import(project, rows, id_at, taken, choices, by, file_name, upload, tell)
        except ChangedMeanwhile:
            continue
    return _import(project, rows, id_at, taken, choices, by, file_name, upload, tell)


def check_table(
    project: Project,
    rows: Rows,
    id_at: int,
    taken: Sequence[Taken],
    choices: Choices,
    *,
    most: int | None = None,
    tell: Tell | None = None,
) -> Comparison:
    """Return what a table would do by these choices; raises NotImported."""
    found = compare_table(project, rows, id_at, taken, most=most, tell=tell)
    if choices.add_levels and found.levels:
        missing = found.levels
        with_levels = [Taken(one.at, _with_levels(one.variable, missing)) for one in taken]
        found = compare_table(project, rows, id_at, with_levels, most=most, tell=tell)
        found.levels = missing
    _refuse(found, choices)
    return found


def _with_levels(variable: Variable, missing: dict[str, list[str]]) -> Variable:
    longer = copy(variable)
    longer.levels = [*variable.levels, *missing.get(variable.name, [])]
    return longer


def _import(
    project: Project,
    rows: Rows,
    id_at: int,
    asked: Sequence[Taken],
    choices: Choices,
    by: User,
    file_name: str,
    upload: Upload | None,
    tell: Tell | None,
) -> Imported:
    taken = _as_now(project, asked)
    found = check_table(project, rows, id_at, taken, choices, tell=tell)
    with transaction.atomic():
        if upload:
            hold_upload(upload)
        # Two imports at once come one after the other: the second sees what the first made.
        type(project).objects.select_for_update().get(pk=project.pk)
        return _store(project, found, taken, choices, by, file_name or _("a table"), upload)


def _as_now(project: Project, taken: Sequence[Taken]) -> list[Taken]:
    """The columns with the variables that the study has now; those that it has not are copies, to be saved."""
    known = {variable.name.casefold(): variable for variable in Variable.objects.filter(project=project)}
    return [Taken(one.at, known.get(one.variable.name.casefold()) or _unsaved(one.variable)) for one in taken]


def _unsaved(variable: Variable) -> Variable:
    if variable.pk is not None:
        raise NotImported(_("The variable “%(name)s” was removed meanwhile.") % {"name": variable.name})
    return copy(variable)


def _store(
    project: Project,
    found: Comparison,
    taken: list[Taken],
    choices: Choices,
    by: User,
    name: str,
    upload: Upload | None,
) -> Imported:
    _refuse_changed_variables(project, taken)
    if choices.add_levels:
        _add_levels(found, taken, by)
    variables, new_variables = _variables(project, taken)
    new_cases = list(found.unknown) if choices.create_cases else []
    made = _make_cases(project, new_cases)
    replaced = found.changed.count if choices.replace else 0
    stored = chain(found.new, found.changed if choices.replace else (), found.of_unknown if new_cases else ())
    changed = _cells(project, stored, variables)
    _write(changed, _there(changed, [one.variable.pk for one in taken]))
    left_out = [] if new_cases else list(found.unknown)
    after = {
        "values": len(changed),
        "replaced": replaced,
        "kept": found.changed.count - replaced,
        "new cases": made,
        "variables": [one.variable.name for one in taken],
        "ids left out": [*left_out[:NAMED], *(["…"] if len(left_out) > NAMED else [])],
        "values that did not fit": found.misfits.count,
    }
    event = record(
        action="variables.imported", by=by, project_id=project.pk, subject=project, label=name,
        before={"_cells": cells_of(changed)}, after=after,
    )  # fmt: skip
    done = Imported(
        values=len(changed), replaced=replaced, kept=found.changed.count - replaced, same=found.same,
        new_cases=made, new_variables=new_variables, left_out_ids=left_out, misfits=found.misfits.count, event=event,
    )  # fmt: skip
    _report(project, done, event, by, name, upload)
    return done


def _report(project: Project, done: Imported, event: Event, by: User, name: str, upload: Upload | None) -> None:
    report_file(
        project=project, batch=upload.batch if upload else uuid4(), purpose=UploadPurpose.VARIABLES, name=name,
        upload=upload, outcome=Outcome.IMPORTED, by=by, reason="\n".join(told_of(done)),
        assumed=upload.finding["survey"]["assumed"] if upload else [], facts={"event": event.pk},
    )  # fmt: skip
    forget_uploads([upload] if upload else [])


def _refuse(found: Comparison, choices: Choices) -> None:
    if found.problems:
        raise NotImported(" ".join(found.problems.kept[:5]))
    if found.misfits and not choices.leave_out_misfits:
        first = found.misfits.kept[0]
        raise NotImported(
            _("%(count)s values do not fit, the first in row %(row)s: %(reason)s Correct the table, or leave them out.")
            % {"count": f"{found.misfits.count:,}", "row": first.row, "reason": first.reason}
        )


def _refuse_changed_variables(project: Project, taken: Sequence[Taken]) -> None:
    now = {variable.name.casefold(): variable for variable in Variable.objects.filter(project=project)}
    for one in taken:
        there = now.get(one.variable.name.casefold())
        seen = (one.variable.pk, one.variable.kind, one.variable.levels)
        if one.is_new != (there is None) or (there and (there.pk, there.kind, there.levels) != seen):
            raise ChangedMeanwhile


def _add_levels(found: Comparison, taken: Sequence[Taken], by: User) -> None:
    for one in taken:
        levels = found.levels.get(one.variable.name, [])
        if levels and one.is_new:
            one.variable.levels = joined_levels(one.variable.levels, levels)
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


def _make_cases(project: Project, names: Sequence[str]) -> int:
    """Make the cases; ChangedMeanwhile where somebody made one of them."""
    known = set(Case.objects.filter(project=project).values_list("name", flat=True)) if names else set()
    tidy = [check_name(name) for name in names]
    if not known.isdisjoint(tidy):
        raise ChangedMeanwhile
    RowWriter(Case(project=project), ("name",)).write([(name,) for name in tidy])
    return len(tidy)


def _cells(
    project: Project, stored: chain[Incoming], variables: dict[str, Variable]
) -> dict[tuple[int, int], tuple[str, str]]:
    cases = dict(Case.objects.filter(project=project).values_list("name", "pk"))
    try:
        return {(cases[one.case], variables[one.variable].pk): (one.old, one.new) for one in stored}
    except KeyError as gone:
        raise ChangedMeanwhile from gone


def _there(changed: Changed, variables: Sequence[int]) -> set[tuple[int, int]]:
    """Which of the cells have a row already; ChangedMeanwhile where one holds something else than was compared."""
    there = set()
    rows = VariableValue.objects.filter(variable__in=variables).order_by()
    for case, variable, value in rows.values_list("case_id", "variable_id", "value").iterator(chunk_size=5000):
        if (case, variable) in changed:
            if changed[case, variable][0] != value:
                raise ChangedMeanwhile
            there.add((case, variable))
    if any(old and place not in there for place, (old, _new) in changed.items()):
        raise ChangedMeanwhile
    return there


def _write(changed: Changed, there: set[tuple[int, int]]) -> None:
    """Write the new values, in batches: those of cells that have a row go over it."""
    store_cells({place: changed[place][1] for place in there})
    writer = RowWriter(VariableValue(), ("case_id", "variable_id", "value"))
    some = []
    for place, (_old, new) in changed.items():
        if place not in there:
            some.append((*place, new))
        if len(some) == BATCH:
            writer.write(some)
            some = []
    writer.write(some)
