"""Hostile files, from one end to the other: one plain sentence, and nothing left behind."""

import pytest

from coding.sources.models import Source, Upload
from tests.coding.sources.importers.builders import word_file, zip_file
from tests.coding.sources.pages import GOOD, send, soup, url
from workbench.jobs.models import JobState

pytestmark = pytest.mark.usefixtures("patience")


def test_a_parser_that_hangs_is_stopped_and_the_person_told(study, client_of, run_jobs, hostile, monkeypatch, settings):
    settings.IMPORT_MAX_SECONDS = 3
    monkeypatch.setattr("coding.sources.uploads.QUICK_SECONDS", 1)
    client = client_of(study.lead)
    sent = send(client, study, ("hangs.txt", GOOD), ("P09.txt", GOOD))
    assert "follow" in sent.url, "the page did not wait for it"
    (job,) = run_jobs()
    assert job.state == JobState.DONE
    page = soup(client.get(job.url))
    assert [said.text for said in page.select(".file-problem")] == [
        "Reading this file took longer than 3 seconds, so it was stopped. Split it, or save it as plain text."
    ]
    assert len(page.select(".turns-preview")) == 1


def test_a_parser_that_eats_memory_is_stopped_and_the_person_told(study, client_of, hostile):
    client = client_of(study.lead)
    sent = send(client, study, ("swallows.txt", GOOD))
    said = soup(client.get(sent.url)).select_one(".file-problem").text
    assert said.startswith("Reading this file needed more memory than the 400 MB that one file may take.")


HOSTILE = {
    "old.docx": (b"\xd0\xcf\x11\xe0" + b"x" * 600, "this is an old Word file"),
    "cut.docx": (word_file("Interviewer: So?")[:-200], "this file is damaged, or no Word file."),
    "bomb.zip": (zip_file({f"{n}.txt": b"\0" * 10_000_000 for n in range(4)}), "it unpacks to 38.1 MB in 4 files"),
    "cut.zip": (zip_file({"a.txt": b"x" * 900})[:-40], "this zip is damaged or not whole."),
    "empty.zip": (zip_file({"__MACOSX/._a.txt": b"x"}), "there is no file in it."),
    "empty.txt": (b"", "this file is empty."),
    "nul.txt": (b"\0" * 500, "this file is empty."),
    "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<< /Type", ""),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_one_plain_sentence_and_leaves_nothing(study, client_of, run_jobs, name):
    client, (data, said) = client_of(study.lead), HOSTILE[name]
    sent = send(client, study, (name, data))
    page = client.get(sent.url)
    assert soup(page).select_one(".file-problem").text.casefold().startswith(said.casefold())
    assert not soup(page).select("button[value=import]")
    batch = Upload.objects.get().batch
    client.post(sent.url, {"do": "import"})
    client.post(url(study, "discard", batch))
    assert Source.objects.count() == 5
    assert not Upload.objects.exists()
