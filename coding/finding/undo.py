"""How coding what a search found, or what a suggestion holds, is taken back and done again."""

from django.urls import reverse

from coding.finding.actions import FOUND, SUGGESTED, remove_found, restore_found
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.projects.models import Project


def _address(event: Event) -> str:
    """Return where the codings are seen: in the source, if it is one."""
    kind, _colon, source = event.scope.partition(":")
    if kind != "source":
        return ""
    slug = Project.objects.values_list("slug", flat=True).get(pk=event.project_id)
    return reverse("codings:source", args=[slug, int(source)])


for action in (FOUND, SUGGESTED):
    undoable(
        action,
        undo=lambda event, by: remove_found(event=event, by=by),
        redo=lambda event, by: restore_found(event=event, by=by),
        where=_address,
    )
