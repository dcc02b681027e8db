"""Who may do what."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member is in a project."""

    LEAD = "lead", _("Lead")
    CODER = "coder", _("Coder")
    READER = "reader", _("Reader")


class Permission(StrEnum):
    """What one may do in a project."""

    VIEW = "view"
    EXPORT = "export"
    CODE = "code"
    EDIT_CODEBOOK = "edit_codebook"
    IMPORT = "import"
    EDIT_THEMES = "edit_themes"
    MANAGE_ROUNDS = "manage_rounds"
    MANAGE_PROJECT = "manage_project"
    OPEN_KEY = "open_key"  # who stands behind a pseudonym


_READER = frozenset({Permission.VIEW, Permission.EXPORT})
_CODER = _READER | {Permission.CODE, Permission.EDIT_CODEBOOK, Permission.IMPORT, Permission.EDIT_THEMES}
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.READER: _READER,
    Role.CODER: _CODER,
    Role.LEAD: frozenset(Permission),
}
