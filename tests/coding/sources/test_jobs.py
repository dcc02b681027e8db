"""Imports as jobs: what can be stored is, what cannot is said, and a second run adds nothing."""

from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from coding.sources import jobs
from coding.sources.actions import (
    begin_reading,
    choose_for_uploads,
    discard_uploads,
    import_transcript,
    keep_uploads,
)
from coding.sources.choices import SpeakerChoice, choices_of
from coding.sources.importers.registry import parse_transcript
from coding.sources.models import ImportedFile, Source, Upload
from coding.sources.uploads import UploadGone
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


def start(study, batch, **parameters) -> Job:
    begin_reading(project=study.project, batch=batch, by=study.lead)
    return start_job(
        kind="coding.import_sources", project=study.project, by=study.lead, label="Import",
        parameters={"batch": str(batch), **parameters},
    )  # fmt: skip


def decide(study, file: str, **decided) -> None:
    upload = Upload.objects.get(name=file)
    choose_for_uploads(chosen=[(upload, replace(choices_of(upload), **decided))], by=study.lead)


def report(batch) -> dict[str, tuple[str, str]]:
    return {file.name: (file.outcome, file.reason) for file in ImportedFile.objects.filter(batch=batch)}


def test_a_batch_is_stored_and_its_uploads_are_gone(study, run_jobs):
    batch = sent(study, ("P08.txt", GOOD), ("P09.txt", GOOD + b" Yes."))
    start(study, batch)
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    assert job.result["message"] == "2 transcripts were imported."
    assert job.result["url"] == reverse("sources:report", args=[study.slug, batch])
    assert set(Source.objects.filter(name__in=["P08", "P09"]).values_list("case__name", flat=True)) == {"P08", "P09"}
    assert not Upload.objects.exists()
    assert report(batch) == {"P08.txt": ("imported", ""), "P09.txt": ("imported", "")}


def test_a_large_batch_is_read_by_a_job_that_goes_on_to_the_preview(study, run_jobs):
    batch = sent(study, *[(f"P{n}.txt", GOOD + str(n).encode()) for n in range(7)])
    assert begin_reading(project=study.project, batch=batch, by=study.lead)
    assert not Upload.objects.exclude(read_at=None).exists()
    (job,) = run_jobs()
    assert job.result["message"] == "7 files were looked into."
    assert (job.goes_on, job.url) == (True, reverse("sources:preview", args=[study.slug, batch]))
    assert Upload.objects.exclude(read_at=None).count() == 7


def test_reading_that_is_taken_up_again_reads_only_what_is_left(study, run_jobs, monkeypatch):
    batch = sent(study, *[(f"P{n}.txt", GOOD) for n in range(7)])
    begin_reading(project=study.project, batch=batch, by=study.lead)
    first = Upload.objects.filter(batch=batch).first()
    Upload.objects.filter(pk=first.pk).update(read_at=timezone.now(), finding={"problem": "read before"})
    run_jobs()
    first.refresh_from_db()
    assert first.finding == {"problem": "read before"}
    assert Upload.objects.filter(read_at=None).count() == 0


def test_one_bad_file_does_not_hold_up_the_others(study, run_jobs):
    batch = sent(study, ("P08.txt", GOOD), ("bad.txt", b"%PDF-1.7"))
    start(study, batch)
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    assert job.result["message"].splitlines()[0] == "1 transcript was imported."
    assert "bad.txt: this is not plain text but a PDF." in job.result["message"]
    assert not Upload.objects.exists()
    assert report(batch)["bad.txt"][0] == "refused"


def test_when_no_file_can_be_stored_the_job_fails_in_words_and_the_file_waits_for_another_name(study, run_jobs):
    batch = sent(study, ("P01 nurse.txt", GOOD))
    start(study, batch)
    (job,) = run_jobs()
    assert job.state == JobState.FAILED
    reason = "There is a source “P01 nurse” already. Give this one another name, or leave it out."
    assert job.error.splitlines() == [
        f"P01 nurse.txt: {reason}",
        "What was refused waits under Import, where it can be given another name.",
    ]
    assert report(batch) == {"P01 nurse.txt": ("refused", reason)}
    decide(study, "P01 nurse.txt", name="P01 again")
    start(study, batch)
    run_jobs()
    assert Source.objects.filter(name="P01 again").exists()
    assert report(batch) == {"P01 nurse.txt": ("imported", "")}


def test_names_that_are_taken_can_be_numbered(study, run_jobs):
    start(study, sent(study, ("P01 nurse.txt", GOOD)), rename=True)
    run_jobs()
    assert Source.objects.filter(name="P01 nurse (2)").exists()


def test_a_text_that_is_there_already_is_left_out_unless_it_is_wanted(study, run_jobs):
    batch = sent(study, ("P08.txt", GOOD), ("P08 copy.txt", GOOD), ("P08 wanted.txt", GOOD))
    begin_reading(project=study.project, batch=batch, by=study.lead)
    decide(study, "P08 wanted.txt", include=True)
    start(study, batch)
    run_jobs()
    assert set(Source.objects.filter(name__startswith="P08").values_list("name", flat=True)) == {"P08", "P08 wanted"}
    assert report(batch)["P08 copy.txt"] == ("skipped", "The same text is in the study already, as “P08”.")
    assert ImportedFile.objects.get(name="P08 wanted.txt").assumed == [
        "the same text is in the study already, as “P08”"
    ]


def test_what_was_not_chosen_is_left_out_and_said(study, run_jobs):
    batch = sent(study, ("P08.txt", GOOD), ("P09.txt", GOOD + b" Yes."))
    begin_reading(project=study.project, batch=batch, by=study.lead)
    decide(study, "P09.txt", include=False)
    start(study, batch)
    (job,) = run_jobs()
    assert job.result["message"] == "1 transcript was imported.\n1 was left out."
    assert report(batch)["P09.txt"] == ("skipped", "Not chosen.")


def test_speakers_are_stored_as_they_were_decided(study, run_jobs):
    text = b"AI: So?\n\nAnna: Well.\n\nAnna B.: Yes.\n\nBen: No.\n\nAI: Hm?\n\nAnna: Ja.\n\nAnna B.: Ja.\n\nBen: Nein."
    batch = sent(study, ("group.txt", text))
    begin_reading(project=study.project, batch=batch, by=study.lead)
    decide(
        study, "group.txt",
        speakers={
            "AI": SpeakerChoice("Interviewer", interviewer=True),
            "Anna": SpeakerChoice("Anna", case="P01"),
            "Anna B.": SpeakerChoice("Anna"),
            "Ben": SpeakerChoice("Ben", case="P17"),
        },
    )  # fmt: skip
    start(study, batch)
    run_jobs()
    source = Source.objects.get(name="group")
    speakers = source.speakers.order_by("id").values_list("name", "is_interviewer", "case__name")
    assert list(speakers) == [("Interviewer", True, None), ("Anna", False, "P01"), ("Ben", False, "P17")]
    assert source.case is None
    assert source.turns.filter(speaker__name="Anna").count() == 4
    assert source.text.encode() == text
    assert not study.project.cases.filter(name="group").exists()


def test_an_import_that_dies_between_two_files_leaves_whole_files_and_goes_on(study, run_jobs, monkeypatch):
    batch = sent(study, *[(f"P{n}.txt", GOOD + str(n).encode()) for n in range(4)])
    start(study, batch)
    whole = jobs.import_transcript
    calls = []

    def dies_within_the_third(**given):
        calls.append(given["name"])
        source = whole(**given)
        if len(calls) == 3:
            raise SystemExit  # in the transaction of nobody: what follows is the end of the process
        return source

    monkeypatch.setattr(jobs, "import_transcript", dies_within_the_third)
    with pytest.raises(SystemExit):
        run_jobs()
    monkeypatch.setattr(jobs, "import_transcript", whole)
    stored = Source.objects.filter(name__in=["P0", "P1", "P2", "P3"])
    assert stored.count() == ImportedFile.objects.filter(batch=batch).count() == 3
    assert Upload.objects.filter(batch=batch).count() == 1
    Job.objects.update(state=JobState.QUEUED)
    (job,) = run_jobs()
    assert job.result["message"] == "4 transcripts were imported."
    assert stored.count() == 4
    assert all(source.turns.exists() for source in stored)


def test_what_is_given_up_while_the_import_runs_is_not_imported(study, run_jobs, monkeypatch):
    batch = sent(study, *[(f"P{n}.txt", GOOD + str(n).encode()) for n in range(3)])
    start(study, batch)
    whole = jobs.import_transcript

    def gives_up_the_rest(**given):
        source = whole(**given)
        discard_uploads(uploads=list(Upload.objects.filter(batch=batch)), by=study.lead)
        return source

    monkeypatch.setattr(jobs, "import_transcript", gives_up_the_rest)
    (job,) = run_jobs()
    assert job.result["message"] == "1 transcript was imported."
    assert report(batch) == {"P0.txt": ("imported", "")}


def test_a_file_is_imported_once_however_many_workers_have_it(study, run_jobs):
    batch = sent(study, ("P08.txt", GOOD))
    start(study, batch)
    upload = Upload.objects.get()
    run_jobs()
    with pytest.raises(UploadGone):
        import_transcript(
            project=study.project, parsed=parse_transcript("P08.txt", GOOD), name="Twice", by=study.lead, upload=upload
        )
    assert not Source.objects.filter(name="Twice").exists()


def test_a_job_that_runs_again_adds_nothing(study, run_jobs):
    batch = sent(study, ("P08.txt", GOOD), ("P09.txt", GOOD + b" Yes."))
    start(study, batch)
    run_jobs()
    again = start(study, batch)
    run_jobs()
    again.refresh_from_db()
    assert again.state == JobState.DONE
    assert Source.objects.filter(name__startswith="P08").count() == 1
    assert len(report(batch)) == 2
