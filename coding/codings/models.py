"""Codes applied to text, who was asked to read what, and notes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coding.codebook.models import Code
from coding.sources.models import Source
from workbench.projects.models import Project


class Layer(models.TextChoices):
    """Whose codings they are."""

    CODER = "coder", _("Coder")
    CONSENSUS = "consensus", _("Consensus")


class Origin(models.TextChoices):
    """How a coding came to be: the methods section tells them apart."""

    HAND = "hand", _("By hand")
    SEARCH = "search", _("From a search")
    SUGGESTION = "suggestion", _("From a suggestion")
    IMPORT = "import", _("Imported")
    BULK = "bulk", _("Several answers at once")


class Assignment(models.Model):
    """A coder asked to read a source in a round, or who has read it outside of any (round empty).

    `done_at` says that they have read all of it: what they left uncoded counts as "saw it, applied nothing".
    While `sealed`, nobody sees another's codings on the source (coding.codings.visibility); the round flips it.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="assignments")
    round = models.ForeignKey(
        "coding.Round", on_delete=models.CASCADE, null=True, blank=True, related_name="assignments"
    )
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="assignments")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments")
    sealed = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "source", "coder"], name="one_assignment_per_round"),
            models.UniqueConstraint(
                fields=["source", "coder"], condition=Q(round=None), name="one_free_assignment_per_source"
            ),
        ]
        indexes = [models.Index(fields=["source"], condition=Q(sealed=True), name="sealed_source")]

    def __str__(self) -> str:
        return f"{self.coder} reads {self.source}"


class Coding(models.Model):
    """A code applied by one coder to one span [start, end) of one source, in code points.

    The key is made by the browser, so that a repeated request is the same coding. The quote is kept, so that a shifted
    anchor is found out at once. A consensus coding belongs to a round, and to the decision that wrote it, if any.
    `looked_at` is when somebody last said that its code fits, `merged_at` when a merge put it under its code unseen.
    A coding that a new text of the source left without a place is `displaced` until somebody settles it
    (coding.revisions); no page, count or export shows it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="codings")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="codings")
    code = models.ForeignKey(Code, on_delete=models.PROTECT, related_name="codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="codings")
    layer = models.CharField(max_length=10, choices=Layer, default=Layer.CODER)
    origin = models.CharField(max_length=12, choices=Origin, default=Origin.HAND)
    round = models.ForeignKey("coding.Round", on_delete=models.PROTECT, null=True, blank=True, related_name="codings")
    decision = models.ForeignKey(
        "coding.Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="codings"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    displaced = models.BooleanField(default=False)
    looked_at = models.DateTimeField(null=True, blank=True)
    merged_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="coding_is_not_empty"),
            models.UniqueConstraint(
                fields=["source", "code", "coder", "start", "end"],
                condition=Q(layer="coder", round=None, displaced=False),
                name="one_free_coding_per_span",
            ),
            models.UniqueConstraint(
                fields=["source", "code", "coder", "round", "start", "end"],
                condition=Q(layer="coder", round__isnull=False, displaced=False),
                name="one_coding_per_span_and_round",
            ),
            models.UniqueConstraint(
                fields=["source", "code", "round", "start", "end"],
                condition=Q(layer="consensus", decision=None, displaced=False),
                name="one_agreed_consensus_per_span",
            ),
            models.UniqueConstraint(
                fields=["source", "code", "round", "start", "end", "decision"],
                condition=Q(layer="consensus", decision__isnull=False, displaced=False),
                name="one_consensus_per_span_and_decision",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "start"], name="coding_by_place"),
            models.Index(fields=["project", "layer", "code"], name="coding_by_code"),
        ]
        ordering = ["source", "start", "end"]

    def __str__(self) -> str:
        return f"{self.code} on “{self.quote[:60]}”"


class Uncoded(models.Model):
    """A passage [start, end) that a coder has read and rightly left without a code, in a round or outside of any.

    Says nothing about codes: with the codings it makes up how far somebody has read. As hidden as codings are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="uncoded")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="uncoded")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uncoded")
    round = models.ForeignKey("coding.Round", on_delete=models.PROTECT, null=True, blank=True, related_name="uncoded")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="uncoded_is_not_empty")]
        indexes = [models.Index(fields=["source", "coder", "start"], name="uncoded_by_place")]
        ordering = ["source", "start", "end"]

    def __str__(self) -> str:
        return f"“{self.quote[:60]}” left without a code"


class FavouriteCode(models.Model):
    """A code that one person applies with a number key, 1 to 9."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="favourites")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="favourites")
    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="favourites")
    number = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user", "number"], name="one_favourite_per_number"),
            models.UniqueConstraint(fields=["user", "code"], name="one_number_per_favourite"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}: {self.code}"


class Memo(models.Model):
    """A note on anything: `about` says on what kind of thing, `about_id` which one.

    A coding has one note of each author; anything else may have several.
    """

    class About(models.TextChoices):
        PROJECT = "project", _("Project")
        SOURCE = "source", _("Source")
        CODE = "code", _("Code")
        CODING = "coding", _("Coding")
        CASE = "case", _("Case")
        THEME = "theme", _("Theme")
        ROUND = "round", _("Round")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memos")
    about = models.CharField(max_length=10, choices=About)
    about_id = models.CharField(max_length=40)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memos")
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("memo"))
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["about_id", "author"], condition=Q(about="coding"), name="one_memo_per_author_and_coding"
            )
        ]
        indexes = [models.Index(fields=["project", "about", "about_id"], name="memo_by_thing")]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.title or self.body[:60]
