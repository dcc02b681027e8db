"""Correcting a text after it was coded, in a real browser."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.models import Coding
from coding.revisions.actions import revise_source
from coding.revisions.models import Displacement
from coding.sources.models import Source
from tests.browser.coding_tools import drag, open_source, painted, stripes
from tests.coding.revisions.test_actions import coded, corrected

pytestmark = pytest.mark.django_db(transaction=True)

LOST = "Nobody asked us first."


def picture(page: Page, name: str) -> None:
    """Keep a picture of the page where SCREENSHOTS names a folder, for people to look at."""
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}.png")


def change_turn(page: Page, words: str, old: str, new: str) -> None:
    page.locator(".correct-turn .words", has_text=words).click()
    field = page.get_by_role("textbox", name="Change the words of this turn")
    field.fill(field.input_value().replace(old, new))
    page.keyboard.press("Control+Enter")


def test_a_typo_in_a_coded_passage_is_corrected_and_the_coding_stays_on_its_words(
    study: Any, page_as: Callable[..., Page], assert_accessible: Callable[..., None]
) -> None:
    coded(study, "I trust it with letters")
    coded(study, LOST, code="Work")
    page = open_source(page_as(study.coder), study)
    page.get_by_role("link", name="Correct the text").click()
    assert_accessible(page)
    change_turn(page, "I trust it", "letters 👩🏽‍⚕️", "all letters 👩🏽‍⚕️")
    change_turn(page, "Training, honestly", "Training, honestly.", "Training, honestly, and time.")
    expect(page.locator("[data-changed]")).to_have_text("2 turns changed")
    picture(page, "correct")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.get_by_text("1 coding keeps its words")).to_be_visible()
    expect(page.get_by_text("1 coding has changed words")).to_be_visible()
    expect(page.locator("ins").first).to_have_text("all ")
    assert_accessible(page)
    picture(page, "preview")
    page.get_by_role("button", name="Go on changing").click()
    expect(page.locator("[data-changed]")).to_have_text("2 turns changed")
    change_turn(page, "I trust it", "all letters", "all the letters")
    page.get_by_role("button", name="Show what changes").click()
    expect(page.locator("ins").first).to_have_text("all the ")
    page.get_by_role("button", name="Save the new text").click()
    expect(page.get_by_role("heading", name="From revision 1 to 2")).to_be_visible()
    assert_accessible(page)
    picture(page, "history")
    page.get_by_role("link", name="To the text").click()
    tint = f"tint-{study.codes['Trust'].tint}"
    expect(stripes(page)).to_have_count(2)
    assert "I trust it with all the letters" in painted(page, tint)
    assert Coding.objects.get(code=study.codes["Work"]).quote == LOST


def test_a_deleted_sentence_leaves_a_coding_that_is_settled_by_selecting_other_words(
    study: Any, page_as: Callable[..., Page], assert_accessible: Callable[..., None]
) -> None:
    coded(study, LOST)
    coded(study, LOST, code="Work")
    corrected(study, f" {LOST}", "")
    page = open_source(page_as(study.coder), study)
    page.get_by_role("link", name="2 codings without words").click()
    expect(page.get_by_role("heading", name="Its words in revision 1")).to_be_visible()
    expect(page.locator(".settle-was mark")).to_have_text(LOST)
    assert_accessible(page)
    drag(page, "not with", "risk")
    expect(page.get_by_label("Its new words")).to_have_value("not with risk")
    assert painted(page, "pending") == ["not with risk"]
    picture(page, "settle")
    page.get_by_role("button", name="Give it these words").click()
    expect(page.get_by_text("“Trust” has words again.")).to_be_visible()
    page.get_by_role("button", name="Let it go").click()
    expect(page.get_by_text("It can be taken up again.")).to_be_visible()
    assert Coding.objects.get(displaced=False).quote == "not with risk"
    assert Displacement.objects.get().let_go_by == study.coder


def test_it_is_settled_with_the_keyboard_alone(study: Any, page_as: Callable[..., Page]) -> None:
    coded(study, LOST)
    corrected(study, f" {LOST}", "")
    page = page_as(study.coder)
    page.goto(reverse("revisions:settle", args=[study.slug, study.transcripts[0].pk]))
    page.locator("#text .turn").first.focus()
    for key in ("ArrowDown", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("button", name="Give it these words")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("has words again.")).to_be_visible()
    assert Coding.objects.get().quote == "I trust"


def test_a_page_that_stayed_open_says_that_the_text_was_changed(study: Any, page_as: Callable[..., Page]) -> None:
    page = open_source(page_as(study.coder), study)
    source = Source.objects.get(pk=study.transcripts[0].pk)
    revise_source(source=source, text=f"Note. {source.text}", by=study.lead, reason="A note")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_text("The text of this source was changed.")).to_be_visible()
    page.get_by_role("button", name="Reload", exact=True).click()
    expect(page.get_by_role("link", name="Revision 2")).to_be_visible()


def test_the_whole_text_is_changed_without_a_script(study: Any, page_as: Callable[..., Page]) -> None:
    page = page_as(study.coder, java_script_enabled=False)
    page.goto(reverse("revisions:correct", args=[study.slug, study.transcripts[0].pk]))
    field = page.get_by_role("textbox", name="Text")
    field.fill(field.input_value().replace("new tool", "newest tool"))
    page.get_by_role("button", name="Show what changes").click()
    page.get_by_role("button", name="Save the new text").click()
    assert "newest tool" in Source.objects.get(pk=study.transcripts[0].pk).text
    assert Source.objects.get(pk=study.transcripts[0].pk).text.count("\r") == 0
