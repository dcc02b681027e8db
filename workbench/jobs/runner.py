"""Running one job: progress, cancelling, signs of life, and an outcome in words whatever happens."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.jobs.actions import claim_job, finish_job, mark_alive
from workbench.jobs.models import Job, JobState
from workbench.jobs.registry import work_of
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """The job was cancelled, or another worker has it now; let it pass through."""


class Run:
    """What a job function gets: whose job it is, and how to say how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @property
    def project(self) -> Project:
        return self.job.project

    @property
    def owner(self) -> User:
        return self.job.owner

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far the work is; raises Stopped if it should end here. Call it between steps, not inside one."""
        if not mark_alive(self.job, done=done, total=total, note=str(note)[:300]):
            raise Stopped


@contextmanager
def signs_of_life(job: Job) -> Iterator[None]:
    """Mark the job alive from a second thread while one long step runs."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(settings.JOB_LOST_AFTER / 6):
            try:
                mark_alive(job)
            except OperationalError:
                logger.info("The database was busy; the next sign of life follows.")
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def run(job_id: str, *, beat: bool = True) -> Job | None:
    """Run a queued job to its end; None if it was not to be had."""
    job = claim_job(job_id)
    if job is None:
        return None
    try:
        if beat:
            with signs_of_life(job):
                result = work_of(job.kind)(Run(job), **job.parameters)
        else:
            result = work_of(job.kind)(Run(job), **job.parameters)
        _close(job, JobState.DONE, result=result)
    except Stopped:
        _close(job, JobState.CANCELLED)
    except WorkbenchError as error:
        _close(job, JobState.FAILED, error=error.message)
    except Exception as error:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        _close(
            job,
            JobState.FAILED,
            error=_("Something went wrong: %(error)s. What was finished before is kept; nothing is half done.")
            % {"error": error},
        )
    job.refresh_from_db()
    return job


def _close(job: Job, state: JobState, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    if not connection.in_atomic_block:
        close_old_connections()
    finish_job(job, state, result=result, error=error)
