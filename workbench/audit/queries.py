"""Reading the history."""

from django.db.models import Q, QuerySet

from workbench.accounts.models import User
from workbench.audit.models import Event


def events_visible_to(user: User, project_id: int) -> QuerySet[Event]:
    """Return the project's events, without what a blind round hides from this person."""
    return Event.objects.filter(project_id=project_id).filter(Q(sealed_to=None) | Q(sealed_to=user.pk))
