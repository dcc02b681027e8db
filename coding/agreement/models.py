"""What a study has chosen about how its agreement is told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from workbench.projects.models import Project


class Interpretation(models.Model):
    """Whose words stand after the figures of a study, by the name of the scale (coding.agreement.bands)."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="interpretation")
    scale = models.CharField(_("scale"), max_length=40)

    def __str__(self) -> str:
        return self.scale
