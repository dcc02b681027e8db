"""Finding and coding what was found, with the mouse and with the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.models import Coding
from tests.browser.coding_tools import expect_saved, open_source, painted, pick, stripes
from tests.factories.coding import SourceFactory


def quotes() -> list[str]:
    return sorted(Coding.objects.values_list("quote", flat=True))


@pytest.fixture
def results(page_as: Any, study: Any) -> Page:
    """What “risk” and “line” find: one place in each of the two interviews."""
    page = page_as(study.coder)
    page.goto(f"{reverse('finding:page', args=[study.slug])}?q=risk+line")
    expect(page.locator("[data-hit]")).to_have_count(2)
    expect(page.locator("[data-hit]").first).to_be_focused()
    return page


@pytest.fixture
def text(page_as: Any, study: Any) -> Page:
    page = open_source(page_as(study.coder), study)
    expect(page.locator("#text[data-ready]")).to_be_attached()
    return page


def test_places_are_chosen_and_coded_with_the_mouse(results: Page) -> None:
    results.get_by_role("checkbox", name="Choose “line”").click()
    expect(results.locator("[data-chosen]")).to_have_text("1 chosen")
    results.get_by_label("Code covers").select_option("sentence")
    results.get_by_role("button", name="Code what is chosen").click()
    pick(results, "check")
    expect(results.locator("#messages, .messages").first).to_contain_text("applied at 1 place")
    assert quotes() == ["I read every line it writes, though."]
    expect(results.locator("[data-hit]").nth(1).locator(".hit-codes")).to_have_text("Checking")


def test_places_are_chosen_and_coded_with_the_keyboard_alone(results: Page, assert_accessible: Any) -> None:
    results.keyboard.press("j")
    results.keyboard.press("x")
    results.keyboard.press("k")
    results.keyboard.press(" ")
    expect(results.locator("[data-chosen]")).to_have_text("2 chosen")
    results.keyboard.press("x")
    expect(results.locator("[data-chosen]")).to_have_text("1 chosen")
    assert_accessible(results)
    results.keyboard.press("Enter")
    pick(results, "time")
    expect(results.locator("#messages, .messages").first).to_contain_text("applied at 1 place")
    assert quotes() == ["line"]


def test_all_places_are_chosen_by_a_key_and_coded(results: Page) -> None:
    results.keyboard.press("a")
    expect(results.locator("[data-chosen]")).to_have_text("All 2 are chosen")
    expect(results.locator("#hits input:checked")).to_have_count(3)
    results.keyboard.press("a")
    expect(results.locator("#hits input:checked, [data-everything]:checked")).to_have_count(0)
    results.keyboard.press("a")
    results.keyboard.press("Enter")
    pick(results, "Trust")
    expect(results.locator("#messages, .messages").first).to_contain_text("applied at 2 places")
    assert quotes() == ["line", "risk"]
    results.locator("[data-hit]").first.focus()
    results.keyboard.press("Control+z")
    expect(results.locator(".hits-undo")).to_have_count(0)
    expect(results.locator("[data-hit]")).to_have_count(2)
    assert quotes() == []


def test_a_place_leads_to_its_text_where_the_search_goes_on(results: Page) -> None:
    results.keyboard.press("o")
    expect(results.locator("#find-panel")).to_be_visible()
    expect(results.locator("#find-panel [data-count]")).to_have_text("1 of 1")
    assert painted(results, "found-current") == ["risk"]


def test_the_text_is_searched_and_coded_with_the_keyboard_alone(text: Page, assert_accessible: Any) -> None:
    text.locator(".turn").first.focus()
    text.keyboard.press("/")
    text.keyboard.type("the")
    text.keyboard.press("Enter")
    count = text.locator("#find-panel [data-count]")
    expect(count).to_have_text("1 of 2")
    assert painted(text, "found") == ["the", "the"]
    text.keyboard.press("Enter")
    expect(count).to_have_text("2 of 2")
    text.keyboard.press("Shift+Enter")
    expect(count).to_have_text("1 of 2")
    assert_accessible(text, "#find-panel")
    text.keyboard.press("Alt+n")
    text.keyboard.press("Alt+c")
    pick(text, "Work")
    expect(stripes(text)).to_have_count(1)
    expect(text.get_by_role("searchbox", name="Find in this text")).to_be_focused()
    expect_saved(text)
    coding = Coding.objects.get()
    assert (coding.quote, coding.origin, coding.start) == ("the", "search", coding.source.text.rindex("the"))
    text.keyboard.press("Escape")
    expect(text.locator("#find-panel")).to_be_hidden()
    assert painted(text, "found") == []
    assert painted(text, "pending") == ["the"]


def test_all_places_in_the_text_are_coded_with_the_mouse(text: Page) -> None:
    text.get_by_role("link", name="Find", exact=True).and_(text.locator("[data-find-open]")).click()
    text.get_by_role("searchbox", name="Find in this text").fill("trust answers")
    expect(text.locator("#find-panel [data-count]")).to_have_text("1 of 2")
    text.locator("#find-panel").get_by_label("Code covers").select_option("turn")
    text.get_by_role("button", name="Code all in this text").click()
    pick(text, "Trust")
    expect(stripes(text)).to_have_count(2)
    expect_saved(text)
    expect(text.locator("#messages")).to_contain_text("Trust")
    assert [quote.split()[0] for quote in quotes()] == ["I", "Training,"]
    text.locator(".turn").first.focus()
    text.keyboard.press("Control+z")
    expect(stripes(text)).to_have_count(0)
    expect_saved(text)
    assert quotes() == []


def test_places_after_an_emoji_are_outlined_where_they_are(text: Page) -> None:
    text.keyboard.press("/")
    text.keyboard.type("Nobody")
    expect(text.locator("#find-panel [data-count]")).to_have_text("1 of 1")
    assert painted(text, "found") == ["Nobody"]


def test_what_cannot_be_read_is_said_and_the_words_stay(text: Page, problems: Any) -> None:
    problems.expect("422")
    text.keyboard.press("Control+Shift+f")
    text.locator("#find-panel select[name=how]").select_option("regex")
    text.get_by_role("searchbox", name="Find in this text").fill("(")
    expect(text.get_by_role("alert").filter(has_text="not closed")).to_be_visible()


def test_scripts_from_right_to_left_have_their_context_on_the_right_sides(page_as: Any, study: Any) -> None:
    SourceFactory(project=study.project, text="قبل ذلك قرار بعد ذلك", imported_by=study.lead)
    page = page_as(study.coder)
    page.goto(f"{reverse('finding:page', args=[study.slug])}?q=قرار")
    before = page.locator(".kwic-before").bounding_box()
    after = page.locator(".kwic-after").bounding_box()
    assert before["x"] > after["x"]


def test_a_passage_of_the_text_leads_to_its_like(text: Page, assert_accessible: Any) -> None:
    text.locator(".turn").nth(1).focus()
    text.keyboard.press("Alt+m")
    expect(text.locator("blockquote.quote")).to_contain_text("Nobody asked us first")
    expect(text.get_by_text("have not been read yet")).to_be_visible()
    assert_accessible(text)
