"""A real worker that is killed in the middle of an import leaves whole files, and another one goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from coding.sources.actions import begin_reading, keep_uploads
from coding.sources.models import ImportedFile, Source, Turn, Upload
from coding.sources.uploads import read_batch
from tests.workbench.jobs.test_real_worker import database_url, wait_for
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job, JobState

pytestmark = [pytest.mark.worker, pytest.mark.django_db(transaction=True)]
ROOT = Path(__file__).resolve().parents[3]
FILES, TURNS = 60, 40


@pytest.fixture
def start_worker() -> Iterator[list[subprocess.Popen]]:
    """Workers on this test's database and queue; all are gone afterwards."""
    started: list[subprocess.Popen] = []
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "workbench.settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "DATABASE_URL": database_url(),
        "JOB_LOST_AFTER": str(settings.JOB_LOST_AFTER),
    }

    def start() -> subprocess.Popen:
        program = [sys.executable, "-m", "celery", "--quiet", "-A", "workbench", "worker", "--concurrency", "1"]
        options = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
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


def interview(number: int) -> bytes:
    turns = (f"{'AI' if turn % 2 else f'P{number:02}'}: Sentence {turn} of {number}." for turn in range(TURNS))
    return "\n\n".join(turns).encode()


def test_a_killed_import_leaves_whole_files_and_another_worker_finishes_it(project, lead, start_worker):
    files = [SimpleUploadedFile(f"P{number:02}.txt", interview(number)) for number in range(FILES)]
    batch = keep_uploads(project=project, files=files, purpose="transcripts", by=lead)
    read_batch(project, batch, lead)
    assert begin_reading(project=project, batch=batch, by=lead) is None, "all of it was read"
    first = start_worker()
    job = start_job(
        kind="coding.import_sources", project=project, by=lead, label="Import", parameters={"batch": str(batch)}
    )
    wait_for(lambda: Source.objects.count() >= 3, "the import to be under way")
    kill(first)
    stored = Source.objects.count()
    assert stored < FILES, "killed too late to prove anything"
    assert Turn.objects.count() == stored * TURNS
    assert ImportedFile.objects.count() == stored
    assert Upload.objects.count() == FILES - stored
    start_worker()
    wait_for(lambda: Job.objects.filter(pk=job.pk, state=JobState.DONE).exists(), "the second worker to finish", 120)
    assert Source.objects.count() == ImportedFile.objects.filter(outcome="imported").count() == FILES
    assert Turn.objects.count() == FILES * TURNS
    assert not Upload.objects.exists()
