"""Candidate themes; never more than a proposal."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coding.sources.models import Case, Source
from workbench.jobs.models import Job
from workbench.projects.models import Project

NOT_ANSWERS = _("Sentences of transcripts answer no question. Suggest from answers, or leave the question out.")


class PassageKind(models.TextChoices):
    """What was clustered."""

    QUOTATIONS = "quotations", _("Coded quotations")
    ANSWERS = "answers", _("Answers")
    SENTENCES = "sentences", _("Sentences of transcripts")
    UNCODED = "uncoded", _("Text that is not coded")


# Passages of these kinds tell where coders coded: they are as hidden as codings are.
OF_CODINGS = (PassageKind.QUOTATIONS, PassageKind.UNCODED)


class SuggestionState(models.TextChoices):
    """What became of a suggestion."""

    PROPOSED = "proposed", _("Proposed")
    ACCEPTED = "accepted", _("Accepted")
    MERGED = "merged", _("Merged")
    SPLIT = "split", _("Split into its subthemes")
    REJECTED = "rejected", _("Rejected")


class SuggestionRun(models.Model):
    """One clustering of passages: which, with what model, seed and parameters; `reason` where nothing came out.

    `cuts` are the numbers of themes at which the tree of the run can be cut, the fewest first; `usual_cut` is the place
    in `cuts` that is shown first. Both are empty where the run has no tree.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="suggestion_runs")
    job = models.OneToOneField(Job, on_delete=models.SET_NULL, null=True, blank=True, related_name="suggestion_run")
    kind = models.CharField(max_length=12, choices=PassageKind)
    model = models.CharField(max_length=120)
    seed = models.PositiveIntegerField()
    parameters = models.JSONField(default=dict)
    passages = models.PositiveIntegerField()
    unassigned = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    reason = models.TextField(blank=True)
    notes = models.JSONField(default=list)
    cuts = models.JSONField(default=list, blank=True)
    usual_cut = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def narrowed(self) -> list[str]:
        """What the passages were narrowed down to: whose codings, which codes, which participants."""
        chosen = self.parameters.get("chosen") or {}
        layer = chosen.get("layer", "")
        whose = {"": "", "consensus": _("the consensus"), "all": _("every coder")}.get(layer, layer)
        return [str(part) for part in (whose, *chosen.get("codes", []), chosen.get("participants", "")) if part]

    @property
    def tells_of_codings(self) -> bool:
        return self.kind in OF_CODINGS


class RunPassage(models.Model):
    """A passage that a run was made of, whether a suggestion holds it or none, and where it lies on the map.

    `x` and `y` are empty where the run has no map. `case` is empty where nobody knows whose words they are; then the
    source counts as one.
    """

    run = models.ForeignKey(SuggestionRun, on_delete=models.CASCADE, related_name="run_passages")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    x = models.FloatField(null=True, blank=True)
    y = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(start__lt=F("end")), name="run_passage_is_not_empty")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.text[:60]


class Suggestion(models.Model):
    """A candidate theme of a run. `machine_label` is what was proposed, `label` what a person made of it.

    It stands in the cuts of the tree from the place `first_cut` to `last_cut` in the run's `cuts`; both are empty where
    the run has no tree, and then it is shown if it has no parent. A `part` is a subtheme of what stands above it.
    `settled_cut` is the cut in which it was decided. `centroid` is the direction of its middle from the middle of the
    run: float32, little endian, unit length. `split_from` is the suggestion that a person took it out of;
    `like_rejected` is one of an earlier run that was rejected and is nearly the same.
    """

    run = models.ForeignKey(SuggestionRun, on_delete=models.CASCADE, related_name="suggestions")
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    merged_into = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="absorbed")
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.PROPOSED)
    label = models.CharField(max_length=200)
    machine_label = models.CharField(max_length=200)
    key_phrases = models.JSONField(default=list)
    cases = models.PositiveIntegerField()
    stability = models.FloatField(null=True)
    came_back = models.PositiveSmallIntegerField(default=0)
    draws = models.PositiveSmallIntegerField(default=0)
    silhouette = models.FloatField(null=True)
    coherence = models.FloatField(null=True)
    strength = models.CharField(max_length=12)
    position = models.PositiveIntegerField(default=0)
    first_cut = models.PositiveSmallIntegerField(null=True, blank=True)
    last_cut = models.PositiveSmallIntegerField(null=True, blank=True)
    part = models.BooleanField(default=False)
    centroid = models.BinaryField(null=True, blank=True)
    split_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="taken_out")
    like_rejected = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    settled_cut = models.PositiveSmallIntegerField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class SuggestedPassage(models.Model):
    """A passage of a suggestion: where it stands, whose words they are, how near to the middle.

    `exemplar` numbers those shown first; a `contrast` is among those least like the rest; a passage is `borderline`
    where another group is as near, or where it seldom came back with this one. `by_hand` says that a person put it
    here. `case` is empty where nobody knows whose words they are; then the source counts as one.
    """

    suggestion = models.ForeignKey(Suggestion, on_delete=models.CASCADE, related_name="passages")
    # Empty only in runs of before there were run passages, where a suggestion held the same words twice.
    passage = models.ForeignKey(RunPassage, on_delete=models.CASCADE, null=True, related_name="places")
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text = models.TextField()
    score = models.FloatField()
    exemplar = models.PositiveSmallIntegerField(null=True)
    contrast = models.BooleanField(default=False)
    borderline = models.BooleanField(default=False)
    by_hand = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="passage_is_not_empty"),
            models.UniqueConstraint(fields=["suggestion", "passage"], name="one_place_per_passage_and_suggestion"),
        ]
        ordering = ["-score", "id"]

    def __str__(self) -> str:
        return self.text[:60]
