"""A real Celery worker on the real broker: killed in the middle of a job, the job is finished once after a restart."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.workbench.jobs import kinds  # noqa: F401  registers the kinds
from workbench.jobs.actions import cancel_job, start_job
from workbench.jobs.models import Job, JobState

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]


def wait_for(condition: Callable[[], object], what: str, seconds: float = 60) -> object:
    """Ask until the answer is true."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds:.0f} seconds for {what}")


def database_url() -> str:
    """Return the address of this test's database."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgres://{database['USER']}@{database['HOST']}:{database['PORT']}/{database['NAME']}"


@pytest.fixture
def worker():
    """Start workers on this test's database and queue; all are gone afterwards."""
    started = []

    def start() -> subprocess.Popen:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "workbench.settings",
            "DATA_DIR": str(settings.DATA_DIR),
            "DATABASE_URL": database_url(),
            "JOB_LOST_AFTER": str(settings.JOB_LOST_AFTER),
        }
        program = [
            sys.executable,
            "-m",
            "celery",
            "--quiet",
            "-A",
            "tests.workbench.jobs.worker_app",
            "worker",
        ]
        options = ["--concurrency", "1", "--without-gossip", "--without-mingle", "--without-heartbeat"]
        process = subprocess.Popen([*program, *options], cwd=ROOT, env=environment, start_new_session=True)
        started.append(process)
        return process

    yield start
    for process in started:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """Kill a worker and its children, as a power cut would."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def state_of(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def test_a_job_survives_its_worker_and_is_done_once(project, coder, worker, tmp_path):
    file = tmp_path / "count"
    first = worker()
    job = start_job(
        kind="test.count", project=project, by=coder, label="Count",
        parameters={"file": str(file), "steps": 30, "pause": 0.1},
    )  # fmt: skip
    wait_for(lambda: Job.objects.filter(pk=job.pk, done__gte=3).exists(), "the job to be under way")
    kill(first)
    assert state_of(job) == JobState.RUNNING
    worker()
    wait_for(lambda: state_of(job) == JobState.DONE, "the job to be finished by the second worker")
    assert file.read_text().splitlines() == ["begun 1", "begun 2", "ended 2"]


def test_a_job_is_cancelled_while_a_worker_runs_it(project, coder, worker, tmp_path):
    worker()
    job = start_job(
        kind="test.count", project=project, by=coder, label="Count",
        parameters={"file": str(tmp_path / "count"), "steps": 600, "pause": 0.1},
    )  # fmt: skip
    wait_for(lambda: Job.objects.filter(pk=job.pk, done__gte=1).exists(), "the job to be under way")
    cancel_job(job=job, by=coder)
    wait_for(lambda: state_of(job) == JobState.CANCELLED, "the job to stop")
