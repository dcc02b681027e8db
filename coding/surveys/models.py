"""How the columns of a survey are read."""

from django.conf import settings
from django.db import models

from workbench.projects.models import Project


class SavedMapping(models.Model):
    """What each column of a survey is, kept under a name for its next wave.

    `columns` has, by the name of a column: role, kind, levels, separator; `no_answers` says what became of empty ones.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="saved_mappings")
    name = models.CharField(max_length=200)
    columns = models.JSONField(default=dict)
    no_answers = models.CharField(max_length=12, default="keep")
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_saved_mapping_per_name")]
        ordering = ["-saved_at"]

    def __str__(self) -> str:
        return self.name
