"""The project's history."""

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One line of a project's history: who did what to what, before and after.

    Holds plain values, no foreign keys, so that history neither blocks nor follows a deletion. `scope` names what a
    blind round may close (e.g. "source:12"); while `sealed_to` is set only that person may read the event.
    `key` is the browser's name for the act; `undoes` is the event that this one took back or did again; an act that was
    taken back has the time in `undone_at` until it is done again. What was refused to be taken back or done again is
    `aside`: undo and redo pass over it.
    """

    project_id = models.BigIntegerField(null=True)
    at = models.DateTimeField(default=timezone.now)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=150)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    subject_label = models.CharField(max_length=300)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    scope = models.CharField(max_length=60, blank=True)
    sealed_to = models.BigIntegerField(null=True)
    key = models.UUIDField(null=True)
    undoes = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)
    aside = models.BooleanField(default=False, db_default=False)

    class Meta:
        indexes = [
            models.Index(fields=["project_id", "-at"], name="event_by_project"),
            models.Index(fields=["project_id", "scope"], name="event_by_scope"),
            models.Index(fields=["project_id", "actor_id", "-id"], name="event_by_actor"),
            models.Index(fields=["key"], name="event_by_act"),
            models.Index(
                fields=["project_id", "actor_id", "-undone_at"],
                condition=models.Q(undone_at__isnull=False),
                name="event_undone",
            ),
        ]
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.actor_name} {self.action} {self.subject_label}"
