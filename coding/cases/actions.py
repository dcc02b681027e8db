"""Changes to cases, variables and values."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from coding.sources.models import Case, Source, SourceKind, Variable, VariableKind, VariableValue
from coding.sources.naming import NameNotAllowed, NameTaken, answer_name, check_name
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project

BATCH = 1000


@transaction.atomic
def add_variable(*, project: Project, name: str, kind: str, by: User) -> Variable:
    """Add a variable that cases can have values of."""
    name = " ".join(name.split())
    if not name:
        raise NameNotAllowed(_("A variable needs a name."))
    if Variable.objects.filter(project=project, name=name).exists():
        raise NameTaken(_("There is a variable “%(name)s” already.") % {"name": name})
    last = Variable.objects.filter(project=project).aggregate(last=Max("position"))["last"]
    variable = Variable.objects.create(
        project=project, name=name[:500], kind=VariableKind(kind), position=0 if last is None else last + 1
    )
    record(action="variable.added", by=by, project_id=project.pk, subject=variable, after={"kind": variable.kind})
    return variable


@transaction.atomic
def edit_case_values(*, case: Case, values: Mapping[int, str], by: User) -> Case:
    """Set values of a case by the id of their variables; an empty value takes the old one away."""
    variables = {variable.pk: variable for variable in Variable.objects.filter(project_id=case.project_id)}
    old = {value.variable_id: value.value for value in case.values.all()}
    before, after = {}, {}
    for variable_id, given in values.items():
        value = given.strip()
        if variable_id not in variables or value == old.get(variable_id, ""):
            continue
        _set_value(case, variables[variable_id], value)
        before[variables[variable_id].name] = old.get(variable_id, "")
        after[variables[variable_id].name] = value
    if after:
        record(action="case.edited", by=by, project_id=case.project_id, subject=case, before=before, after=after)
    return case


def _set_value(case: Case, variable: Variable, value: str) -> None:
    if value:
        VariableValue.objects.update_or_create(case=case, variable=variable, defaults={"value": value})
    else:
        VariableValue.objects.filter(case=case, variable=variable).delete()


@transaction.atomic
def rename_case(*, case: Case, name: str, by: User) -> Case:
    """Give a case another name; its answers are renamed with it."""
    name, old = check_name(name), case.name
    if name == old:
        return case
    if Case.objects.filter(project_id=case.project_id, name=name).exists():
        raise NameTaken(_("There is a case “%(name)s” already.") % {"name": name})
    case.name = name
    case.save(update_fields=["name"])
    answers = list(case.sources.filter(kind=SourceKind.ANSWER).select_related("question").defer("text"))
    for answer in answers:
        answer.name = answer_name(name, answer.question.text)
    Source.objects.bulk_update(answers, ["name"], batch_size=BATCH)
    record(
        action="case.renamed",
        by=by,
        project_id=case.project_id,
        subject=case,
        before={"name": old},
        after={"name": name},
    )
    return case
