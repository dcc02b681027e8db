"""Who belongs to a project, and who is invited."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from workbench.membership.roles import ROLE_PERMISSIONS, Permission, Role
from workbench.projects.models import Project


def _token() -> str:
    return secrets.token_urlsafe(32)


class Membership(models.Model):
    """A person in a project, with a role; someone who left stays as an inactive row beside their codings."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.CODER)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_membership_per_person")]
        ordering = ["joined_at", "id"]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    def allows(self, permission: Permission) -> bool:
        """Say whether this member may do it."""
        return self.left_at is None and permission in ROLE_PERMISSIONS[self.role]

    @property
    def may(self) -> dict[str, bool]:
        """Every permission by name, for templates: {% if may.code %}."""
        return {permission.value: self.allows(permission) for permission in Permission}


class Invitation(models.Model):
    """A link that lets whoever holds it join a project with a role, once, for two weeks."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.CODER)
    token = models.CharField(max_length=64, unique=True, default=_token)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    invited_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-invited_at"]

    def __str__(self) -> str:
        return self.email

    def get_absolute_url(self) -> str:
        return reverse("invitation", args=[self.token])

    @property
    def is_open(self) -> bool:
        """Whether the link can still be used."""
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > timezone.now()
