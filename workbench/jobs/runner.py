"""Running one job: progress, cancelling, signs of life, and an outcome in words whatever happens."""

from __future__ import annotations

import logging
import threading
from functools import partial
from typing import Any

from django.conf import settings
from django.db import OperationalError, close_old_connections, connection
from django.utils.translation import gettext as _

from workbench.accounts.models import User
from workbench.jobs.actions import claim_job, finish_job, mark_alive, send
from workbench.jobs.models import Job, JobState
from workbench.jobs.registry import help_of, work_of
from workbench.projects.models import Project
from workbench.web.errors import WorkbenchError

logger = logging.getLogger(__name__)

SPARE_CALLS, MOST_CALLS = 3, 32


class Stopped(Exception):
    """The job was cancelled, or another worker has it now; let it pass through."""


class Run:
    """What a job function gets: whose job it is, and how to say how far it is."""

    def __init__(self, job: Job, pulse: Pulse | None = None) -> None:
        self.job = job
        self._pulse = pulse

    @property
    def project(self) -> Project:
        return self.job.project

    @property
    def owner(self) -> User:
        return self.job.owner

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Say how far the work is; raises Stopped if it should end here. Call it between steps, not inside one.

        Within a transaction nobody would see it before the end, and signs of life would wait for it: there the second
        thread says it.
        """
        said = {"done": done, "total": total, "note": str(note)[:300]}
        say = self._pulse.say if self._pulse and connection.in_atomic_block else partial(mark_alive, self.job)
        if not say(**said):
            raise Stopped

    def call_for_help(self, pieces: int) -> None:
        """Ask idle workers for help with so many pieces; whoever hears of it looks into the database for one."""
        # A worker may have taken a message for later already, this one too: some more find their way to an idle one.
        for _message in range(min(pieces + SPARE_CALLS, MOST_CALLS)):
            send(self.job.pk)


class Pulse:
    """The second thread of a job: marks it alive while one long step runs, and says its progress meanwhile."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._said: dict[str, Any] = {}
        self._is_over = self._is_stopped = False
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> Pulse:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._is_over = True
        self._wake.set()
        self._thread.join()

    def say(self, **progress: Any) -> bool:
        """Have progress written; whether the job is to go on, as far as was seen."""
        self._said = progress
        self._wake.set()
        return not self._is_stopped

    def _beat(self) -> None:
        while not self._is_over:
            was_woken = self._wake.wait(settings.JOB_LOST_AFTER / 6)
            self._wake.clear()
            if self._is_over:
                break
            try:
                self._is_stopped |= not mark_alive(self._job, **(self._said if was_woken else {}))
            except OperationalError:
                logger.info("The database was busy; the next sign of life follows.")
        connection.close()


def run(job_id: str, *, beat: bool = True) -> Job | None:
    """Run a queued job to its end; None if it was not to be had."""
    job = claim_job(job_id)
    if job is None:
        return None
    try:
        if beat:
            with Pulse(job) as pulse:
                result = work_of(job.kind)(Run(job, pulse), **job.parameters)
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


def lend_a_hand(job_id: str) -> bool:
    """Help with a running job, if one can; after each piece it goes to the end of the queue, so that others come in."""
    job = Job.objects.select_related("project", "owner").filter(pk=job_id, state=JobState.RUNNING).first()
    function = help_of(job.kind) if job and not job.cancel_requested else None
    if function is None:
        return False
    try:
        more = function(job)
    except Exception:
        logger.exception("Helping with job %s (%s) failed; its own worker does the rest", job.pk, job.kind)
        return False
    if more:
        send(job.pk)
    return more


def _close(job: Job, state: JobState, *, result: dict[str, Any] | None = None, error: str = "") -> None:
    if not connection.in_atomic_block:
        close_old_connections()
    finish_job(job, state, result=result, error=error)
