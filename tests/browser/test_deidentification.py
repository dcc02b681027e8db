"""De-identification as a lead does it: find, review with the keyboard, replace, and the codings stay on their words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from coding.codings.models import Coding
from coding.deidentification.models import Mention
from coding.sources.models import Source
from tests.factories import coding as make
from tests.factories.people import MembershipFactory, ProjectFactory, UserFactory

TEXT = (
    "Interviewer: Who showed you the new tool?\n\n"
    "Anna Braun: Dr. O'Neil at Riverside Clinic in Leeds did, on 3 May 2024. I trust it with letters, not risk.\n\n"
    "Interviewer: And whom do you ask when it is wrong?\n\n"
    "Anna Braun: Mrs Patel, or I ring 020 7946 0018. O'Neil has left for Sheffield. You can write to me, "
    "anna.braun@riverside.example.org; my staff number is 483920."
)
SECOND = (
    "Interviewer: Do you know each other?\n\n"
    "P02: Anna and I trained in Leeds. Anna's notes are the best on the ward, ask Dr. O'Neil."
)


@pytest.fixture
def interview(transactional_db):
    lead = UserFactory(name="Lena Lead")
    project = ProjectFactory(name="Tools on the ward", created_by=lead)
    MembershipFactory(project=project, user=lead, role="lead")
    source = make.transcript(project, "Interview 1", TEXT, make.CaseFactory(project=project, name="Anna Braun"), lead)
    make.transcript(project, "Interview 2", SECOND, make.CaseFactory(project=project, name="P02"), lead)
    start = TEXT.index("Dr. O'Neil at")
    code = make.CodeFactory(project=project, name="Who helps", color="#3977ac", created_by=lead)
    make.CodingFactory(source=source, coder=lead, code=code, start=start, end=TEXT.index(" did, on"), project=project)
    return source


def line(page, text):
    return page.locator("[data-wording]").filter(has=page.locator(".wording-head strong", has_text=text)).first


def test_names_are_found_reviewed_by_keyboard_and_replaced(interview, page_as, run_jobs, assert_accessible):
    project, lead = interview.project, interview.imported_by
    page = page_as(lead)
    page.goto(f"/p/{project.slug}/sources/")
    page.get_by_role("link", name="De-identify").click()
    expect(page.get_by_role("heading", name="Nothing was looked for yet")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Look for names and dates").click()
    run_jobs()
    page.goto(f"/p/{project.slug}/deidentify/")
    expect(line(page, "O'Neil")).to_be_visible()
    assert_accessible(page)

    # The first line by the keyboard: Enter replaces all its places, and the next line is the current one.
    first = page.locator("[data-wording]").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-wording]").first).to_have_attribute("data-state", "accepted")
    expect(page.locator("[data-wording]").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(page.locator("[data-wording]").first).to_have_attribute("data-state", "proposed")
    page.keyboard.press("x")
    expect(page.locator("[data-wording]").first).to_have_attribute("data-state", "rejected")
    page.keyboard.press("k")
    page.keyboard.press("u")
    expect(page.locator("[data-wording]").first).to_have_attribute("data-state", "proposed")

    for text in ("O'Neil", "Leeds"):
        line(page, text).locator("[data-accept]").click()
        expect(line(page, text)).to_have_attribute("data-state", "accepted")
    expect(line(page, "O'Neil")).to_contain_text("[Person 1]")
    assert Source.objects.get(pk=interview.pk).text == TEXT

    page.get_by_role("button", name="Replace 5 places").click()
    page.get_by_role("dialog").get_by_role("button", name="Replace").click()
    expect(page.locator(".job")).to_be_visible()
    run_jobs()
    page.goto(f"/p/{project.slug}/deidentify/")
    expect(page.locator(".note-ok")).to_contain_text("5 places were replaced in 2 texts")

    coding = Coding.objects.get()
    text = Source.objects.get(pk=interview.pk).text
    assert coding.quote == text[coding.start : coding.end] == "Dr. [Person 1] at Riverside Clinic in [Place 1]"
    page.goto(f"/p/{project.slug}/sources/{interview.pk}/code/")
    expect(page.locator(".transcript")).to_contain_text("Dr. [Person 1] at Riverside Clinic in [Place 1]")
    expect(page.locator(".transcript")).not_to_contain_text("O'Neil")

    page.goto(f"/p/{project.slug}/deidentify/key/")
    expect(page.get_by_role("row", name="O'Neil [Person 1]")).to_be_visible()
    assert_accessible(page)


def test_a_missed_word_is_added_by_hand_and_decided_place_by_place(interview, page_as, assert_accessible):
    page = page_as(interview.imported_by)
    page.goto(f"/p/{interview.project.slug}/deidentify/")
    page.get_by_label("Word or name").fill("riverside clinic")
    page.get_by_role("combobox", name="Kind").select_option("organisation")
    page.get_by_role("button", name="Find its places").click()
    expect(page.get_by_role("heading", name="Riverside Clinic")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Replace", exact=True).click()
    expect(page.locator("[data-wording]")).to_contain_text("[Clinic 1]")
    assert Mention.objects.get().state == "accepted"
