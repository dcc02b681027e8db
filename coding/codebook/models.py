"""The codebook: a tree of codes and its frozen versions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coding.codebook.colors import tint_of
from workbench.projects.models import Project


class Code(models.Model):
    """An entry of the codebook. `color` is #rrggbb; a retired code stays with its codings but is not offered."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="codes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=200)
    color = models.CharField(_("colour"), max_length=7)
    definition = models.TextField(_("definition"), blank=True)
    include = models.TextField(_("when to use"), blank=True)
    exclude = models.TextField(_("when not to use"), blank=True)
    example = models.TextField(_("example"), blank=True)
    position = models.PositiveIntegerField(default=0)
    # When definition, when to use or when not to use last changed: codings from before were made by other words.
    defined_at = models.DateTimeField(null=True, blank=True)
    # When codings were first sent on from it to others: those made before have not been weighed against these.
    split_at = models.DateTimeField(null=True, blank=True)
    # A heading that only groups its subcodes is no code to be applied; codings that came with one stay.
    codable = models.BooleanField(_("can be applied to text"), default=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "parent", "name"], name="one_code_per_name_and_parent"),
            models.UniqueConstraint(fields=["project", "name"], condition=Q(parent=None), name="one_top_code_per_name"),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def tint(self) -> int:
        """Which of the 24 tints of the style sheet shows this colour."""
        return tint_of(self.color)


class CodebookVersion(models.Model):
    """The codebook as it was when a round began: numbered per project, never changed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="codebook_versions")
    number = models.PositiveIntegerField()
    codes = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="one_version_per_number")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"Codebook version {self.number}"
