"""Bringing files in as a person does: drop two, say who is who, see the report; paste a text; by keyboard alone."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.sources.models import ImportedFile, Source
from workbench.jobs import runner
from workbench.jobs.models import Job, JobState

CAPTIONS = """WEBVTT

00:00:01.000 --> 00:00:04.000
<v AI>How do you feel about the new tool?

00:00:05.000 --> 00:00:12.500
<v Participant>Nobody asked us. Then it was better than I thought.
"""
SPOKEN = (
    "Moderator: How was it?",
    "Anna: Long.",
    "Ben: Short.",
    "Moderator: Oh?",
    "Anna: Yes.",
    "Ben: Yes.",
    "Anna B: I came in late.",
    "Anna B: And left early.",
)


pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coding.sources.uploads.QUICK_SECONDS", 60)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    document = docx.Document()
    for paragraph in SPOKEN:
        document.add_paragraph(paragraph)
    document.save(tmp_path / "Focus group.docx")
    (tmp_path / "P12.vtt").write_text(CAPTIONS, encoding="utf-8")
    return [tmp_path / "Focus group.docx", tmp_path / "P12.vtt"]


def open_import(page: Page, study) -> None:
    page.goto(reverse("sources:import", args=[study.slug]))


def run_job() -> None:
    runner.run(str(Job.objects.get(state=JobState.QUEUED).pk))


def drop(page: Page, files: list[Path]) -> None:
    """Let files fall on the place for transcripts."""
    read = [{"name": file.name, "bytes": list(file.read_bytes())} for file in files]
    transfer = page.evaluate_handle(
        """files => {
          const transfer = new DataTransfer();
          for (const file of files) transfer.items.add(new File([new Uint8Array(file.bytes)], file.name));
          return transfer;
        }""",
        read,
    )
    page.get_by_role("region", name="Transcripts").locator("[data-dropzone]").dispatch_event(
        "drop", {"dataTransfer": transfer}
    )


def test_two_files_are_dropped_looked_at_decided_about_and_reported(study, page_as, files, assert_accessible):
    page = page_as(study.lead)
    open_import(page, study)
    assert_accessible(page)
    drop(page, files)
    panel = page.get_by_role("region", name="Transcripts")
    expect(panel).to_contain_text("2 files chosen: Focus group.docx · P12.vtt")
    panel.get_by_role("button", name="Preview").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Look before importing")
    assert_accessible(page)
    assert Source.objects.filter(name__in=["Focus group", "P12"]).count() == 0
    page.get_by_label("Name of Anna B", exact=True).fill("Anna")
    page.get_by_label("Case of Anna", exact=True).fill("P01")
    page.get_by_label("Case of Ben", exact=True).fill("P17")
    page.get_by_label("Name of AI", exact=True).fill("Interviewer")
    page.get_by_role("link", name="Show all 8 turns").click()
    expect(page.get_by_text("And left early.")).to_be_visible()
    expect(page.get_by_label("Case of Ben", exact=True)).to_have_value("P17")
    page.get_by_role("button", name="Import the chosen files").click()
    page.wait_for_url(re.compile("/jobs/"))
    run_job()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was imported")
    row = page.get_by_role("row", name=re.compile("Focus group.docx"))
    expect(row).to_contain_text("Moderator, Anna, Ben")
    assert_accessible(page)
    group = Source.objects.get(name="Focus group")
    assert group.case is None
    assert list(group.speakers.order_by("id").values_list("name", "is_interviewer", "case__name")) == [
        ("Moderator", True, None),
        ("Anna", False, "P01"),
        ("Ben", False, "P17"),
    ]
    assert list(Source.objects.get(name="P12").turns.values_list("time_start", flat=True)) == [1.0, 5.0]
    row.get_by_role("link").click()
    expect(page.get_by_text("I came in late.")).to_be_visible()


def test_a_large_batch_lands_on_its_preview_by_itself(study, page_as, tmp_path, assert_accessible):
    files = [tmp_path / f"P{n:02}.txt" for n in range(30)]
    for number, file in enumerate(files):
        file.write_text(f"AI: How was day {number}?\n\nParticipant: Long.\n\nAI: And?\n\nParticipant: Over.")
    page = page_as(study.lead)
    open_import(page, study)
    panel = page.get_by_role("region", name="Transcripts")
    panel.locator("input[type=file]").set_input_files(files)
    panel.get_by_role("button", name="Preview").click()
    page.wait_for_url(re.compile("/jobs/"))
    run_job()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look before importing")
    expect(page.locator("tbody.file")).to_have_count(25)
    page.get_by_text("Speakers in all files").first.click()
    page.get_by_label("Name of AI in all files").fill("Interviewer")
    page.get_by_role("button", name="Apply to all files").click()
    expect(page.locator("tbody.file").first).to_contain_text("Interviewer (asks), Participant")
    look = page.get_by_role("button", name="Look into P03.txt")
    look.click()
    name = page.get_by_label("Name", exact=True)
    name.fill("P03 nurse")
    page.get_by_text("Speakers in all files").first.click()
    assert_accessible(page)
    look.click()
    expect(name).to_be_hidden()
    page.get_by_role("button", name="Next").click()
    expect(page.locator("tbody.file")).to_have_count(5)
    page.get_by_role("button", name="Import the chosen files").click()
    page.wait_for_url(re.compile("/jobs/"))
    run_job()
    expect(page.get_by_role("heading", level=1)).to_have_text("What was imported")
    assert ImportedFile.objects.filter(outcome="imported").count() == 30
    page.goto(reverse("sources:imports", args=[study.slug]))
    assert_accessible(page)
    assert Source.objects.get(name="P03 nurse").speakers.first().name == "Interviewer"


def test_a_text_is_pasted_and_imported_with_the_keyboard_alone(study, page_as, assert_accessible):
    page = page_as(study.lead)
    open_import(page, study)
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Field note 3")
    page.keyboard.press("Tab")
    page.keyboard.insert_text("Hall, nine in the morning.\n\nTwo nurses talk about the night.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look before importing")
    assert_accessible(page)
    button = page.get_by_role("button", name="Import 1 file")
    for _ in range(40):
        page.keyboard.press("Tab")
        if button.evaluate("button => button === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/jobs/"))
    run_job()
    assert Source.objects.get(name="Field note 3").text.endswith("about the night.")


def test_a_file_that_is_too_big_is_said_before_it_is_sent(study, page_as, tmp_path, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    (tmp_path / "huge.txt").write_bytes(b"x" * 3_000_000)
    page = page_as(study.lead)
    open_import(page, study)
    panel = page.get_by_role("region", name="Transcripts")
    panel.locator("input[type=file]").set_input_files([tmp_path / "huge.txt"])
    expect(panel).to_contain_text("huge.txt is too big: 3 MB; the most is 1 MB. It is not sent.")


def test_without_scripts_everything_can_be_decided(study, page_as, files):
    page = page_as(study.lead, java_script_enabled=False)
    open_import(page, study)
    panel = page.get_by_role("region", name="Transcripts")
    panel.locator("input[type=file]").set_input_files(files)
    panel.get_by_role("button", name="Preview").click()
    page.get_by_label("Name of AI", exact=True).fill("Interviewer")
    page.get_by_role("button", name="Import the chosen files").click()
    run_job()
    page.reload()
    expect(page.get_by_role("table")).to_contain_text("Interviewer, Participant")
