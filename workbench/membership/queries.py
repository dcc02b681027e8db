"""Reading who belongs to a project."""

from django.db.models import QuerySet

from workbench.membership.models import Membership
from workbench.projects.models import Project


def members_of(project: Project) -> QuerySet[Membership]:
    """Return the active members with their people, in the order they joined."""
    return project.memberships.filter(left_at=None).select_related("user")


def member_named(project: Project, name: str) -> Membership | None:
    """Find a member by name or e-mail address, compared without case; ambiguous names find nobody."""
    wanted = name.strip().casefold()
    found = [
        membership
        for membership in project.memberships.select_related("user")
        if wanted in {membership.user.name.casefold(), (membership.user.email or "").casefold()}
    ]
    return found[0] if len(found) == 1 else None
