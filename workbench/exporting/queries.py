"""Reading what was exported."""

from __future__ import annotations

from django.db.models import QuerySet

from workbench.accounts.models import User
from workbench.exporting.models import ExportChoices
from workbench.jobs.models import Job
from workbench.jobs.queries import jobs_of
from workbench.projects.models import Project

KIND = "workbench.export"


def exports_of(project: Project, user: User) -> QuerySet[Job]:
    """Return the person's own exports in the project, the newest first."""
    return jobs_of(project, user).filter(kind=KIND)


def remembered_choices(project: Project) -> dict[str, dict[str, str]]:
    """Return what the study chose last, for each exporter by its name."""
    return dict(ExportChoices.objects.filter(project=project).values_list("what", "choices"))
