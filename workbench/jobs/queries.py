"""Reading jobs."""

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from workbench.accounts.models import User
from workbench.jobs.models import Job, JobState
from workbench.projects.models import Project


def jobs_of(project: Project, user: User) -> QuerySet[Job]:
    """Return the person's own jobs in the project, the newest first."""
    return project.jobs.filter(owner=user).select_related("owner")


def is_wanted(job: Job) -> bool:
    """Say whether the job is still under way, in the attempt that is known here, and nobody cancelled it."""
    running = Job.objects.filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING, cancel_requested=False)
    return running.exists()


def lost_jobs() -> QuerySet[Job]:
    """Return the jobs that ought to be under way and show no sign of life."""
    since = timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER)
    return Job.objects.filter(state__in=[JobState.QUEUED, JobState.RUNNING], alive_at__lt=since)
