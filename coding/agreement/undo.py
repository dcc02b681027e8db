"""How a choice of words for figures is taken back."""

from django.urls import reverse

from coding.agreement.actions import choose_scale
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.membership.roles import Permission
from workbench.projects.models import Project


def _choose(event: Event, scale: str, by: User) -> None:
    choose_scale(project=Project.objects.get(pk=event.project_id), by=by, scale=scale)


undoable(
    "interpretation.chosen",
    needs=Permission.MANAGE_ROUNDS,
    where=lambda event: reverse("agreement:index", args=[Project.objects.get(pk=event.project_id).slug]),
    undo=lambda event, by: _choose(event, event.before["scale"], by),
    redo=lambda event, by: _choose(event, event.after["scale"], by),
)
