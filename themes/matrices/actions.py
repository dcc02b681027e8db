"""Changes to the definitions of saved matrices."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coding.quotations.layers import layer_choices
from coding.sources.models import Variable
from themes.matrices.columns import headings_of
from themes.matrices.models import CellKind, Matrix, RowKind
from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

LONGEST_NAME = 200
_VARIABLES = ("variable", "sections", "sort")


def facts_of(matrix: Matrix) -> dict[str, Any]:
    """Return what defines a matrix, as the history keeps it."""
    return {
        "name": matrix.name,
        "rows": str(matrix.rows),
        "cells": str(matrix.cells),
        "layer": matrix.layer,
        "_columns": list(matrix.columns),
        **{f"_{name}": getattr(matrix, f"{name}_id") for name in _VARIABLES},
    }


def wanted_of(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments that define a matrix by the facts of the history."""
    return {name.removeprefix("_"): value for name, value in facts.items()}


@transaction.atomic
def create_matrix(*, project: Project, by: User, name: str, **wanted: Any) -> Matrix:
    """Save a matrix: rows, variable, columns, layer, cells, sections, sort (variables by their keys)."""
    matrix = Matrix(project=project, created_by=by, name=_checked_name(project, name))
    _define(matrix, wanted)
    matrix.save()
    _record("matrix.created", matrix, by, after=facts_of(matrix))
    return matrix


@transaction.atomic
def edit_matrix(*, matrix: Matrix, by: User, name: str, **wanted: Any) -> Matrix:
    """Define a matrix anew. What is written in cells that it no longer has is kept, and shows when they come back."""
    matrix = Matrix.objects.select_for_update().get(pk=matrix.pk)
    before = facts_of(matrix)
    matrix.name = _checked_name(matrix.project, name, apart_from=matrix)
    _define(matrix, wanted)
    if facts_of(matrix) != before:
        matrix.save()
        _record("matrix.edited", matrix, by, before=before, after=facts_of(matrix))
    return matrix


@transaction.atomic
def duplicate_matrix(*, matrix: Matrix, by: User) -> Matrix:
    """Save another matrix of the same definition, under a name of its own; its cells are still to be written."""
    taken = set(Matrix.objects.filter(project=matrix.project, removed_at=None).values_list("name", flat=True))
    names = (_("%(name)s (%(number)s)") % {"name": matrix.name[:180], "number": number} for number in range(2, 10_000))
    name = next(name for name in names if name not in taken)
    return create_matrix(project=matrix.project, by=by, **wanted_of(facts_of(matrix)) | {"name": name})


@transaction.atomic
def remove_matrix(*, matrix: Matrix, by: User) -> None:
    """Put a matrix away with all that is written in it; restore_matrix brings it back."""
    matrix = Matrix.objects.select_for_update().get(pk=matrix.pk)
    if matrix.removed_at is None:
        matrix.removed_at = timezone.now()
        matrix.save(update_fields=["removed_at"])
        _record("matrix.removed", matrix, by, before=facts_of(matrix))


@transaction.atomic
def restore_matrix(*, matrix: Matrix, by: User) -> None:
    """Bring a matrix back; raises WorkbenchError where another has its name now."""
    matrix = Matrix.objects.select_for_update().get(pk=matrix.pk)
    if matrix.removed_at is not None:
        _checked_name(matrix.project, matrix.name, apart_from=matrix)
        matrix.removed_at = None
        matrix.save(update_fields=["removed_at"])
        _record("matrix.restored", matrix, by, after=facts_of(matrix))


def _checked_name(project: Project, name: str, apart_from: Matrix | None = None) -> str:
    name = " ".join(name.split())
    if not name:
        raise WorkbenchError(_("A matrix needs a name."))
    if len(name) > LONGEST_NAME:
        raise WorkbenchError(_("A name has at most 200 characters."))
    same = Matrix.objects.filter(project=project, removed_at=None, name__iexact=name)
    if same.exclude(pk=apart_from.pk if apart_from else None).exists():
        raise WorkbenchError(_("There is a matrix “%(name)s” already. Choose another name.") % {"name": name})
    return name


def _define(matrix: Matrix, wanted: dict[str, Any]) -> None:
    """Set what is wanted; raises WorkbenchError for what the study does not have."""
    project = matrix.project
    matrix.rows = RowKind(wanted.get("rows", matrix.rows))
    matrix.cells = CellKind(wanted.get("cells", matrix.cells))
    matrix.layer = wanted.get("layer", matrix.layer)
    matrix.columns = list(wanted.get("columns", matrix.columns))
    known = set(Variable.objects.filter(project=project).values_list("pk", flat=True))
    for name in _VARIABLES:
        if name in wanted:
            # A variable that was removed since stands nowhere.
            setattr(matrix, f"{name}_id", wanted[name] if wanted[name] in known else None)
    if not matrix.columns:
        raise WorkbenchError(_("Choose at least one column: a theme, a code or a question."))
    if not set(matrix.columns) & set(headings_of(project)):
        raise WorkbenchError(_("None of these columns is in the study any more. Choose others."))
    if matrix.rows == RowKind.GROUPS and matrix.variable_id is None:
        raise WorkbenchError(_("Choose the variable that makes the groups."))
    if matrix.layer not in {value for value, _label in layer_choices(project)}:
        raise WorkbenchError(_("Choose whose codings count."))


def _record(action: str, matrix: Matrix, by: User, **values: object) -> None:
    record(action=action, by=by, project_id=matrix.project_id, subject=matrix, **values)
