"""What is promised of long work: an outcome in words, once, whatever happens to the worker."""

import queue
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.factories.people import JobFactory
from tests.workbench.jobs import kinds  # noqa: F401  registers the kinds
from workbench.audit.models import Event
from workbench.jobs import actions, runner
from workbench.jobs.actions import (
    LONG_WAIT,
    MOST_ATTEMPTS,
    cancel_job,
    claim_job,
    finish_job,
    mark_alive,
    recover_jobs,
    start_job,
)
from workbench.jobs.models import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(project, coder):
    return JobFactory(project=project, owner=coder)


def test_a_started_job_waits_and_is_in_the_history(project, coder):
    job = start_job(kind="test.refuse", project=project, by=coder, label="Import 2 files")
    assert job.state == JobState.QUEUED
    assert Event.objects.get(action="job.started").subject_label == "Import 2 files"


def test_an_unknown_kind_of_work_is_refused_at_once(project, coder):
    with pytest.raises(KeyError):
        start_job(kind="no.such", project=project, by=coder, label="x")


def test_a_job_runs_to_its_end(project, coder, run_jobs, tmp_path):
    file = tmp_path / "count"
    start_job(
        kind="test.count",
        project=project,
        by=coder,
        label="Count",
        parameters={"file": str(file), "steps": 3},
    )
    (job,) = run_jobs()
    assert (job.state, job.result["message"]) == (JobState.DONE, "Counted to 3.")
    assert file.read_text().split("\n") == ["begun 1", "ended 1", ""]


def test_a_broken_rule_ends_a_job_with_its_sentence(project, coder, run_jobs):
    start_job(kind="test.refuse", project=project, by=coder, label="x")
    (job,) = run_jobs()
    assert (job.state, job.error) == (
        JobState.FAILED,
        "P07.docx is empty. Export it again from your recorder.",
    )


def test_a_crash_ends_a_job_in_words_and_in_the_log(project, coder, run_jobs, caplog):
    start_job(kind="test.crash", project=project, by=coder, label="x")
    (job,) = run_jobs()
    assert job.state == JobState.FAILED
    assert "division by zero" in job.error
    assert "ZeroDivisionError" in caplog.text


def test_progress_within_a_transaction_is_said_from_outside_of_it(job, monkeypatch):
    said: queue.Queue = queue.Queue()
    goes_on = iter([True, False])

    def note(_job, **progress):
        said.put((threading.get_ident(), progress))
        return next(goes_on, False)

    monkeypatch.setattr(runner, "mark_alive", note)
    with runner.Pulse(job) as pulse:
        run = runner.Run(job, pulse)
        run.progress(1, 3, "Codes")
        who, progress = said.get(timeout=10)
        run.progress(2, 3, "Cases")
        said.get(timeout=10)
        with pytest.raises(runner.Stopped):
            go_on_for_ever(run, said)

    assert who != threading.get_ident()
    assert progress == {"done": 1, "total": 3, "note": "Codes"}


def go_on_for_ever(run, said):
    while True:
        run.progress(1, 3, "Sources")
        said.get(timeout=10)


def test_a_cancelled_job_stops_at_its_next_step(project, coder, run_jobs):
    start_job(kind="test.cancel_itself", project=project, by=coder, label="x")
    (job,) = run_jobs()
    assert job.state == JobState.CANCELLED


def test_a_waiting_job_is_cancelled_at_once_and_never_run(job, coder):
    assert cancel_job(job=job, by=coder).state == JobState.CANCELLED
    assert runner.run(str(job.pk), beat=False) is None


def test_only_one_of_two_workers_gets_a_job(job):
    assert claim_job(str(job.pk)).attempt == 1
    assert claim_job(str(job.pk)) is None


def test_a_worker_that_lost_its_job_can_no_longer_write_to_it(job):
    first = claim_job(str(job.pk))
    type(job).objects.update(state=JobState.QUEUED)
    second = claim_job(str(job.pk))
    assert not mark_alive(first)
    assert not finish_job(first, JobState.DONE)
    assert mark_alive(second)
    assert finish_job(second, JobState.DONE)
    assert not finish_job(second, JobState.FAILED)


@pytest.mark.parametrize("state", [JobState.QUEUED, JobState.RUNNING])
def test_a_job_without_a_sign_of_life_is_queued_again(job, state, settings):
    long_ago = timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER + 1)
    type(job).objects.update(state=state, alive_at=long_ago)
    assert recover_jobs() == 1
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert recover_jobs() == 0


def test_a_recovery_that_had_to_wait_leaves_jobs_to_the_next_round(job, settings, monkeypatch):
    """Where one at a time writes, a long transaction of the job itself keeps back its signs of life."""
    type(job).objects.update(
        state=JobState.RUNNING, alive_at=timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER + 1)
    )
    clock = iter([0.0, LONG_WAIT, 0.0, LONG_WAIT / 2])
    monkeypatch.setattr(actions, "monotonic", lambda: next(clock))
    assert recover_jobs() == 0
    job.refresh_from_db()
    assert job.state == JobState.RUNNING
    assert recover_jobs() == 1


def test_a_job_that_lives_is_left_alone(job):
    claim_job(str(job.pk))
    assert recover_jobs() == 0


def test_a_lost_job_that_was_cancelled_is_not_run_again(job, coder, settings):
    claim_job(str(job.pk))
    cancel_job(job=job, by=coder)
    type(job).objects.update(alive_at=timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER + 1))
    assert recover_jobs() == 0
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_a_job_that_kills_its_workers_is_given_up_in_words(job, settings):
    long_ago = timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER + 1)
    type(job).objects.update(state=JobState.RUNNING, attempt=MOST_ATTEMPTS, alive_at=long_ago)
    assert recover_jobs() == 0
    job.refresh_from_db()
    assert (job.state, job.finished_at is not None) == (JobState.FAILED, True)
    assert "three times" in job.error


def test_job_pages_are_for_their_owner_alone(job, client_of, coder, second_coder, outsider):
    address = f"/p/{job.project.slug}/jobs/{job.pk}/"
    assert client_of(coder).get(address).status_code == 200
    assert client_of(second_coder).get(address).status_code == 404
    assert client_of(outsider).get(address).status_code == 404


def test_the_progress_part_polls_until_the_job_is_over(job, client_of, coder):
    client, address = client_of(coder), f"/p/{job.project.slug}/jobs/{job.pk}/"
    part = client.get(address, headers={"HX-Request": "true"})
    assert (part.status_code, b"every 1s" in part.content, b"<html" in part.content) == (200, True, False)
    type(job).objects.update(state=JobState.DONE)
    last = client.get(address, headers={"HX-Request": "true"})
    assert (last.status_code, b"every 1s" in last.content) == (286, False)
    assert "jobFinished" in last.headers["HX-Trigger"]


def test_a_job_is_cancelled_from_its_page(job, client_of, coder):
    response = client_of(coder).post(f"/p/{job.project.slug}/jobs/{job.pk}/cancel/")
    assert response.status_code == 302
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_the_list_of_jobs_asks_as_much_for_one_as_for_three(project, coder, client_of, count_queries):
    client, address = client_of(coder), f"/p/{project.slug}/jobs/"
    JobFactory(project=project, owner=coder)
    one = count_queries(lambda: client.get(address))
    JobFactory.create_batch(2, project=project, owner=coder)
    assert count_queries(lambda: client.get(address)) == one


def test_the_list_says_what_a_job_came_to_rather_than_where_it_was_last_seen(project, coder, client_of):
    JobFactory(
        project=project,
        owner=coder,
        state=JobState.DONE,
        done=587,
        total=600,
        result={"message": "600 files were read."},
    )
    JobFactory(project=project, owner=coder, state=JobState.RUNNING, done=3, total=9)
    page = client_of(coder).get(f"/p/{project.slug}/jobs/").content.decode()
    assert "600 files were read." in page
    assert "587 / 600" not in page
    assert "3 / 9" in page
