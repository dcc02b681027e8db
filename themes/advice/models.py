"""Advice on codes, made for one person, and what that person does not want to see again."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.codebook.models import Code
from workbench.jobs.models import Job
from workbench.projects.models import Project


class AdviceKind(models.TextChoices):
    """What is advised."""

    NEAR = "near", _("Two codes that may be one")
    HALVES = "halves", _("A code that may be two")
    PASSAGE = "passage", _("A passage that looks like a code's")


class AdviceRun(models.Model):
    """Advice on the codes of a study, made of what one person may see of the codings, and shown to that person alone.

    `result` is numbers, keys and places, no words; `sealed` are the sources that were being coded blind: once others
    are, the advice is out of date, since it was made of what may no longer be seen.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="advice_runs")
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="advice_run")
    model = models.CharField(max_length=160)
    result = models.JSONField(default=dict)
    sealed = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return str(_("Advice on the codes"))


class Dismissal(models.Model):
    """Advice that a person said “not this” to: about a code, with another code, or on some words (by their hash)."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="advice_dismissals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=AdviceKind)
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Code, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    text_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["by", "kind", "code", "text_sha256"], condition=models.Q(other=None), name="one_dismissal"
            ),
            models.UniqueConstraint(
                fields=["by", "kind", "code", "other"],
                condition=models.Q(other__isnull=False),
                name="one_dismissal_of_two_codes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.get_kind_display()}"
