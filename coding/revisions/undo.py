"""How letting go of a coding that lost its words is taken back and done again."""

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone
from coding.revisions.actions import let_go, take_up
from coding.revisions.models import Displacement
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.projects.models import Project


def _settling(change: Callable[..., Displacement]) -> Callable[[Event, User], None]:
    """Let the change be made to what waits to be settled."""

    def turn(event: Event, by: User) -> None:
        found = Displacement.objects.filter(coding__project_id=event.project_id, coding_id=event.subject_id).first()
        if found is None:
            raise CannotBeUndone(_("This can no longer be undone: the coding has words again, or was removed."))
        change(displacement=found, by=by)

    return turn


def _address(event: Event) -> str:
    slug = Project.objects.values_list("slug", flat=True).get(pk=event.project_id)
    return reverse("revisions:settle", args=[slug, int(event.scope.removeprefix("source:"))])


undoable("coding.let_go", undo=_settling(take_up), redo=_settling(let_go), where=_address)
undoable("coding.taken_up", undo=_settling(let_go), redo=_settling(take_up), where=_address)
