"""How the setting of a number key is taken back and done again."""

from django.db import transaction

from coding.codebook.queries import codes_of
from coding.codings.favourites import favourites_of, put_favourites
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable
from workbench.projects.models import Project


@transaction.atomic
def _put(keys: dict[str, int], event: Event, by: User) -> None:
    project = Project.objects.get(pk=event.project_id)
    there = set(codes_of(project).filter(pk__in=keys.values()).values_list("pk", flat=True))
    after = {int(key): code for key, code in keys.items() if code in there}
    put_favourites(project=project, by=by, before=favourites_of(by, project), after=after)


undoable(
    "favourite.set",
    undo=lambda event, by: _put(event.before["_keys"], event, by),
    redo=lambda event, by: _put(event.after["_keys"], event, by),
)
