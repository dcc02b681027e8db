"""What was chosen for an export, kept until something else is chosen."""

from django.db import models

from workbench.projects.models import Project


class ExportChoices(models.Model):
    """What a study has chosen last for one exporter: format, look, order and the exporter's own options by name."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="export_choices")
    what = models.CharField(max_length=60)
    choices = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "what"], name="one_choice_for_each_export")]

    def __str__(self) -> str:
        return self.what
