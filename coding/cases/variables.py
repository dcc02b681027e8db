"""Changes to variables: what is known of each case. Values of cases: actions.py."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coding.cases.values import fits
from coding.sources.importers.answers import joined_levels
from coding.sources.models import Case, Variable, VariableKind, VariableValue
from coding.sources.naming import NameNotAllowed, NameTaken
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

BATCH = 1000
LONGEST_NAME = 500


class ValuesDoNotFit(WorkbenchError):
    """Values that cases have already do not fit what the variable is to be: [(case, value)]."""

    def __init__(self, variable: Variable, misfits: Sequence[tuple[Case, str]]) -> None:
        count = len(misfits)
        case, value = misfits[0]
        text = ngettext(
            "The value of %(count)s case would not fit: “%(value)s” of %(case)s.",
            "The values of %(count)s cases would not fit, the first “%(value)s” of %(case)s.",
            count,
        )
        super().__init__(text % {"count": count, "value": value, "case": case.name})
        self.misfits = list(misfits)


@transaction.atomic
def add_variable(
    *, project: Project, name: str, kind: str, by: User, levels: Sequence[str] = (), description: str = ""
) -> Variable:
    """Add a variable that cases can have values of."""
    name = _free_name(project, name)
    last = Variable.objects.filter(project=project).aggregate(last=Max("position"))["last"]
    variable = Variable.objects.create(
        project=project,
        name=name,
        kind=VariableKind(kind),
        position=0 if last is None else last + 1,
        levels=_tidy_levels(kind, levels),
        **_described(description),
    )
    record(action="variable.added", by=by, project_id=project.pk, subject=variable, after=_facts(variable))
    return variable


def _free_name(project: Project, name: str, but: int | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise NameNotAllowed(_("A variable needs a name."))
    if Variable.objects.filter(project=project, name=name[:LONGEST_NAME]).exclude(pk=but).exists():
        raise NameTaken(_("There is a variable “%(name)s” already.") % {"name": name})
    return name[:LONGEST_NAME]


def _tidy_levels(kind: str, levels: Sequence[str]) -> list[str]:
    tidy = (" ".join(str(level).split()) for level in levels)
    return list(dict.fromkeys(level for level in tidy if level)) if kind == VariableKind.ORDINAL else []


def _described(description: str) -> dict[str, str]:
    return {"description": description.strip()}


def _facts(variable: Variable) -> dict[str, Any]:
    return {
        "name": variable.name,
        "what it holds": str(variable.get_kind_display()),
        "levels": list(variable.levels),
        "description": variable.description,
    }


@transaction.atomic
def edit_variable(
    *,
    variable: Variable,
    name: str,
    kind: str,
    by: User,
    levels: Sequence[str] = (),
    description: str = "",
    anyway: bool = False,
) -> Variable:
    """Change what a variable is; values stay as they are.

    Raises ValuesDoNotFit where a changed kind or order leaves values outside, unless `anyway`.
    """
    before = _facts(variable)
    was = (variable.kind, list(variable.levels))
    variable.name = _free_name(variable.project, name, but=variable.pk)
    variable.kind = VariableKind(kind)
    variable.levels = _tidy_levels(kind, levels)
    variable.description = description.strip()
    after = _facts(variable)
    if after == before:
        return variable
    if not anyway and was != (variable.kind, variable.levels) and (misfits := misfits_of(variable)):
        raise ValuesDoNotFit(variable, misfits)
    variable.save(update_fields=["name", "kind", "levels", "description"])
    changed = {key for key in after if after[key] != before[key]}
    record(
        action="variable.edited", by=by, project_id=variable.project_id, subject=variable,
        before={key: before[key] for key in before if key in changed},
        after={key: after[key] for key in after if key in changed},
    )  # fmt: skip
    return variable


def misfits_of(variable: Variable) -> list[tuple[Case, str]]:
    """Return the cases whose value does not fit the variable as it is in memory, with the value; one query."""
    values = VariableValue.objects.filter(variable=variable).select_related("case").order_by("case_id")
    return [(value.case, value.value) for value in values if not fits(variable, value.value)]


@transaction.atomic
def add_levels_to(*, variable: Variable, levels: Sequence[str], by: User) -> Variable:
    """Add levels to an ordered variable: in their places where these are clear, else at its high end."""
    new = [level for level in _tidy_levels(variable.kind, levels) if level not in map(str, variable.levels)]
    if new:
        variable.levels = joined_levels(list(map(str, variable.levels)), new)
        variable.save(update_fields=["levels"])
        record(
            action="variable.levels_added", by=by, project_id=variable.project_id, subject=variable,
            after={"levels": new},
        )  # fmt: skip
    return variable


@transaction.atomic
def move_variable(*, variable: Variable, before: Variable | None, by: User) -> Variable:
    """Put the column of a variable before that of another; None puts it last."""
    others = list(Variable.objects.filter(project=variable.project_id).exclude(pk=variable.pk))
    at = others.index(before) if before in others else len(others)
    ordered = [*others[:at], variable, *others[at:]]
    for place, one in enumerate(ordered):
        one.position = place
    Variable.objects.bulk_update(ordered, ["position"], batch_size=BATCH)
    after = {"before": before.name} if before in others else {"before": _("the end")}
    record(action="variable.moved", by=by, project_id=variable.project_id, subject=variable, after=after)
    return variable


@transaction.atomic
def remove_variable(*, variable: Variable, by: User) -> Event:
    """Take a variable away with its values, which the event keeps; bring_back_variable() undoes it."""
    values = [[case, value] for case, value in variable.values.order_by("case").values_list("case_id", "value")]
    kept = {"_values": values, "_kind": variable.kind, "_position": variable.position, "values": len(values)}
    event = record(
        action="variable.removed", by=by, project_id=variable.project_id, subject=variable,
        before={**_facts(variable), **kept},
    )  # fmt: skip
    variable.delete()
    return event


@transaction.atomic
def bring_back_variable(*, project: Project, event: Event, by: User) -> Variable:
    """Undo the removal of a variable: it comes back at its place with the values of all cases that there still are."""
    if event.project_id != project.pk or event.action != "variable.removed":
        raise WorkbenchError(_("There is nothing to undo."))
    kept = event.before
    variable = Variable.objects.create(
        project=project,
        name=_free_name(project, kept["name"]),
        kind=kept["_kind"],
        levels=kept["levels"],
        position=kept["_position"],
        **_described(kept.get("description", "")),
    )
    left = set(Case.objects.filter(project=project).values_list("pk", flat=True))
    rows = [VariableValue(case_id=case, variable=variable, value=value) for case, value in kept["_values"] if case in left]  # fmt: skip  # noqa: E501
    VariableValue.objects.bulk_create(rows, batch_size=BATCH)
    after = {"values": len(rows), "_event": event.pk}
    record(action="variable.restored", by=by, project_id=project.pk, subject=variable, after=after)
    return variable


def removed_variables(project: Project) -> list[Event]:
    """Return the removals that can be undone, the latest first; two queries."""
    events = Event.objects.filter(project_id=project.pk)
    restored = events.filter(action="variable.restored").values_list("after", flat=True)
    back = {(after or {}).get("_event") for after in restored}
    return [event for event in events.filter(action="variable.removed")[:20] if event.pk not in back]
