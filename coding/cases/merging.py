"""Two cases that are one person, two variables that are one: everything of one goes to the other; it can be undone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from coding.cases.cells import Cell, cells_of, set_values, store_cells, unpack_cells
from coding.cases.variables import remove_variable
from coding.sources.models import Case, Source, SourceKind, Variable, VariableValue
from coding.sources.naming import NameTaken, answer_name, free_name
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.audit.models import Event
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

Kept = dict[str, Any]


def conflicts_of(case: Case, into: Case) -> list[tuple[Variable, str, str]]:
    """Return the variables of which the two have different values, with the value of each; two queries."""
    ours = dict(case.values.values_list("variable_id", "value"))
    theirs = into.values.select_related("variable").order_by("variable__position")
    return [
        (value.variable, ours[value.variable_id], value.value)
        for value in theirs
        if value.variable_id in ours and ours[value.variable_id] != value.value
    ]


@transaction.atomic
def merge_cases(*, case: Case, into: Case, by: User, chosen: Mapping[int, str] | None = None) -> Case:
    """Give everything of a case to another and take it away: sources, speakers, passages under themes, memos, values.

    Where both have different values of a variable, `chosen` says which stays, by the variable's id; the other case's
    stays where nothing is said. unmerge_case() takes it back.
    """
    if case.pk == into.pk or case.project_id != into.project_id:
        raise WorkbenchError(_("Choose another case of this study."))
    project = case.project
    # Both are held, in one order: who merges the other way round at the same moment waits.
    list(Case.objects.select_for_update().filter(pk__in=[case.pk, into.pk]).order_by("pk"))
    changed = _merged_values(case, into, chosen or {})
    values = [[variable, value] for variable, value in case.values.values_list("variable_id", "value")]
    kept: Kept = {
        "_case": {"pk": case.pk, "name": case.name, "values": values},
        "_cells": cells_of(changed),
        "_answers": _rename_answers(case, into),
        "_moved": _move_rows(case, into),
        "_memos": _move_memos(case.pk, into.pk),
    }
    store_cells({place: new for place, (_old, new) in changed.items()})
    moved = len(kept["_moved"].get("coding.Source", []))
    after = {"_into": into.pk, "sources": moved, "values taken over": len(changed)}
    label = _("%(case)s into %(into)s") % {"case": case.name, "into": into.name}
    record(action="case.merged", by=by, project_id=project.pk, subject=into, label=label, before=kept, after=after)
    case.values.all().delete()
    case.delete()
    return into


def _merged_values(case: Case, into: Case, chosen: Mapping[int, str]) -> dict[tuple[int, int], tuple[str, str]]:
    """What changes in the other case's values: (case, variable) -> (old, new)."""
    theirs = dict(into.values.values_list("variable_id", "value"))
    changed = {}
    for variable, value in case.values.values_list("variable_id", "value"):
        old = theirs.get(variable, "")
        new = chosen.get(variable, old) if old else value
        if new not in {old, value}:
            raise WorkbenchError(_("Choose one of the two values."))
        if new != old:
            changed[into.pk, variable] = (old, new)
    return changed


def _rename_answers(case: Case, into: Case) -> list[list[Any]]:
    """Name the answers after the other case; returns their ids and old names."""
    answers = list(case.sources.filter(kind=SourceKind.ANSWER).select_related("question").defer("text"))
    old = [[answer.pk, answer.name] for answer in answers]
    for answer in answers:
        # Both may have answered the same question: the second answer keeps its words under a name of its own.
        answer.name = free_name(case.project, answer_name(into.name, answer.question.text), rename=True)
        answer.save(update_fields=["name"])
    return old


def relations() -> list[tuple[type, str, str]]:
    """Every table of any app that points to cases, but for values: model, its label, its column."""
    return [
        (relation.related_model, relation.related_model._meta.label, relation.field.name)
        # Tables of later stages hide their relation, and are asked as well.
        for relation in Case._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.one_to_many and relation.related_model is not VariableValue
    ]


def _move_rows(case: Case, into: Case) -> dict[str, list[Any]]:
    """Let all that points to the case point to the other; returns the keys by table."""
    moved: dict[str, list[Any]] = {}
    for model, label, column in relations():
        rows = model._base_manager.filter(**{column: case})
        keys = [str(key) for key in rows.values_list("pk", flat=True)]
        rows.update(**{column: into})
        if keys:
            moved[label] = keys
    return moved


def memos_on(case: int) -> QuerySet:
    # Memos stand further down the stream and point by a text, so their table is asked for by name.
    return apps.get_model("coding", "Memo").objects.filter(about="case", about_id=str(case))


def _move_memos(from_pk: int, to_pk: int) -> dict[str, Any]:
    """Hang the memos on a case on another; a case may have several of each author."""
    memos = memos_on(from_pk)
    moved = list(memos.values_list("pk", flat=True))
    memos.update(about_id=str(to_pk))
    return {"moved": moved}


def _give_memos_back(case: Case, into: Case, kept: dict[str, Any]) -> None:
    """Moved memos go back; one that an earlier merge joined is parted again, as long as nobody wrote on in it."""
    memos_on(into.pk).filter(pk__in=kept["moved"]).update(about_id=str(case.pk))
    for joined in kept.get("joined", []):
        both = memos_on(into.pk).filter(author=joined["author"], body=f"{joined['before']}\n\n{joined['body']}")
        if both.update(body=joined["before"]):
            apps.get_model("coding", "Memo").objects.create(
                project=case.project,
                about="case",
                about_id=str(case.pk),
                author_id=joined["author"],
                body=joined["body"],
            )


def merges_of(case: Case) -> list[Event]:
    """Return the merges into the case that can be taken apart, the latest first; one query."""
    events = Event.objects.filter(
        project_id=case.project_id,
        subject_type="case",
        subject_id=str(case.pk),
        action__in=["case.merged", "case.unmerged"],
    )
    apart = {event.after["_event"] for event in events if event.action == "case.unmerged"}
    return [event for event in events if event.action == "case.merged" and event.pk not in apart]


@transaction.atomic
def unmerge_case(*, project: Project, event: Event, by: User) -> Case:
    """Take a merge apart: what came with the case goes back to it, as far as it still is where the merge put it."""
    if event.project_id != project.pk or event.action != "case.merged":
        raise WorkbenchError(_("There is nothing to undo."))
    kept, into = event.before, Case.objects.filter(project=project, pk=event.after["_into"]).first()
    was = kept["_case"]
    if into is None or event not in merges_of(into):
        raise WorkbenchError(_("“%(name)s” was taken apart already, or merged further.") % {"name": was["name"]})
    if Case.objects.filter(project=project, name=was["name"]).exists():
        raise NameTaken(_("There is a case “%(name)s” by now. Rename that one first.") % {"name": was["name"]})
    # Under its old key, so that addresses and earlier lines of history still lead to it.
    case = Case.objects.create(pk=was["pk"], project=project, name=was["name"])
    for model, label, column in relations():
        keys = kept["_moved"].get(label, [])
        model._base_manager.filter(**{column: into}, pk__in=keys).update(**{column: case})
    _give_memos_back(case, into, kept["_memos"])
    for pk, name in kept["_answers"]:
        if not Source.objects.filter(project=project, name=name).exists():
            Source.objects.filter(pk=pk, case=case).update(name=name)
    _give_values_back(case, into, kept)
    record(action="case.unmerged", by=by, project_id=project.pk, subject=into, label=was["name"], after={"_event": event.pk})  # fmt: skip  # noqa: E501
    return case


def _give_values_back(case: Case, into: Case, kept: Kept) -> None:
    left = set(Variable.objects.filter(project=case.project_id).values_list("pk", flat=True))
    now = dict(into.values.values_list("variable_id", "value"))
    back = {(case.pk, variable): value for variable, value in kept["_case"]["values"] if variable in left}
    for _case, variable, old, new in unpack_cells(kept["_cells"]):
        if variable in left and now.get(variable, "") == new:
            back[into.pk, variable] = old
    store_cells(back)


def variable_conflicts(variable: Variable, into: Variable) -> list[tuple[Case, str, str]]:
    """Return the cases that have different values of the two, with both values; two queries."""
    ours = dict(variable.values.values_list("case_id", "value"))
    theirs = into.values.filter(case__in=variable.values.values("case")).select_related("case").order_by("case_id")
    return [(one.case, ours[one.case_id], one.value) for one in theirs if ours[one.case_id] != one.value]


@transaction.atomic
def merge_variables(*, variable: Variable, into: Variable, by: User, replace: bool = False) -> Event | None:
    """Give the values of a variable to another and remove it; where both have one, `replace` says that ours stays.

    Raises CellsRefused where a value does not fit the other. Two lines of history, each of which can be undone; the
    first (of the values, None where none moved) is returned.
    """
    if variable.pk == into.pk or variable.project_id != into.project_id:
        raise WorkbenchError(_("Choose another variable of this study."))
    theirs = set(into.values.values_list("case_id", flat=True))
    rows = variable.values.values_list("case_id", "value")
    cells = [Cell(case, into.pk, value) for case, value in rows if replace or case not in theirs]
    change = set_values(project=variable.project, cells=cells, by=by)
    remove_variable(variable=variable, by=by)
    return change.event
