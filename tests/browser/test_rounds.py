"""A whole round with three coders: drawn, previewed, handed in, reopened on request, opened."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.coding_tools import expect_ready
from tests.factories import coding as make
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team(study: Any) -> Any:
    """The study with a third coder, and twelve answers of nurses, doctors and one of nobody knows whom."""
    third = people.UserFactory(name="Eve Coder")
    people.MembershipFactory(project=study.project, user=third, role="coder")
    role = make.VariableFactory(project=study.project, name="Role")
    question = make.QuestionFactory(project=study.project, text="And now?")
    for number in range(12):
        case = make.CaseFactory(project=study.project, name=f"W{number:02}")
        if number < 11:
            make.VariableValueFactory(case=case, variable=role, value="Nurse" if number < 7 else "Doctor")
        make.SourceFactory(
            project=study.project, kind="answer", question=question, case=case, name=f"{case.name} | now",
            text=f"It saves {number} hours a day.",
        )  # fmt: skip
    return SimpleNamespace(study=study, third=third, question=question)


def begin_round(page: Page, team: Any) -> None:
    """Draw by role, share out between three, look at it, begin."""
    page.goto(reverse("rounds:new", args=[team.study.slug]))
    page.get_by_label("Name").fill("Reliability 1")
    expect(page.get_by_label("Seed")).to_be_hidden()
    page.get_by_role("radio", name="At random within groups of cases").check()
    expect(page.get_by_label("Seed")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("And now")).check()
    page.get_by_label("How many", exact=True).fill("6")
    page.get_by_label("Stratified by").select_option(label="Role")
    page.get_by_label("Seed").fill("2026")
    for name in ("Cora Coder", "Dov Coder", "Eve Coder"):
        page.get_by_role("checkbox", name=re.compile(name)).check()
    page.get_by_role("radio", name="Shared out evenly").check()
    expect(page.get_by_label("Coders for each")).to_have_value("2")
    page.get_by_role("button", name="Preview").click()
    preview = page.locator("#preview")
    expect(preview.get_by_role("row", name=re.compile(r"Nurse\s*7\s*[34]"))).to_be_visible()
    expect(preview.get_by_role("row", name=re.compile(r"Cora Coder\s*4"))).to_be_visible()
    expect(preview).to_contain_text("Any two coders have 2 sources in common.")
    expect(page.get_by_label("Seed")).to_have_value("2026")
    preview.get_by_role("button", name="Begin the round").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reliability 1")


def hand_in_all(page: Page, address: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Hand in all (4)").click()
    page.get_by_role("dialog").get_by_role("button", name="Hand in all").click()
    expect(page.locator("section", has=page.get_by_role("heading", name="Your part"))).not_to_contain_text("coding")
    expect(page.get_by_role("button", name="Hand in all (4)")).to_have_count(0)


def test_a_stratified_blind_round_of_three_with_a_request_to_reopen(
    page_as: Any, team: Any, assert_accessible: Any
) -> None:
    lead = page_as(team.study.lead)
    begin_round(lead, team)
    address = lead.url
    expect(lead.get_by_role("main")).to_contain_text("stratified by Role")
    assert_accessible(lead)

    # All three hand in; one has more to say about one source.
    people_ = (team.study.coder, team.study.second_coder, team.third)
    coders = [page_as(person) for person in people_]
    for page in coders:
        hand_in_all(page, address)
    cora = coders[0]
    cora.get_by_role("link", name="Ask to reopen").first.click()
    expect_ready(cora)
    # The question unfolds where the link leads.
    cora.get_by_label("Why it should be reopened").fill("I took it for another one.")
    cora.get_by_role("button", name="Send").click()
    expect(cora.get_by_role("main")).to_contain_text("the lead has not answered yet")
    source = cora.url.partition("#")[0]

    # Nobody but the lead hears of it, and the lead sees none of the coding.
    coders[1].reload()
    expect(coders[1].get_by_role("main")).to_contain_text("How far each coder is")
    expect(coders[1].get_by_role("main")).not_to_contain_text("another one")
    lead.reload()
    request = lead.get_by_role("listitem").filter(has_text="I took it for another one.")
    expect(request).to_contain_text("Cora Coder")
    request.get_by_label("Answer to Cora Coder").fill("Until Friday.")
    request.get_by_role("button", name="Reopen").click()
    expect(lead.get_by_role("row", name=re.compile(r"Cora Coder.*3 . 4"))).to_be_visible()
    assert_accessible(lead)

    # The coder goes on, hands in again, and sees how it was answered.
    cora.goto(source)
    expect(cora.get_by_role("button", name="Hand in")).to_be_visible()
    cora.get_by_role("button", name="Hand in").click()
    expect(cora.get_by_role("main")).to_contain_text("You have handed this in")
    cora.goto(address)
    expect(cora.get_by_role("main")).to_contain_text("granted “Until Friday.”")

    lead.reload()
    lead.get_by_role("button", name="Open the round").click()
    lead.get_by_role("dialog").get_by_role("button", name="Open the round").click()
    expect(lead.get_by_role("main")).to_contain_text("Each was coded by 2 of 3 coders, independently and blind")


def test_a_plan_is_drawn_followed_and_copied_and_a_round_is_changed(
    page_as: Any, team: Any, assert_accessible: Any
) -> None:
    lead = page_as(team.study.lead)
    lead.goto(reverse("rounds:plan", args=[team.study.slug]))
    lead.get_by_role("checkbox", name=re.compile("And now")).check()
    for name in ("Cora Coder", "Dov Coder"):
        lead.get_by_role("checkbox", name=re.compile(name)).check()
    lead.get_by_role("checkbox", name="Share the rest out too").check()
    lead.get_by_role("button", name="Draw and preview").click()
    expect(lead.locator("#preview")).to_contain_text("of the rest, by one each")
    lead.get_by_role("button", name="Begin as shown").click()
    row = lead.get_by_role("row", name=re.compile("Double coding"))
    expect(row).to_contain_text("9 sources")
    sentence = lead.locator("#methods")
    expect(sentence).to_contain_text("Of 12 answers to “And now?”, 3 (25 %) were drawn at random")
    lead.get_by_role("button", name="Copy").click()
    expect(lead.get_by_text("Copied.")).to_be_visible()
    assert_accessible(lead)

    # The lead lets another coder take over, by the keyboard.
    row.get_by_role("link", name="Double coding", exact=True).click()
    expect(lead.get_by_role("heading", level=1)).to_have_text("Double coding")
    lead.locator(".round-change > summary").press("Enter")
    lead.get_by_label("One more coder").select_option(label="Eve Coder")
    lead.get_by_label("for the sources of").select_option(label="Dov Coder")
    lead.get_by_role("button", name="Add the coder").press("Enter")
    expect(lead.get_by_role("row", name=re.compile("Eve Coder.*0 . 3"))).to_be_visible()
    lead.get_by_role("button", name="Take out Dov Coder").click()
    lead.get_by_role("dialog").get_by_role("button", name="Take out").click()
    expect(lead.get_by_role("row", name=re.compile("Dov Coder.* 3"))).to_have_count(0)
    expect(lead.get_by_role("row", name=re.compile("Eve Coder.*0 . 3"))).to_be_visible()
