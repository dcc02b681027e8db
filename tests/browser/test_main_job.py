"""The main job, from sign-up to the downloaded Word file, on a site started as a researcher starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.coding_tools import expect_ready
from tests.browser.site import ROOT, Site, running_site

SAMPLE = ROOT / "sample_study"
PASSWORD = "quiet-harbour-41"
PATIENCE = 30_000
LONG = 240_000  # embedding some hundred passages on a shared machine

pytestmark = [pytest.mark.worker, pytest.mark.xdist_group("main job")]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running_site(tmp_path_factory.mktemp("site"), "--no-demo") as running:
        yield running


@pytest.fixture
def someone(chromium: Browser, site: Site) -> Iterator:
    """Give a page of a person who comes for the first time; errors in its console fail the test."""
    contexts, problems = [], []

    def come() -> Page:
        context = chromium.new_context(
            accept_downloads=True, base_url=site.address, viewport={"width": 1440, "height": 900}
        )
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))
        page.on("console", lambda said: problems.append(f"{page.url}: {said.text}") if said.type == "error" else None)
        contexts.append(context)
        return page

    yield come
    for context in contexts:
        context.close()
    assert problems == []


def sign_up(page: Page, name: str, email: str) -> None:
    page.get_by_label("Your name").fill(name)
    page.get_by_label("E-mail address").first.fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password (again)").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign up").click()


def go(page: Page, section: str) -> None:
    page.get_by_role("navigation", name="Sections of the study").get_by_role("link", name=section, exact=True).click()


def import_files(page: Page, heading: str, files: list[Path]) -> None:
    go(page, "Sources")
    page.get_by_role("main").get_by_role("link", name="Import", exact=False).first.click()
    panel = page.get_by_role("region", name=heading)
    panel.locator("input[type=file]").set_input_files(files)
    panel.get_by_role("button", name="Preview").click()


def finish_job(page: Page, patience: int = PATIENCE) -> None:
    expect(page.locator(".job .state-done")).to_be_visible(timeout=patience)


def see_report(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("What was imported", timeout=PATIENCE)


def as_word(folder: Path, transcript: Path) -> Path:
    """Write a transcript as the Word file that a transcription service sends."""
    document = docx.Document()
    for paragraph in transcript.read_text(encoding="utf-8").split("\n\n"):
        document.add_paragraph(paragraph)
    target = folder / f"{transcript.stem}.docx"
    document.save(target)
    return target


def add_code(page: Page, name: str, definition: str) -> None:
    page.get_by_role("link", name="Add code").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_label("Definition").fill(definition)
    dialog.get_by_role("button", name=re.compile("Add")).click()
    expect(page.get_by_role("table")).to_contain_text(name)


def code_turn(page: Page, turn: int, code: str) -> None:
    """Code a whole turn with the keyboard."""
    expect_ready(page)
    page.locator(f'.turn[data-n="{turn}"]').focus()
    page.keyboard.press("c")
    picker = page.get_by_role("dialog", name="Choose a code")
    expect(picker).to_be_visible()
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    expect(picker).to_be_hidden()
    page.keyboard.press("Escape")


def code_by_mouse(page: Page, turn: int, code: str) -> None:
    """Drag over the first words of a turn and choose a code."""
    expect_ready(page)
    words = page.locator(f'.turn[data-n="{turn}"] .words')
    words.scroll_into_view_if_needed()
    first = words.evaluate("words => words.getClientRects()[0].toJSON()")
    page.mouse.move(first["x"] + 4, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(first["x"] + 260, first["y"] + first["height"] / 2, steps=8)
    page.mouse.up()
    expect(page.get_by_role("dialog", name="Choose a code")).to_be_visible()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def hand_in(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text("All changes saved")
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("main")).to_contain_text("You have handed this in")


def download(page: Page, what: str, form: str, folder: Path) -> Path:
    card = page.get_by_role("region", name=what, exact=True)
    card.get_by_label(f"Format of {what}").select_option(form)
    card.get_by_role("button", name="Export").click()
    link = card.get_by_role("link", name=re.compile("Download"))
    expect(link).to_be_visible(timeout=PATIENCE)
    with page.expect_download() as waiting:
        link.click()
    target = folder / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def test_the_main_job_from_sign_up_to_the_word_file(someone, site, tmp_path):
    lead = someone()
    lead.goto("/accounts/signup/")
    sign_up(lead, "Lena Lead", "lena@example.org")
    lead.get_by_role("link", name="New study").click()
    lead.get_by_label("Name of the study").fill("Night shift")
    lead.get_by_role("button", name="Begin the study").click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Night shift")

    # Import: a text file, a Word file, a survey.
    first = SAMPLE / "interviews/P01 psychiatrist.txt"
    second = as_word(tmp_path, SAMPLE / "interviews/P03 psychiatric nurse.txt")
    import_files(lead, "Transcripts", [first, second])
    expect(lead.get_by_role("main")).to_contain_text("Interviewer")
    lead.get_by_role("button", name="Import the chosen files").click()
    see_report(lead)
    import_files(lead, "Survey", [SAMPLE / "survey.csv"])
    lead.get_by_role("button", name="Import the survey").click()
    finish_job(lead)

    # A codebook.
    go(lead, "Codebook")
    add_code(lead, "Trust", "Whether and when the output is believed.")
    add_code(lead, "Workload", "Time gained and time lost.")

    # A second coder.
    lead.get_by_role("button", name="More", exact=True).click()
    lead.get_by_role("link", name="Members").click()
    lead.get_by_label("E-mail address").fill("cora@example.org")
    lead.get_by_role("button", name="Make the invitation").click()
    invitation = lead.get_by_label("Invitation link for cora@example.org").input_value()
    coder = someone()
    coder.goto(invitation)
    coder.get_by_role("link", name="Sign up and join").click()
    sign_up(coder, "Cora Coder", "cora@example.org")
    coder.get_by_role("button", name="Join as Cora Coder").click()
    expect(coder.get_by_role("heading", level=1)).to_have_text("Night shift")

    # A blind round on one interview.
    go(lead, "Rounds")
    lead.get_by_role("main").get_by_role("link", name="Begin a round").click()
    lead.get_by_label("Name").fill("Pilot")
    lead.get_by_role("checkbox", name=re.compile(r"^\s*Lena Lead")).check()
    lead.get_by_role("checkbox", name=re.compile(r"^\s*Cora Coder")).check()
    lead.get_by_role("checkbox", name=re.compile(r"^\s*P01 psychiatrist")).check()
    lead.get_by_role("button", name="Begin the round").click()
    round_page = lead.url

    # Both code; neither sees the other.
    lead.get_by_role("link", name="P01 psychiatrist").first.click()
    expect(lead.get_by_role("main")).to_contain_text("You are coding blind")
    code_turn(lead, 2, "Workload")
    code_turn(lead, 4, "Trust")
    code_by_mouse(lead, 6, "Workload")
    expect(lead.locator("#count")).to_have_text("3 codings")
    coding_page = lead.url
    coder.goto(coding_page)
    expect(coder.locator("#count")).to_have_text("0 codings")
    code_turn(coder, 2, "Workload")
    code_turn(coder, 4, "Workload")
    code_turn(coder, 8, "Trust / Checking")
    expect(coder.locator("#count")).to_have_text("3 codings")
    lead.reload()
    expect(lead.locator("#count")).to_have_text("3 codings")
    hand_in(lead)
    hand_in(coder)

    # The lead opens the round and settles every disagreement with a reason.
    lead.goto(round_page)
    lead.get_by_role("button", name="Open the round").click()
    lead.get_by_role("dialog").get_by_role("button", name="Open the round").click()
    lead.get_by_role("link", name="Compare and settle").click()
    to_settle = lead.get_by_role("heading", name="to settle")
    expect(to_settle).to_be_visible()
    while lead.get_by_role("radio").count():
        waiting = to_settle.inner_text()
        lead.get_by_role("radio").first.check()
        lead.get_by_label("Why").fill("The words are about exactly this.")
        lead.get_by_role("button", name="Decide").click()
        expect(to_settle).not_to_have_text(waiting)
    lead.goto(round_page)
    lead.get_by_role("button", name="Settle the round").click()
    expect(lead.get_by_role("main")).to_contain_text("Settled")

    # Agreement at the unit that the lead picks; numbers lead to passages.
    go(lead, "Agreement")
    lead.get_by_label("Unit").select_option(label="Turn")
    lead.get_by_role("button", name="Show").click()
    expect(lead.get_by_role("main")).to_contain_text("Krippendorff")
    row = lead.get_by_role("row", name=re.compile("Workload"))
    row.get_by_role("link").nth(1).click()
    expect(lead.get_by_role("main")).to_contain_text("P01 psychiatrist")

    # Theme suggestions from the answers; one is accepted under a name of our own.
    go(lead, "Suggestions")
    lead.get_by_label("Suggest from").select_option("answers")
    lead.get_by_role("button", name="Suggest themes").click()
    finish_job(lead, LONG)
    go(lead, "Suggestions")
    card = lead.locator(".suggestion").first
    expect(card).to_contain_text(re.compile(r"\d+ of \d+ cases"))
    rejected = lead.locator(".suggestion").nth(1).get_by_role("heading", level=2).inner_text()
    lead.locator(".suggestion").nth(1).get_by_role("link", name="Reject").first.click()
    dialog = lead.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("Two things in one.")
    dialog.get_by_role("button", name="Reject").click()
    expect(dialog).to_have_count(0)
    expect(lead.get_by_role("list", name="Settled")).to_contain_text(rejected)
    lead.locator(".suggestion").first.get_by_role("link", name="Accept").first.click()
    dialog.get_by_label("Name", exact=True).fill("Nobody reads it twice")
    dialog.get_by_role("button", name=re.compile("Accept")).click()
    expect(dialog).to_have_count(0)
    go(lead, "Themes")
    expect(lead.get_by_role("main")).to_contain_text("Nobody reads it twice")

    # Word files that go into the manuscript.
    go(lead, "Exports")
    codebook = text_of(download(lead, "Codebook", "docx", tmp_path))
    assert "Whether and when the output is believed." in codebook
    assert "Checking" in codebook
    matrix = text_of(download(lead, "Theme matrix", "docx", tmp_path))
    assert "Nobody reads it twice" in matrix
    assert re.search(r"\bR\d\d\b", matrix), "whose answers the theme rests on"
