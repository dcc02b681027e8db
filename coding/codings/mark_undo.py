"""How acts on marks are taken back and done again: exactly the stretches that they added or took away."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from coding.codings.actions import CannotBeUndone, check_same_text
from coding.codings.assigning import round_for
from coding.codings.marking import mark_uncoded, unmark_uncoded
from coding.sources.models import Source
from workbench.accounts.models import User
from workbench.audit.models import Event
from workbench.audit.undo import undoable


def _each(change: Callable[..., None]) -> Callable[[Event, User], None]:
    """Let the change be made to every stretch of the event."""

    def turn(event: Event, by: User) -> None:
        facts = event.after or event.before
        source = _source(event, facts, by)
        for start, end in facts["_spans"]:
            change(source=source, by=by, start=start, end=end)

    return turn


def _source(event: Event, facts: dict[str, Any], by: User) -> Source:
    source = Source.objects.filter(project_id=event.project_id, pk=facts["source"]).first()
    if source is None:
        raise CannotBeUndone(_("This can no longer be undone: the source was removed since."))
    check_same_text(source, facts)
    if round_for(source, by) != facts["round"]:
        raise CannotBeUndone(_("This can no longer be undone: it belongs to another round."))
    return source


def _address(event: Event) -> str:
    facts = event.after or event.before
    source = Source.objects.select_related("project").only("project__slug").get(pk=facts["source"])
    return f"{reverse('codings:source', args=[source.project.slug, source.pk])}?at={facts['start']}"


undoable("uncoded.marked", undo=_each(unmark_uncoded), redo=_each(mark_uncoded), where=_address)
undoable("uncoded.unmarked", undo=_each(mark_uncoded), redo=_each(unmark_uncoded), where=_address)
