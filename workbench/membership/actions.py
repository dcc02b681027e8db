"""Changes to who belongs to a project."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.membership.models import Invitation, Membership
from workbench.membership.queries import member_named
from workbench.membership.roles import Role
from workbench.projects.actions import create_project
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

INVITATION_DAYS = 14


@transaction.atomic
def create_study(*, name: str, by: User, description: str = "") -> Project:
    """Make a project with its maker as the lead."""
    project = create_project(name=name, by=by, description=description)
    add_member(project=project, user=by, role=Role.LEAD, by=by)
    return project


@transaction.atomic
def add_member(*, project: Project, user: User, role: str, by: User) -> Membership:
    """Make the person a member, or bring back one who left."""
    membership, _made = Membership.objects.update_or_create(
        project=project, user=user, defaults={"role": role, "left_at": None}
    )
    record(action="member.added", by=by, project_id=project.pk, subject=membership, after={"role": role})
    return membership


@transaction.atomic
def ensure_coder(*, project: Project, name: str, by: User) -> Membership:
    """Return the member of this name, made as a coder without sign-in if unknown."""
    if membership := member_named(project, name):
        return membership
    user = User.objects.create_user(None, None, name=name.strip())
    return add_member(project=project, user=user, role=Role.CODER, by=by)


def _keep_one_lead(membership: Membership) -> None:
    others = membership.project.memberships.filter(role=Role.LEAD, left_at=None).exclude(pk=membership.pk)
    if membership.role == Role.LEAD and not others.exists():
        raise WorkbenchError(_("A study needs a lead. Make someone else a lead first."))


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: User) -> Membership:
    """Give a member another role; the last lead keeps theirs."""
    before = membership.role
    if role != Role.LEAD:
        _keep_one_lead(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    record(
        action="member.role_changed",
        by=by,
        project_id=membership.project_id,
        subject=membership,
        before={"role": before},
        after={"role": role},
    )
    return membership


@transaction.atomic
def remove_member(*, membership: Membership, by: User) -> Membership:
    """End a membership; everything the person coded stays."""
    _keep_one_lead(membership)
    membership.left_at = timezone.now()
    membership.save(update_fields=["left_at"])
    record(action="member.removed", by=by, project_id=membership.project_id, subject=membership)
    return membership


@transaction.atomic
def invite_member(*, project: Project, email: str, role: str, by: User) -> Invitation:
    """Make an invitation link; an older open one for the same address is withdrawn."""
    email = email.strip().lower()
    if project.memberships.filter(user__email=email, left_at=None).exists():
        raise WorkbenchError(_("%(email)s is already a member of this study.") % {"email": email})
    now = timezone.now()
    project.invitations.filter(email=email, accepted_at=None, revoked_at=None).update(revoked_at=now)
    invitation = Invitation.objects.create(
        project=project,
        email=email,
        role=role,
        invited_by=by,
        expires_at=now + timedelta(days=INVITATION_DAYS),
    )
    record(action="member.invited", by=by, project_id=project.pk, subject=invitation, after={"role": role})
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> Invitation:
    """Withdraw an invitation; its link stops working."""
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    record(action="invitation.revoked", by=by, project_id=invitation.project_id, subject=invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Join the project of an invitation; the link works once."""
    taken = Invitation.objects.filter(
        pk=invitation.pk, accepted_at=None, revoked_at=None, expires_at__gt=timezone.now()
    ).update(accepted_at=timezone.now())
    if not taken:
        raise WorkbenchError(_("This invitation is no longer open. Ask the study's lead for a new one."))
    existing = invitation.project.memberships.filter(user=by, left_at=None).first()
    return existing or add_member(project=invitation.project, user=by, role=invitation.role, by=by)
