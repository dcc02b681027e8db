"""What says who somebody is, and what stands for it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coding.sources.models import Source
from workbench.projects.models import Project


class MentionKind(models.TextChoices):
    """What kind of thing may say who somebody is."""

    PERSON = "person", _("Name")
    PLACE = "place", _("Place")
    ORGANISATION = "organisation", _("Organisation")
    DATE = "date", _("Date")
    TELEPHONE = "telephone", _("Telephone number")
    EMAIL = "email", _("E-mail address")
    RECORD = "record", _("Record number")
    OTHER = "other", _("Other")


class MentionState(models.TextChoices):
    """What was decided about a mention."""

    PROPOSED = "proposed", _("To look at")
    ACCEPTED = "accepted", _("Replace")
    REJECTED = "rejected", _("Leave as it is")
    REPLACED = "replaced", _("Replaced")


class Replacement(models.Model):
    """A line of the key: what stood in the texts, and what stands for it; for those who may open the key.

    Several originals may share what stands for them: two spellings of one name. `applied_at` is empty until a text was
    changed by it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="replacements")
    kind = models.CharField(max_length=12, choices=MentionKind)
    original = models.TextField()
    stands_for = models.CharField(max_length=200)
    applied_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "original"], name="one_replacement_per_original")]
        ordering = ["kind", "stands_for"]

    def __str__(self) -> str:
        return self.stands_for


class Mention(models.Model):
    """A place [start, end) of a source's text of that revision which may say who somebody is.

    `text` is what stands there, or stood there before it was replaced, on one line. Places move with the text
    (deidentification.following); who may read them is who may open the key.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="mentions")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="mentions")
    revision = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    kind = models.CharField(max_length=12, choices=MentionKind)
    state = models.CharField(max_length=8, choices=MentionState, default=MentionState.PROPOSED)
    replacement = models.ForeignKey(
        Replacement, on_delete=models.SET_NULL, null=True, blank=True, related_name="mentions"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "revision", "start", "end"], name="one_mention_per_span")
        ]
        indexes = [models.Index(fields=["project", "state", "kind"], name="mention_by_state")]
        ordering = ["source", "start"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} in {self.source}"


class Look(models.Model):
    """Which revision of a source was looked through last for names and the like."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="look")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.source}, revision {self.revision}"
