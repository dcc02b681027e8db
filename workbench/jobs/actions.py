"""Changes to jobs; every change of state is a conditional update, so that two workers are safe."""

import logging
from time import monotonic
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from kombu.exceptions import OperationalError

from workbench.accounts.models import User
from workbench.audit.actions import record
from workbench.jobs.models import Job, JobState
from workbench.jobs.queries import lost_jobs
from workbench.jobs.registry import work_of
from workbench.projects.models import Project

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
# Seconds; longer than any single write takes.
LONG_WAIT = 1.0
GAVE_UP = gettext_noop(
    "The worker broke off three times on this, so it is not tried again. Perhaps it needs more memory than there is: "
    "try with less at a time."
)


@transaction.atomic
def start_job(*, kind: str, project: Project, by: User, label: str, parameters: dict[str, Any] | None = None) -> Job:
    """Queue a piece of long work; a worker hears of it when the transaction is committed."""
    work_of(kind)
    job = Job.objects.create(project=project, kind=kind, owner=by, label=str(label)[:300], parameters=parameters or {})
    record(action="job.started", by=by, project_id=project.pk, subject=job, after={"kind": kind})
    transaction.on_commit(lambda: send(job.pk))
    return job


def send(job_id: object) -> None:
    """Tell the workers; if the broker is away the job waits and is sent again by recover_jobs()."""
    from workbench.jobs.tasks import run_job

    try:
        run_job.delay(str(job_id))
    except (OperationalError, OSError):
        logger.warning("The job queue is out of reach; job %s waits.", job_id)


def claim_job(job_id: str) -> Job | None:
    """Take a queued job for this worker; None if another has it or it is over."""
    now = timezone.now()
    taken = Job.objects.filter(pk=job_id, state=JobState.QUEUED).update(
        state=JobState.RUNNING,
        attempt=F("attempt") + 1,
        started_at=now,
        alive_at=now,
        done=0,
        total=0,
        note="",
        error="",
    )
    return Job.objects.select_related("project", "owner").get(pk=job_id) if taken else None


def mark_alive(job: Job, **progress: Any) -> bool:
    """Write progress and a sign of life; False if the job was cancelled or given to another worker."""
    return bool(
        Job.objects.filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING, cancel_requested=False).update(
            alive_at=timezone.now(), **progress
        )
    )


def finish_job(job: Job, state: JobState, *, result: dict[str, Any] | None = None, error: str = "") -> bool:
    """End a job, once; False if it was not this worker's any more."""
    now = timezone.now()
    return bool(
        Job.objects.filter(pk=job.pk, attempt=job.attempt, state=JobState.RUNNING).update(
            state=state, result=result or {}, error=error, finished_at=now, alive_at=now
        )
    )


@transaction.atomic
def cancel_job(*, job: Job, by: User) -> Job:
    """Stop a job: at once while it waits, at its next step while it runs."""
    now = timezone.now()
    if not Job.objects.filter(pk=job.pk, state=JobState.QUEUED).update(state=JobState.CANCELLED, finished_at=now):
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(cancel_requested=True)
    record(action="job.cancelled", by=by, project_id=job.project_id, subject=job)
    job.refresh_from_db()
    return job


def begin_anew(jobs: QuerySet[Job]) -> int:
    """Queue running jobs again, since what they work on has changed; the number of jobs. Their old workers stop."""
    running = list(jobs.filter(state=JobState.RUNNING).values_list("pk", flat=True))
    Job.objects.filter(pk__in=running, state=JobState.RUNNING).update(state=JobState.QUEUED, alive_at=timezone.now())
    transaction.on_commit(lambda: [send(pk) for pk in running])
    return len(running)


def recover_jobs() -> int:
    """Send again what a dead worker or broker left behind; the number of jobs sent.

    A job that was cancelled ends, and so does one whose worker died three times: it would only take the next along.
    """
    began = monotonic()
    with transaction.atomic():
        # One at a time writes into SQLite: what held it so long may be the very job that gave no sign of life.
        again = _take_lost_jobs() if monotonic() - began < LONG_WAIT else []
    for job_id in again:
        send(job_id)
    return len(again)


def _take_lost_jobs() -> list[Any]:
    """End or queue what is lost; the keys of jobs to be sent."""
    again = []
    for job in lost_jobs():
        now = timezone.now()
        changes: dict[str, Any] = {"state": JobState.QUEUED, "alive_at": now}
        if job.cancel_requested:
            changes |= {"state": JobState.CANCELLED, "finished_at": now}
        elif job.attempt >= MOST_ATTEMPTS:
            changes |= {"state": JobState.FAILED, "finished_at": now, "error": _(GAVE_UP)}
        taken = Job.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt, alive_at=job.alive_at).update(
            **changes
        )
        if taken and changes["state"] == JobState.QUEUED:
            again.append(job.pk)
    return again
