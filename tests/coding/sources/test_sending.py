"""Sending files in: what is taken, what is not and why, and where it leads."""

from io import BytesIO

import pytest
from django.urls import reverse

from coding.sources.models import ImportedFile, Source, Upload
from tests.coding.sources.importers.builders import word_file, zip_file
from tests.coding.sources.pages import GOOD, form_of, prefix, send, soup, url
from workbench.jobs.models import Job

pytestmark = pytest.mark.usefixtures("patience")


def test_a_small_batch_is_read_at_once_and_shown(study, client_of):
    client = client_of(study.lead)
    sent = send(client, study, ("P09.txt", GOOD), ("broken.docx", b"nonsense"))
    assert sent.url == url(study, "preview", Upload.objects.first().batch)
    found = soup(client.get(sent.url))
    assert Source.objects.count() == 5
    assert [turn.text for turn in found.select(".turns-preview .words")] == ["So?", "Well <b>yes</b>."]
    assert "This file is damaged, or no Word file." in found.select_one(".file-problem").text
    assert not Job.objects.exists()


def test_a_large_batch_is_read_by_a_job_whose_page_goes_on_by_itself(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, *[(f"P{n}.txt", GOOD + str(n).encode()) for n in range(8)])
    job = Job.objects.get()
    page = reverse("jobs:detail", args=[study.slug, job.pk])
    assert sent.url == f"{page}?follow=1"
    assert client.get(sent.url).status_code == 200
    preview = url(study, "preview", Upload.objects.first().batch)
    assert client.get(preview).url == sent.url
    run_jobs()
    assert client.get(page, headers={"HX-Request": "true"}).headers["HX-Redirect"] == preview
    assert client.get(sent.url).url == preview
    assert client.get(page).status_code == 200, "who looks the job up later is not sent away"
    assert len(soup(client.get(preview)).select("tbody.file")) == 8


def test_a_zip_becomes_its_files_and_what_is_no_transcript_is_said(study, client_of):
    client = client_of(study.lead)
    files = {"wave 1/P01.txt": GOOD, "wave 1/P02.docx": word_file("Interviewer: So?"), "wave 1/face.jpg": b"x"}
    sent = send(client, study, ("interviews.zip", zip_file({**files, "__MACOSX/._P01.txt": b"x"})))
    page = soup(client.get(sent.url))
    assert {row.th.span.text for row in page.select("tbody.file")} == set(files)
    assert "A file of this kind (.jpg) cannot be read." in page.select_one(".file-problem").text
    assert page.select_one(f"input[name={prefix('wave 1/P01.txt')}-name]")["value"] == "P01"


def test_a_text_can_be_pasted_with_a_name(study, client_of, run_jobs):
    client = client_of(study.lead)
    data = {
        "purpose": "pasted",
        "pasted-name": "Field note 3/4",
        "pasted-text": "Hall, 9:00.\r\n\r\nTwo nurses talk. 👩🏽‍⚕️",
    }
    sent = client.post(url(study, "import"), data)
    page = client.get(sent.url)
    client.post(sent.url, form_of(page) | {"do": "import"})
    run_jobs()
    source = Source.objects.get(name="Field note 3-4")
    assert source.text == "Hall, 9:00.\n\nTwo nurses talk. 👩🏽‍⚕️"


def test_pasting_nothing_says_what_is_missing(study, client_of):
    response = client_of(study.lead).post(
        url(study, "import"), {"purpose": "pasted", "pasted-name": "X", "pasted-text": "  \n"}
    )
    assert response.status_code == 422
    assert "There is no text in it." in soup(response).select_one(".field-error").text


@pytest.mark.parametrize(
    ("name", "purpose", "message"),
    [
        ("a.exe", "transcripts", "“a.exe” cannot be read. It must be one of .txt"),
        ("a.doc", "transcripts", "“a.doc” cannot be read. Save it as .docx in Word, and send that."),
        ("a.mp3", "transcripts", "“a.mp3” cannot be read. It is a recording: transcribe it first."),
        ("a.csv", "transcripts", "“a.csv” cannot be read. Send it as a survey, in the other form."),
        ("a.docx", "survey", "“a.docx” cannot be read. Send it as a transcript, in the other form."),
    ],
)
def test_a_file_of_another_kind_is_refused_at_once_with_what_to_do(study, client_of, name, purpose, message):
    response = send(client_of(study.lead), study, (name, b"x"), purpose=purpose)
    assert response.status_code == 422
    assert message in soup(response).select_one(".field-error").text
    assert not Upload.objects.exists()


def test_one_file_of_another_kind_does_not_hold_up_the_others_and_stands_in_the_report(study, client_of, run_jobs):
    client = client_of(study.lead)
    sent = send(client, study, ("P09.txt", GOOD), ("photo.png", b"x"), (".DS_Store", b"x"))
    page = client.get(sent.url)
    assert len(soup(page).select("tbody.file")) == 2
    client.post(sent.url, form_of(page) | {"do": "import"})
    run_jobs()
    refused = ImportedFile.objects.get(name="photo.png")
    assert (refused.outcome, refused.reason[:36]) == ("refused", "It must be one of .txt, .md, .docx, ")
    assert not Upload.objects.exists()


def test_a_file_over_the_limit_is_refused_and_takes_no_room(study, client_of, settings):
    """As a browser sends it: in pieces, of which those beyond the limit are thrown away."""
    settings.UPLOAD_MAX_BYTES = 3_000_000
    response = send(client_of(study.lead), study, ("huge.txt", b"x" * 20_000_000))
    assert response.status_code == 422
    said = soup(response).select_one(".field-error").text.replace("\xa0", " ")
    assert "“huge.txt” cannot be read. It is too big: 19.1" in said
    assert not Upload.objects.exists()
    assert not any(settings.FILE_UPLOAD_TEMP_DIR.iterdir())


def test_more_files_than_may_be_sent_are_counted(study, client_of, settings):
    settings.IMPORT_MAX_FILES = 2
    response = send(client_of(study.lead), study, *[(f"P{n}.txt", GOOD) for n in range(3)])
    assert "Send at most 2 files at a time." in soup(response).select_one(".field-error").text


def test_far_more_files_than_may_be_sent_are_refused_in_words(study, client_of, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = send(client_of(study.lead), study, *[(f"P{n}.txt", GOOD) for n in range(4)])
    assert response.status_code == 400
    assert "These are too many files at a time" in soup(response).select_one("main").text


def test_a_text_too_long_to_paste_is_refused_in_words(study, client_of, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    data = {"purpose": "pasted", "pasted-name": "X", "pasted-text": "x" * 3000}
    response = client_of(study.lead).post(url(study, "import"), data)
    assert response.status_code == 400
    assert "This text is too long to paste" in soup(response).select_one("main").text
    assert "Send it as a file." in soup(response).select_one("main").text


def test_sending_nothing_says_what_is_missing(study, client_of):
    response = client_of(study.lead).post(url(study, "import"), {"purpose": "transcripts"})
    assert "Choose at least one file." in response.content.decode()


def test_a_file_within_the_limit_is_never_held_whole(study, client_of, settings):
    """Forty megabytes go to the disk in pieces and are read there."""
    settings.IMPORT_MAX_CHARACTERS = 1_000_000
    sent = send(client_of(study.lead), study, ("long.txt", b"word " * 8_000_000))
    assert "follow" in sent.url
    upload = Upload.objects.get()
    assert upload.size == upload.file.size == 40_000_000


def test_files_that_come_as_any_stream_are_kept(study):
    from coding.sources.actions import keep_uploads

    stream = BytesIO(GOOD)
    stream.name = "P09.txt"
    keep_uploads(project=study.project, files=[stream], purpose="transcripts", by=study.lead)
    assert Upload.objects.get().read() == GOOD
