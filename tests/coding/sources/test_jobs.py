"""Imports as jobs: what can be stored is, what cannot is said, and a second run adds nothing."""

from django.core.files.uploadedfile import SimpleUploadedFile

from coding.sources.actions import keep_uploads
from coding.sources.models import Question, Source, Upload
from workbench.jobs.actions import start_job
from workbench.jobs.models import Job, JobState

GOOD = b"Interviewer: So?\n\nP09: Well."


def sent(study, *files: tuple[str, bytes], purpose: str = "transcripts"):
    return keep_uploads(
        project=study.project,
        files=[SimpleUploadedFile(name, data) for name, data in files],
        purpose=purpose,
        by=study.lead,
    )


def start(study, batch, **skip) -> Job:
    choices = {
        str(upload.pk): {"name": upload.name[:-4], "case": upload.name[:-4], "interviewers": ["Interviewer"]}
        for upload in Upload.objects.filter(batch=batch)
        if upload.name not in skip
    }
    parameters = {"batch": str(batch), "choices": choices}
    return start_job(
        kind="coding.import_sources", project=study.project, by=study.lead, label="Import", parameters=parameters
    )


def test_a_batch_is_stored_and_its_uploads_are_gone(study, run_jobs):
    start(study, sent(study, ("P08.txt", GOOD), ("P09.txt", GOOD + b" Yes.")))
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    assert job.result["message"] == "2 transcripts were imported."
    assert set(Source.objects.filter(name__in=["P08", "P09"]).values_list("case__name", flat=True)) == {"P08", "P09"}
    assert not Upload.objects.exists()


def test_one_bad_file_does_not_hold_up_the_others(study, run_jobs):
    start(study, sent(study, ("P08.txt", GOOD), ("bad.txt", b"%PDF-1.7")))
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    assert job.result["message"].splitlines()[0] == "1 transcript was imported."
    assert "bad.txt: this is not plain text but a PDF." in job.result["message"]
    assert not Upload.objects.exists()


def test_when_no_file_can_be_stored_the_job_fails_in_words(study, run_jobs):
    start(study, sent(study, ("P01 nurse.txt", GOOD)))
    (job,) = run_jobs()
    assert job.state == JobState.FAILED
    assert job.error == "There is a source “P01 nurse” already. Give this one another name, or leave it out."


def test_a_job_that_runs_again_goes_on_with_the_files_that_are_left(study, run_jobs):
    batch = sent(study, ("P08.txt", GOOD), ("P09.txt", GOOD + b" Yes."))
    start(study, batch)
    run_jobs()
    again = start(study, batch)
    run_jobs()
    again.refresh_from_db()
    assert again.state == JobState.DONE
    assert Source.objects.filter(name__startswith="P08").count() == 1


def start_survey(study, data: bytes, mapping: dict) -> Job:
    sent(study, ("survey.csv", data), purpose="survey")
    parameters = {"upload": Upload.objects.get().pk, "mapping": mapping}
    return start_job(
        kind="coding.import_survey", project=study.project, by=study.lead, label="Survey", parameters=parameters
    )


def test_a_survey_is_stored_and_reported(study, run_jobs):
    mapping = {"id": "id", "open": ["why"], "closed": {"role": "nominal"}}
    start_survey(study, b"id,role,why\nP01,nurse,Because it helps\nX1,doctor,n/a\nX2,doctor,\n", mapping)
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    assert job.result["message"].splitlines() == [
        "3 respondents (2 new cases), 1 variable, 1 question, 2 answers.",
        "Left empty: 1. Answered with “N/A”, “none” or the like: 1.",
    ]
    assert Question.objects.get(text="why").answers.count() == 2


def test_a_faulty_survey_leaves_nothing_behind_and_says_where(study, run_jobs):
    before = Source.objects.count()
    mapping = {"id": "id", "open": ["why"], "closed": {}}
    start_survey(study, b"id,why\nX1,yes\nX1,no\n", mapping)
    (job,) = run_jobs()
    assert job.state == JobState.FAILED
    assert job.error.startswith('survey.csv, row 3, column "id": "X1" stands in row 2 too.')
    assert Source.objects.count() == before
    assert Upload.objects.count() == 1
