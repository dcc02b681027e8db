"""The texts that a source had, and codings that a new text left without a place."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coding.codings.models import Coding
from coding.sources.models import Source


class RevisionKind(models.TextChoices):
    """Why a text changed."""

    IMPORTED = "imported", _("As imported")
    CORRECTED = "corrected", _("Corrected")
    DEIDENTIFIED = "deidentified", _("De-identified")


class Revision(models.Model):
    """One text of a source; the first is what was imported, the last is what the source has now.

    `identifying` says that a later revision took names out of it: then only those who may open the key read it.
    `report` counts what became of codings: per coder's key, and under "consensus", how many kept their words ("same"),
    have changed words ("changed") or no place ("displaced"); who sees which is told by queries.outcome_of. Under
    "stretched" it has the spans, before and after, of codings with changed words. `turns` are those of an earlier text,
    [start, body start, end, speaker, time start, time end], for when it is restored.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=RevisionKind)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    reason = models.TextField(blank=True)
    identifying = models.BooleanField(default=False)
    report = models.JSONField(default=dict, blank=True)
    turns = models.JSONField(default=list, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "number"], name="one_revision_per_number")]
        ordering = ["source", "-number"]

    def __str__(self) -> str:
        return f"{self.source}, revision {self.number}"


class DisplacementReason(models.TextChoices):
    """Why a coding has no place."""

    GONE = "gone", _("Too few of its words are left")
    SAME = "same", _("Another coding of the same code has the same words now")


class Displacement(models.Model):
    """A coding that a revision left without a place, until somebody puts it somewhere or lets it go.

    [start, end) and the quote are those of `revision`, the last one in which it had its place. What was let go stays
    here and can be taken up again.
    """

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="displacements")
    coding = models.OneToOneField(Coding, on_delete=models.CASCADE, related_name="displacement")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    reason = models.CharField(max_length=4, choices=DisplacementReason, default=DisplacementReason.GONE)
    let_go_at = models.DateTimeField(null=True, blank=True)
    let_go_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["start", "id"]

    def __str__(self) -> str:
        return f"“{self.quote[:60]}”"
