"""Vectors of texts, kept so that a text seen before is never embedded again."""

from django.db import models


class Embedding(models.Model):
    """The vector of one text under one model: float32, little endian, unit length."""

    text_sha256 = models.CharField(max_length=64)
    model = models.CharField(max_length=120)
    vector = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["text_sha256", "model"], name="one_vector_per_text_and_model")]

    def __str__(self) -> str:
        return f"{self.text_sha256[:12]} under {self.model}"
