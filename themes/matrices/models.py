"""Saved matrices and what is written in their cells."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coding.sources.models import Variable
from workbench.projects.models import Project


class RowKind(models.TextChoices):
    """What the rows of a matrix are."""

    CASES = "cases", _("Cases")
    GROUPS = "groups", _("Groups of cases")
    SOURCES = "sources", _("Sources")


class CellKind(models.TextChoices):
    """What its cells show."""

    SUMMARIES = "summaries", _("Written summaries")
    QUOTATIONS = "quotations", _("Quotations")
    PASSAGES = "passages", _("Number of passages")
    PEOPLE = "people", _("Number of cases")
    YES = "yes", _("Yes or no")
    PER_CASE = "per_case", _("Passages per case")
    PER_WORDS = "per_words", _("Passages per 1,000 words")


class Matrix(models.Model):
    """A framework matrix as the team has defined it: its rows, its columns in their order, and whose codings count.

    `columns` are "theme:3", "code:7" and "question:2". `variable` makes the groups where rows are groups; rows of cases
    or sources stand in sections by `sections` and in the order of `sort`, both variables. A matrix that was deleted
    has the time in `removed_at`, and comes back with all that was written in it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="matrices")
    name = models.CharField(_("name"), max_length=200)
    rows = models.CharField(max_length=10, choices=RowKind, default=RowKind.CASES)
    variable = models.ForeignKey(Variable, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    columns = models.JSONField(default=list)
    layer = models.CharField(max_length=200, default="all")
    cells = models.CharField(max_length=10, choices=CellKind, default=CellKind.SUMMARIES)
    sections = models.ForeignKey(Variable, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    sort = models.ForeignKey(Variable, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name"], condition=Q(removed_at=None), name="one_matrix_per_name"
            )
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("matrices:matrix", args=[self.project.slug, self.pk])


class Summary(models.Model):
    """What is written in one cell of a matrix: which of its versions stands there now, None where none does.

    `row` is "case:4", "source:9" or "group:nurse", `column` as in the matrix. `revision` grows with every change, so
    that who writes can say what they have seen.
    """

    matrix = models.ForeignKey(Matrix, on_delete=models.CASCADE, related_name="summaries")
    row = models.CharField(max_length=600)
    column = models.CharField(max_length=40)
    current = models.ForeignKey(
        "themes.SummaryVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["matrix", "row", "column"], name="one_summary_per_cell")]

    def __str__(self) -> str:
        return f"{self.row} × {self.column}"


class SummaryVersion(models.Model):
    """A text of a cell with what lay behind it when it was written, or when somebody said that it is still right.

    What somebody wrote without having seen the text that stands there is kept aside, until someone puts it in place.
    `basis` is {key of a coding or quotation: [code, coder, source, start, end, revision of the source]}. `act` names
    the sitting in which it was written: what is saved again and again meanwhile is one version.
    """

    class Kind(models.TextChoices):
        WRITTEN = "written", _("written")
        CONFIRMED = "confirmed", _("still right")
        ASIDE = "aside", _("kept aside")

    summary = models.ForeignKey(Summary, on_delete=models.CASCADE, related_name="versions")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WRITTEN)
    text = models.TextField(blank=True)
    basis = models.JSONField(default=dict)
    act = models.UUIDField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.text[:60]
