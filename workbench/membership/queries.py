"""Reading who belongs to a project."""

from django.db.models import Count, F, Q, QuerySet

from workbench.accounts.models import User
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


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the person's active memberships with their projects, archived projects last."""
    return (
        Membership.objects.filter(user=user, left_at=None)
        .select_related("project")
        .annotate(members=Count("project__memberships", filter=Q(project__memberships__left_at=None)))
        .order_by(F("project__archived_at").asc(nulls_first=True), "project__name")
    )
