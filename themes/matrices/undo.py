"""How acts on saved matrices and in their cells are taken back and done again."""

from __future__ import annotations

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone
from themes.matrices.actions import edit_matrix, remove_matrix, restore_matrix, wanted_of
from themes.matrices.models import Matrix, Summary, SummaryVersion
from themes.matrices.writing import restore_version
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.membership.roles import Permission


def _matrix(event: Event) -> Matrix:
    return Matrix.objects.get(project_id=event.project_id, pk=event.subject_id)


def _remove(event: Event, by: User) -> None:
    remove_matrix(matrix=_matrix(event), by=by)


def _restore(event: Event, by: User) -> None:
    restore_matrix(matrix=_matrix(event), by=by)


def _define(event: Event, by: User, facts: dict[str, object]) -> None:
    edit_matrix(matrix=_matrix(event), by=by, **wanted_of(facts))


def _summary(event: Event) -> Summary:
    found = Summary.objects.filter(matrix__project_id=event.project_id, pk=event.subject_id)
    return found.select_related("matrix__project").get()


def _turn(event: Event, by: User, source: dict[str, int | None], target: dict[str, int | None]) -> None:
    """Let the version stand in the cell that the target names, if that of the source still does."""
    summary = _summary(event)
    if summary.current_id != source["_version"]:
        raise CannotBeUndone(_("This can no longer be undone: the cell was changed since."))
    version = SummaryVersion.objects.filter(summary=summary, pk=target["_version"]).first()
    restore_version(summary=summary, version=version, instead_of=source["_version"], by=by)


def _matrix_address(event: Event) -> str:
    matrix = _matrix(event)
    return "" if matrix.removed_at else matrix.get_absolute_url()


def _cell_address(event: Event) -> str:
    summary = _summary(event)
    place = urlencode({"row": summary.row, "column": summary.column})
    return f"{reverse('matrices:cell', args=[summary.matrix.project.slug, summary.matrix_id])}?{place}"


for action, turns in {
    "matrix.created": (_remove, _restore),
    "matrix.restored": (_remove, _restore),
    "matrix.removed": (_restore, _remove),
    "matrix.edited": (
        lambda event, by: _define(event, by, event.before),
        lambda event, by: _define(event, by, event.after),
    ),
}.items():
    undoable(action, undo=turns[0], redo=turns[1], needs=Permission.EDIT_THEMES, where=_matrix_address)
for action in ("summary.written", "summary.confirmed", "summary.restored"):
    undoable(
        action,
        undo=lambda event, by: _turn(event, by, event.after, event.before),
        redo=lambda event, by: _turn(event, by, event.before, event.after),
        needs=Permission.EDIT_THEMES,
        where=_cell_address,
    )
