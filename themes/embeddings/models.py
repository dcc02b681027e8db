"""Vectors of texts, kept so that a text seen before is never embedded again."""

from django.db import models

from workbench.jobs.models import Job


class Embedding(models.Model):
    """The vector of one text under one model: float32, little endian, unit length."""

    text_sha256 = models.CharField(max_length=64)
    model = models.CharField(max_length=120)
    vector = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text_sha256", "model"], name="one_vector_per_text_and_model")]

    def __str__(self) -> str:
        return f"{self.text_sha256[:12]} under {self.model}"


class EmbeddingChunk(models.Model):
    """Some texts that a job has to embed: a piece of work that any worker may claim.

    `places` are [hash of the text, source, start, end]: no text is kept twice. A claim names its `worker` and is void
    without a sign of life; `done` counts texts.
    """

    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="embedding_chunks")
    position = models.PositiveIntegerField()
    model = models.CharField(max_length=120)
    places = models.JSONField()
    worker = models.CharField(max_length=120, blank=True)
    alive_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    finished = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"chunk {self.position} of job {self.job_id}"
