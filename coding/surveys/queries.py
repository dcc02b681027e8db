"""Reading saved mappings and earlier imports."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from coding.sources.models import ImportedFile, Outcome
from coding.surveys.models import SavedMapping
from workbench.accounts.models import User
from workbench.jobs.models import Job, JobState
from workbench.jobs.queries import jobs_of
from workbench.projects.models import Project


def saved_mappings(project: Project) -> QuerySet[SavedMapping]:
    """Return the project's saved mappings, the last saved first."""
    return SavedMapping.objects.filter(project=project).select_related("saved_by")


def imported_before(project: Project, sha256: str) -> ImportedFile | None:
    """Return the last import of a file with these bytes."""
    same = ImportedFile.objects.filter(project=project, sha256=sha256, outcome=Outcome.IMPORTED)
    return same.select_related("by").order_by("-at").first() if sha256 else None


def import_under_way(project: Project, by: User, batch: UUID) -> Job | None:
    """Return the job that imports this upload and is not over."""
    waiting = [JobState.QUEUED, JobState.RUNNING]
    return (
        jobs_of(project, by)
        .filter(kind="coding.import_survey", state__in=waiting, parameters__batch=str(batch))
        .first()
    )
