"""Values of cases as cells of a table: stored all or none, with one line of history that can be taken back."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.cases.groups import parts_of
from coding.cases.values import SEPARATOR, ValueRefused, check_value, tidy
from coding.cases.variables import add_levels_to, edit_variable
from coding.sources.models import Case, Variable, VariableKind, VariableValue
from coding.sources.naming import check_name
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 1000
NAMED = 20
KEPT_PLAIN = 2000  # cells that the history keeps as they are; more are packed


@dataclass(frozen=True)
class Cell:
    """A value for a case; `was` is what the person saw there, None where nobody looked."""

    case: int
    variable: int
    value: str
    was: str | None = None


@dataclass(frozen=True)
class Refusal:
    """Why one cell was refused; `level` could be added to the variable to make it fit."""

    case: int
    variable: int
    message: str
    level: str = ""


class CellsRefused(WorkbenchError):
    """Some cells do not fit, so none was stored."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        more = len(refusals) - 1
        text = refusals[0].message
        if more:
            text += " " + ngettext("%(more)s other value does not fit either.", "%(more)s other values do not fit either.", more) % {"more": more}  # fmt: skip  # noqa: E501
        super().__init__(text)
        self.refusals = list(refusals)


@dataclass
class Change:
    """What became of cells: the values as stored, the event that undoes them (None where nothing changed)."""

    stored: list[tuple[int, int, str]] = field(default_factory=list)
    event: Event | None = None


@transaction.atomic
def set_values(*, project: Project, cells: Iterable[Cell], by: User, add_levels: bool = False) -> Change:
    """Store values of cases, all or none of them, as one line of history; an empty value takes the old one away.

    Raises CellsRefused where a value does not fit its variable, or where somebody changed it after the person looked.
    With `add_levels` an unknown level of an ordered variable is added to it.
    """
    cells = list(cells)
    cases = _held_cases(project, {cell.case for cell in cells})
    variables = Variable.objects.filter(project=project, pk__in={cell.variable for cell in cells}).in_bulk()
    known = _values_at(cases, variables)
    refusals, changed, change = [], {}, Change()
    for cell in cells:
        if cell.case not in cases or cell.variable not in variables:
            raise WorkbenchError(_("This case or variable is gone. Load the page again."))
        try:
            value = _fitting(variables[cell.variable], cell.value, add_levels=add_levels, by=by)
        except ValueRefused as refused:
            refusals.append(Refusal(cell.case, cell.variable, refused.message, refused.level))
            continue
        place, old = (cell.case, cell.variable), known.get((cell.case, cell.variable), "")
        if cell.was is not None and old not in {tidy(variables[cell.variable], cell.was), cell.was, value}:
            refusals.append(Refusal(*place, _("Somebody else changed this meanwhile. It is “%(now)s” now.") % {"now": old or "—"}))  # fmt: skip  # noqa: E501
            continue
        change.stored.append((*place, value))
        if value != old:
            changed[place] = (old, value)
    if refusals:
        raise CellsRefused(refusals)
    if changed:
        store_cells({place: new for place, (_old, new) in changed.items()})
        change.event = _record_values(project, changed, cases, variables, by)
    return change


def _fitting(variable: Variable, text: str, *, add_levels: bool, by: User) -> str:
    try:
        return check_value(variable, text)
    except ValueRefused as refused:
        if not (add_levels and refused.level):
            raise
        add_levels_to(variable=variable, levels=[refused.level], by=by)
        return refused.level


def _held_cases(project: Project, wanted: set[int]) -> dict[int, Case]:
    """The cases, held until the transaction ends: two people's changes of one case come one after the other."""
    held = Case.objects.select_for_update().filter(project=project).order_by("pk")
    if len(wanted) <= BATCH:
        return held.filter(pk__in=wanted).in_bulk()
    return {pk: case for pk, case in held.in_bulk().items() if pk in wanted}


def _values_at(cases: Mapping[int, Case], variables: Iterable[int]) -> dict[tuple[int, int], str]:
    rows = VariableValue.objects.filter(variable__in=list(variables)).order_by()
    if len(cases) <= BATCH:
        rows = rows.filter(case__in=list(cases))
    cells = rows.values_list("case_id", "variable_id", "value").iterator(chunk_size=5000)
    return {(case, variable): value for case, variable, value in cells if case in cases}


def store_cells(values: Mapping[tuple[int, int], str]) -> None:
    """Write {(case id, variable id): value}; "" takes a value away. For actions, which check and record."""
    rows = [VariableValue(case_id=case, variable_id=variable, value=value) for (case, variable), value in values.items() if value]  # fmt: skip  # noqa: E501
    VariableValue.objects.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=["case", "variable"], update_fields=["value"]
    )
    gone: dict[int, list[int]] = defaultdict(list)
    for (case, variable), value in values.items():
        if not value:
            gone[variable].append(case)
    for variable, of_cases in gone.items():
        for start in range(0, len(of_cases), BATCH):
            VariableValue.objects.filter(variable=variable, case__in=of_cases[start : start + BATCH]).delete()


Changed = Mapping[tuple[int, int], tuple[str, str]]


def cells_of(changed: Changed) -> list[list[Any]] | str:
    """Return changed values as the history keeps them: [case id, variable id, old, new], or very many packed."""
    cells = [[case, variable, old, new] for (case, variable), (old, new) in changed.items()]
    return cells if len(cells) <= KEPT_PLAIN else pack_cells(cells)


def pack_cells(cells: Iterable[Sequence[Any]]) -> str:
    """Return cells in some percent of their size: by variable, each id as its distance from the one before."""
    columns = []
    for variable, some in groupby(sorted(cells, key=lambda cell: (cell[1], cell[0])), key=lambda cell: cell[1]):
        cases, _variables, old, new = zip(*some, strict=True)
        steps = [after - before for before, after in zip((0, *cases), cases, strict=False)]
        columns.append([variable, steps, old, new])
    return b64encode(zlib.compress(json.dumps(columns).encode())).decode()


def unpack_cells(kept: list[list[Any]] | str) -> list[list[Any]]:
    """Return cells as `cells_of` was given them: [case id, variable id, old, new]."""
    if not isinstance(kept, str):
        return kept
    return [
        [case, variable, old, new]
        for variable, steps, olds, news in json.loads(zlib.decompress(b64decode(kept)))
        for case, old, new in zip(accumulate(steps), olds, news, strict=True)
    ]


def _record_values(
    project: Project, changed: Changed, cases: Mapping[int, Case], variables: Mapping[int, Variable], by: User
) -> Event:
    kept = {"_cells": cells_of(changed)}
    touched = {case for case, _variable in changed}
    if len(touched) == 1:
        case = cases[touched.pop()]
        before = {variables[variable].name: old for (_case, variable), (old, _new) in changed.items()}
        after = {variables[variable].name: new for (_case, variable), (_old, new) in changed.items()}
        return record(
            action="case.edited", by=by, project_id=project.pk, subject=case, before={**before, **kept}, after=after
        )
    names = sorted(cases[case].name for case in touched)
    after = {
        "values": len(changed),
        "variables": sorted({variables[variable].name for _case, variable in changed}),
        "cases": [*names[:NAMED], *(["…"] if len(names) > NAMED else [])],
    }
    label = ngettext("%(count)s case", "%(count)s cases", len(touched)) % {"count": len(touched)}
    return record(
        action="cases.edited", by=by, project_id=project.pk, subject=project, label=label, before=kept, after=after
    )


def edit_case_values(*, case: Case, values: Mapping[int, str], by: User, add_levels: bool = False) -> Case:
    """Set values of a case by the id of their variables; an empty value takes the old one away."""
    known = dict(case.values.values_list("variable_id", "value"))
    # What somebody did not touch is not asked whether it fits: a survey may have brought it so.
    cells = [Cell(case.pk, pk, value) for pk, value in values.items() if value.strip() != known.get(pk, "")]
    set_values(project=case.project, cells=cells, by=by, add_levels=add_levels)
    return case


@transaction.atomic
def take_back_values(*, project: Project, event: Event, by: User) -> Change:
    """Give the cells that an event changed their old values again; what was changed since stays as it is.

    Raises WorkbenchError where nothing of it can be taken back.
    """
    if event.project_id != project.pk or not (event.before or {}).get("_cells"):
        raise WorkbenchError(_("There is nothing to undo."))
    cells = unpack_cells(event.before["_cells"])
    cases = _held_cases(project, {case for case, *_rest in cells})
    variables = Variable.objects.filter(project=project, pk__in={cell[1] for cell in cells}).in_bulk()
    known = _values_at(cases, variables)
    changed = {
        (case, variable): (new, old)
        for case, variable, old, new in cells
        if case in cases and variable in variables and known.get((case, variable), "") == new
    }
    if not changed:
        raise WorkbenchError(_("These values were changed again since, so they stay as they are."))
    store_cells({place: old for place, (_new, old) in changed.items()})
    stored = [(case, variable, old) for (case, variable), (_new, old) in changed.items()]
    return Change(stored, _record_values(project, changed, cases, variables, by))


@transaction.atomic
def rename_value(*, variable: Variable, old: str, new: str, by: User) -> Change:
    """Write a value otherwise in every case that has it, or join it to another value; its level is renamed with it."""
    new = check_name(new)
    if variable.kind == VariableKind.ORDINAL and old in map(str, variable.levels):
        levels = [new if str(level) == old else level for level in variable.levels]
        edit_variable(
            variable=variable, name=variable.name, kind=variable.kind, levels=levels,
            description=variable.description, by=by, anyway=True,
        )  # fmt: skip
    cells = []
    for case, value in VariableValue.objects.filter(variable=variable).values_list("case_id", "value"):
        parts = parts_of(value, variable.kind)
        if old in parts:
            cells.append(Cell(case, variable.pk, SEPARATOR.join(new if part == old else part for part in parts)))
    return set_values(project=variable.project, cells=cells, by=by)
