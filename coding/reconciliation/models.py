"""Rounds of double coding, their disagreements and what was decided."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coding.codebook.models import Code, CodebookVersion
from coding.codings.models import Assignment, Coding
from coding.sources.models import Source
from workbench.audit.models import Event
from workbench.projects.models import Project


class RoundState(models.TextChoices):
    """How far a round is."""

    CODING = "coding", _("Coding")
    RECONCILING = "reconciling", _("Reconciling")
    CLOSED = "closed", _("Settled")


class RoundKind(models.TextChoices):
    """What a round is for."""

    TRAINING = "training", _("Training")
    RELIABILITY = "reliability", _("Reliability")
    PRODUCTION = "production", _("Production")


class Round(models.Model):
    """A piece of coding: which sources, which coders (its assignments), blind or open, which codebook.

    `drawn` says how its sources and coders were chosen (coding.reconciliation.choosing); empty where that is not
    known. `double_coded_by` is the round that codes a sample twice of what this one codes the rest of.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rounds")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=RoundKind, default=RoundKind.RELIABILITY)
    blind = models.BooleanField(_("blind"), default=True)
    state = models.CharField(max_length=12, choices=RoundState, default=RoundState.CODING)
    codebook_version = models.ForeignKey(CodebookVersion, on_delete=models.PROTECT, related_name="rounds")
    drawn = models.JSONField(default=dict, blank=True)
    double_coded_by = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="rest")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_round_per_name")]
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("rounds:detail", args=[self.project.slug, self.pk])


class RequestState(models.TextChoices):
    """What became of a request."""

    WAITING = "waiting", _("waiting")
    GRANTED = "granted", _("granted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ReopenRequest(models.Model):
    """A coder asks to go on with a source that they have handed in; a lead grants or declines it.

    It is between the coder and those who run rounds: the words of its reason may speak of what is coded blind.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="reopen_requests")
    reason = models.TextField(_("reason"))
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.WAITING)
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state="waiting"), name="one_waiting_request_per_assignment"
            )
        ]
        ordering = ["-asked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.reason[:60]}"


class DisagreementKind(models.TextChoices):
    """How coders differ."""

    ONLY = "only", _("Only some coded it")
    CODE = "code", _("Different codes")
    EXTENT = "extent", _("Same code, different extent")


class Disagreement(models.Model):
    """A place in a source where the coders of an opened round differ, with the codings that take part."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="disagreements")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="disagreements")
    kind = models.CharField(max_length=8, choices=DisagreementKind)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    codings = models.ManyToManyField(Coding, related_name="disagreements")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="disagreement_is_not_empty")]
        ordering = ["source", "start", "end", "id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} at {self.start}–{self.end}"


class DecisionChoice(models.TextChoices):
    """What can be decided."""

    KEEP = "keep", _("Keep what one coder did")
    BOTH = "both", _("Keep all")
    UNION = "union", _("Merge the extents")
    OVERLAP = "overlap", _("Only the words they share")
    OTHER = "other", _("Another code")
    NONE = "none", _("None: rightly uncoded")


class Decision(models.Model):
    """What was settled about one disagreement, by whom, why; the current one is the one not withdrawn."""

    disagreement = models.ForeignKey(Disagreement, on_delete=models.CASCADE, related_name="decisions")
    choice = models.CharField(max_length=8, choices=DecisionChoice)
    coder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="whose work was kept, where the choice is to keep one coder's",
    )
    code = models.ForeignKey(
        Code,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="the code that was put on the words, where the choice is another code",
    )
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["disagreement"], condition=Q(withdrawn_at=None), name="one_current_decision"
            )
        ]
        ordering = ["-decided_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_choice_display()}: {self.reason[:60]}"


class Discussion(models.Model):
    """A disagreement that somebody was asked to think about before it is decided; ended by the decision."""

    disagreement = models.ForeignKey(Disagreement, on_delete=models.CASCADE, related_name="discussions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="discussions")
    question = models.TextField(_("what to think about"), blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["disagreement", "person"], condition=Q(ended_at=None), name="one_running_discussion_each"
            )
        ]
        ordering = ["asked_at", "id"]

    def __str__(self) -> str:
        return f"{self.person}: {self.question[:60]}"


class CodebookNote(models.Model):
    """What decisions suggest to change about a code: open until its words were changed, or somebody set it aside."""

    code = models.ForeignKey(Code, on_delete=models.CASCADE, related_name="notes")
    decisions = models.ManyToManyField(Decision, related_name="notes")
    text = models.TextField(_("note on the codebook"))
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    change = models.ForeignKey(
        Event,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="the change of the code that answered it; none where it was set aside",
    )

    class Meta:
        ordering = ["written_at", "id"]

    def __str__(self) -> str:
        return self.text[:60]
