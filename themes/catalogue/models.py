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
    codes = models.ManyToManyField(Code, blank=True, related_name="themes")
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


class Quotation(models.Model):
    """A span of a source that supports a theme, put there by a person or taken over from a suggestion.

    `from_codings` says that the suggestion was made of coded quotations: then the span tells what coders did, and is
    hidden wherever their codings are. `case` is empty where nobody knows whose words they are. `also` are suggestions
    that hold the same span and were added to the theme later.
    """

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="quotations")
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
        ]
        ordering = ["source", "start"]

    def __str__(self) -> str:
        return self.text[:60]


class DisplacedQuotation(models.Model):
    """A quotation that a new text left without words, as it was in `revision`, until somebody settles it.

    Its fields are those of the quotation; `also` are the keys of its further suggestions.
    """

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="displaced_quotations")
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
