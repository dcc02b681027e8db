"""Reading who belongs to a project."""

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.membership.models import Membership
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError


class AmbiguousName(WorkbenchError):
    """Several members have this name."""


def members_of(project: Project) -> QuerySet[Membership]:
    """Return the active members with their people, in the order they joined."""
    return project.memberships.filter(left_at=None).select_related("user")


def member_named(project: Project, name: str) -> Membership | None:
    """Find a member by name or e-mail address, compared without case. Raises AmbiguousName."""
    wanted = name.strip().casefold()
    found = [
        membership
        for membership in project.memberships.select_related("user")
        if wanted in {membership.user.name.casefold(), (membership.user.email or "").casefold()}
    ]
    if len(found) > 1:
        raise AmbiguousName(
            _("%(count)s members are called “%(name)s”. Give the e-mail address of the one you mean.")
            % {"count": len(found), "name": name.strip()}
        )
    return found[0] if found else None


def memberships_of(user: User) -> QuerySet[Membership]:
    """Return the person's active memberships with their projects, archived projects last."""
    return (
        Membership.objects.filter(user=user, left_at=None)
        .select_related("project")
        .annotate(members=Count("project__memberships", filter=Q(project__memberships__left_at=None)))
        .order_by(F("project__archived_at").asc(nulls_first=True), "project__name")
    )
