"""Themes: what people accept or build."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coding.codebook.models import Code
from coding.sources.models import Case, Source
from themes.suggestions.models import Suggestion
from workbench.projects.models import Project


class Theme(models.Model):
    """What people accept or build: a name, a statement, subthemes, and the codes and quotations that support it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="themes")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(_("name"), max_length=200)
    statement = models.TextField(_("statement"), blank=True)
    position = models.PositiveIntegerField(default=0)
    codes = models.ManyToManyField(Code, blank=True, through="themes.ThemeCode", related_name="themes")
    suggestion = models.ForeignKey(Suggestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="themes")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "parent", "name"], name="one_theme_per_name_and_parent"),
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(parent=None), name="one_top_theme_per_name"
            ),
        ]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("themes:detail", args=[self.project.slug, self.pk])


class ThemeCode(models.Model):
    """A code under a theme; `position` is where it was put among the others there, None where nobody has put it."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="code_places")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="theme_places")
    position = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        db_table = "themes_theme_codes"
        unique_together = [("theme", "code")]
        ordering = [F("position").asc(nulls_last=True), "code__position", "code"]

    def __str__(self) -> str:
        return f"{self.theme_id} / {self.code_id}"


class Stance(models.TextChoices):
    """What a quotation says to its theme."""

    SUPPORTS = "supports", _("Supports")
    AGAINST = "against", _("Speaks against")


class Quotation(models.Model):
    """A span of a source that supports a theme or speaks against it, put there by a person or from a suggestion.

    `from_codings` says that the suggestion was made of coded quotations: then the span tells what coders did, and is
    hidden wherever their codings are. `case` is empty where nobody knows whose words they are. `also` are suggestions
    that hold the same span and were added to the theme later. One without a theme lies loose on the board.
    `position` is where it was put among the theme's others, None where nobody has put it.
    """

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="quotations")
    stance = models.CharField(max_length=10, choices=Stance, default=Stance.SUPPORTS)
    position = models.PositiveIntegerField(null=True, blank=True)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    from_codings = models.BooleanField(default=False)
    suggestion = models.ForeignKey(Suggestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    also = models.ManyToManyField(Suggestion, blank=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="quotation_is_not_empty"),
            models.UniqueConstraint(fields=["theme", "source", "start", "end"], name="one_quotation_per_span"),
            models.UniqueConstraint(
                fields=["source", "start", "end"], condition=Q(theme=None), name="one_loose_quotation_per_span"
            ),
        ]
        ordering = ["source", "start"]

    def __str__(self) -> str:
        return self.text[:60]


class DisplacedQuotation(models.Model):
    """A quotation that a new text left without words, as it was in `revision`, until somebody settles it.

    Its fields are those of the quotation; `also` are the keys of its further suggestions.
    """

    theme = models.ForeignKey(
        Theme, on_delete=models.CASCADE, null=True, blank=True, related_name="displaced_quotations"
    )
    stance = models.CharField(max_length=10, choices=Stance, default=Stance.SUPPORTS)
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    from_codings = models.BooleanField(default=False)
    suggestion = models.ForeignKey(Suggestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    also = models.JSONField(default=list, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["source", "start"]

    def __str__(self) -> str:
        return self.text[:60]
