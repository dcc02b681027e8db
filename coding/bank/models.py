"""Quotations that may stand in a manuscript, how they are attributed, and what manuscripts were compared."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coding.codebook.models import Code
from coding.sources.models import Source
from workbench.projects.models import Project


class Role(models.TextChoices):
    """What a quotation shows of its code in the codebook."""

    NONE = "", _("A candidate")
    TYPICAL = "typical", _("Typical of the code")
    BORDERLINE = "borderline", _("On the border of the code")


class BankedQuotation(models.Model):
    """Words [start, end) of a source that somebody marked for the manuscript, under a code or by themselves.

    They may be words that were coded blind: who sees them is said by coding.bank.queries.visible_bank. One that a new
    text left without words is `displaced`; `revision` is the text that its place is in.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="banked_quotations")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="banked_quotations")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, null=True, blank=True, related_name="banked_quotations")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    role = models.CharField(_("shows"), max_length=12, choices=Role, blank=True, default=Role.NONE)
    in_draft = models.BooleanField(_("used in the draft"), default=False)
    displaced = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    marked_at = models.DateTimeField(auto_now_add=True)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="banked_quotation_is_not_empty"),
            models.UniqueConstraint(
                fields=["source", "code", "start", "end"], condition=Q(displaced=False), name="one_star_per_coded_span"
            ),
            models.UniqueConstraint(
                fields=["source", "start", "end"], condition=Q(displaced=False, code=None), name="one_star_per_span"
            ),
        ]
        ordering = ["source", "start", "end", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class Attribution(models.Model):
    """How the participants of a study are named behind their words (coding.bank.attribution)."""

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="attribution")
    pattern = models.CharField(_("attribution"), max_length=300)

    def __str__(self) -> str:
        return self.pattern


class ManuscriptCheck(models.Model):
    """What came of comparing the quotations in a manuscript with the sources; the manuscript itself is not kept.

    `findings` are plain values (coding.bank.reports); `blocks` says how many paragraphs and cells were read.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="manuscript_checks")
    name = models.CharField(_("file"), max_length=255)
    findings = models.JSONField(default=list)
    blocks = models.PositiveIntegerField(default=0)
    checked_at = models.DateTimeField(auto_now_add=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-checked_at", "-id"]

    def __str__(self) -> str:
        return self.name
