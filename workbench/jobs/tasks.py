"""The only Celery task, and the worker's care for jobs that others left behind."""

import threading
import time
from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings
from django.db import OperationalError, connection

from workbench.jobs import runner
from workbench.jobs.actions import recover_jobs
from workbench.jobs.registry import do_chores

HOUR = 3600


@shared_task(name="workbench.run_job", ignore_result=True)
def run_job(job_id: str) -> None:
    """Run the job of this id if it still waits; help with it if it is under way and asked for help."""
    if runner.run(job_id) is None:
        runner.lend_a_hand(job_id)


@worker_ready.connect
def keep_recovering(**_: Any) -> None:
    """Look for lost jobs from the worker's start on, several times within the time after which one counts as lost."""

    def watch() -> None:
        pause, next_chores = threading.Event(), 0.0
        while not pause.wait(settings.JOB_LOST_AFTER / 4):
            try:
                recover_jobs()
                if time.monotonic() >= next_chores:
                    next_chores = time.monotonic() + HOUR
                    do_chores()
            except OperationalError:
                continue
            finally:
                connection.close()

    threading.Thread(target=watch, daemon=True).start()
