"""Reading projects."""

from django.db.models import QuerySet

from workbench.accounts.models import User
from workbench.projects.models import Project


def projects_of(user: User) -> QuerySet[Project]:
    """Return the projects the person is a member of, archived ones last."""
    return Project.objects.filter(memberships__user=user, memberships__left_at=None).order_by("archived_at", "name")
