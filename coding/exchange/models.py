"""What ties our rows to the project files of other programs, and what of those files we do not use but keep."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from workbench.projects.models import Project


def kept_place(kept: KeptFile, _name: str) -> str:
    """Where the file lies; the name that the sender gave is never part of a path."""
    return f"exchange/{kept.project_id}/{uuid.uuid4().hex}.zip"


class KeptFile(models.Model):
    """A REFI-QDA project that was imported: its report, and all of it that is written back out (`document`, a zip).

    `left_out` says by guid what of it has no row here: codings, notes, comments, values; and under which name, colour
    or text something came in that was called otherwise in the file.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="kept_files")
    name = models.CharField(max_length=300)
    origin = models.CharField(max_length=300, blank=True)
    document = models.FileField(upload_to=kept_place)
    left_out = models.JSONField(default=dict, blank=True)
    report = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """The guid by which other programs know a row, where it came with one; `key` is the row's key as text.

    Rows without one have a guid that follows from the project's own (kind "project") and their key.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=40)
    guid = models.CharField(max_length=36)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "kind", "key"], name="one_identity_per_row"),
            models.UniqueConstraint(fields=["project", "kind", "guid"], name="one_row_per_identity"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} is {self.guid}"
