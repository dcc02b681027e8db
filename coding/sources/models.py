"""What is read: sources with their turns, and the people in them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from workbench.projects.models import Project


class VariableKind(models.TextChoices):
    """What the values of a variable are."""

    NOMINAL = "nominal", _("Categories")
    ORDINAL = "ordinal", _("Ordered categories")
    NUMERIC = "numeric", _("Numbers")
    DATE = "date", _("Dates")
    MULTIPLE = "multiple", _("Several answers")


class SourceKind(models.TextChoices):
    """What a source is."""

    TRANSCRIPT = "transcript", _("Transcript")
    ANSWER = "answer", _("Answer")


class Case(models.Model):
    """A participant or respondent; `name` is the identifier that the team uses, e.g. P07."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="cases")
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_case_per_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Variable(models.Model):
    """Something known of each case: a role, years in practice, any closed item of a survey."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="variables")
    name = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=VariableKind, default=VariableKind.NOMINAL)
    levels = models.JSONField(default=list, blank=True)
    description = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "name"], name="one_variable_per_name")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


class VariableValue(models.Model):
    """The value of a variable for a case, as text; several answers are joined by "; "."""

    # The index of one_value_per_case begins with the case; one more would slow the import of a survey by a fifth.
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="values", db_index=False)
    variable = models.ForeignKey(Variable, on_delete=models.CASCADE, related_name="values")
    value = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "variable"], name="one_value_per_case")]

    def __str__(self) -> str:
        return self.value


class Question(models.Model):
    """An open-ended item of a survey; its answers are sources."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="questions")
    text = models.CharField(max_length=1000)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "text"], name="one_question_per_text")]
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text


class Source(models.Model):
    """One text, which changes only by a new revision (coding.revisions). Offsets everywhere are Unicode code points of
    `text`, half open.

    A transcript stands for one case where one person was interviewed; an answer always has a case and a question.
    The name of an answer is "<case> | <question>"; `no_answer` where it says no more than "N/A", "none" or the like.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=12, choices=SourceKind, default=SourceKind.TRANSCRIPT)
    name = models.CharField(max_length=1300)
    text = models.TextField()
    revision = models.PositiveIntegerField(default=1)
    sha256 = models.CharField(max_length=64)
    characters = models.PositiveIntegerField()
    words = models.PositiveIntegerField()
    no_answer = models.BooleanField(default=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="sources")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, blank=True, related_name="answers")
    file_name = models.CharField(max_length=300, blank=True)
    assumed = models.JSONField(default=list, blank=True)
    imported_at = models.DateTimeField(auto_now_add=True)
    imported_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "name"], name="one_source_per_name"),
            models.CheckConstraint(
                condition=Q(kind="transcript", question=None)
                | Q(kind="answer", question__isnull=False, case__isnull=False),
                name="answers_have_case_and_question",
            ),
        ]
        indexes = [models.Index(fields=["project", "kind"], name="source_by_kind")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("codings:source", args=[self.project.slug, self.pk])


class Speaker(models.Model):
    """Who speaks in a transcript: an interviewer, or a participant tied to a case."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="speakers")
    name = models.CharField(max_length=200)
    is_interviewer = models.BooleanField(default=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="speakers")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "name"], name="one_speaker_per_name")]
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Turn(models.Model):
    """A stretch of a transcript said by one speaker; what they said is [body_start, end), the label lies before."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="turns")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    body_start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="turns")
    time_start = models.FloatField(null=True, blank=True, help_text="seconds")
    time_end = models.FloatField(null=True, blank=True, help_text="seconds")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "position"], name="one_turn_per_position"),
            models.CheckConstraint(
                condition=Q(start__lte=F("body_start")) & Q(body_start__lte=F("end")), name="turn_in_order"
            ),
        ]
        ordering = ["source", "position"]

    def __str__(self) -> str:
        return f"turn {self.position}"


class UploadPurpose(models.TextChoices):
    """What an upload is meant to become."""

    TRANSCRIPTS = "transcripts", _("Transcripts")
    SURVEY = "survey", _("Survey")
    VARIABLES = "variables", _("Variables of cases")


def upload_place(upload: "Upload", _name: str) -> str:
    """Where the file lies; the name that the sender gave is never part of a path."""
    return f"uploads/{upload.project_id}/{uuid.uuid4().hex}"


class Upload(models.Model):
    """A file that was sent in to be looked at; the row and its file are gone once it is imported or given up.

    Once it was read, `finding` says what it holds (or under "problem" why it cannot be read), and `reading` is the file
    with what was read: the turns of a transcript, the rows of a table.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="uploads")
    batch = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=12, choices=UploadPurpose)
    name = models.CharField(max_length=300)
    file = models.FileField(upload_to=upload_place)
    size = models.PositiveBigIntegerField(default=0)
    reading = models.FileField(upload_to=upload_place, blank=True)
    finding = models.JSONField(default=dict, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name

    def read(self) -> bytes:
        with self.file.open("rb") as stream:
            return stream.read()


class Outcome(models.TextChoices):
    """What became of a file that was sent in."""

    IMPORTED = "imported", _("Imported")
    SKIPPED = "skipped", _("Left out")
    REFUSED = "refused", _("Not imported")


class ImportedFile(models.Model):
    """A line of the import report: what became of one file, what it held, and what was assumed in reading it.

    It outlives the upload. `facts` holds what only surveys have: respondents, questions, answers left out by reason.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="imported_files")
    batch = models.UUIDField(db_index=True)
    purpose = models.CharField(max_length=12, choices=UploadPurpose)
    name = models.CharField(max_length=300)
    outcome = models.CharField(max_length=8, choices=Outcome)
    reason = models.TextField(blank=True)
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, blank=True, related_name="imported_from")
    characters = models.PositiveBigIntegerField(default=0)
    words = models.PositiveBigIntegerField(default=0)
    turns = models.PositiveIntegerField(default=0)
    speakers = models.JSONField(default=list, blank=True)
    assumed = models.JSONField(default=list, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["project", "-at"], name="imported_file_by_time")]

    def __str__(self) -> str:
        return self.name
