"""Reading through a text: passages marked as rightly without a code, and how much is left."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.models import Coding, Uncoded
from tests.browser.coding_tools import close_picker, drag, expect_ready, expect_saved, open_source, painted, pick


@pytest.fixture
def page(page_as: Any, study: Any) -> Page:
    return open_source(page_as(study.coder), study)


def turn(page: Page, number: int) -> Any:
    return page.locator(".turn").nth(number)


def share(page: Page) -> Any:
    return page.locator("#read-share")


def marked(study: Any) -> list[str]:
    text = study.transcripts[0].text
    return [text[mark.start : mark.end] for mark in Uncoded.objects.filter(coder=study.coder)]


def test_a_turn_is_marked_by_key_and_the_mark_taken_away_by_the_same(page: Page, study: Any) -> None:
    expect(share(page)).to_have_text("0 % read")
    turn(page, 3).focus()
    page.keyboard.press("0")
    expect(turn(page, 3)).to_contain_class("is-marked")
    expect(share(page)).to_have_text("43 % read")
    expect_saved(page)
    assert marked(study) == ["Training, honestly. And somebody who answers the phone."]
    page.reload()
    expect(turn(page, 3)).to_contain_class("is-marked")
    turn(page, 3).focus()
    page.keyboard.press("0")
    expect(turn(page, 3)).not_to_contain_class("is-marked")
    expect(share(page)).to_have_text("0 % read")
    expect_saved(page)
    assert marked(study) == []


def test_selected_words_are_marked_with_the_mouse_and_told_by_more_than_colour(page: Page, study: Any) -> None:
    drag(page, "Training, honestly.")
    close_picker(page)
    page.get_by_role("button", name="Rightly uncoded").click()
    expect(turn(page, 3)).to_contain_class("is-partly")
    assert painted(page, "uncoded") == ["Training, honestly."]
    line = turn(page, 3).evaluate("element => getComputedStyle(element).backgroundImage")
    assert line.startswith("repeating-linear-gradient")
    expect_saved(page)
    assert marked(study) == ["Training, honestly."]


def test_a_code_covers_the_mark_and_undo_uncovers_it(page: Page, study: Any) -> None:
    turn(page, 3).focus()
    page.keyboard.press("0")
    expect(turn(page, 3)).to_contain_class("is-marked")
    drag(page, "Training")
    pick(page, "Work")
    expect_saved(page)
    expect(share(page)).to_have_text("43 % read")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    pick(page, "Trust")
    expect(turn(page, 3)).not_to_contain_class("is-marked")
    expect_saved(page)
    assert Coding.objects.count() == 2
    page.keyboard.press("Control+z")
    expect(turn(page, 3)).to_contain_class("is-marked")
    expect_saved(page)
    assert Coding.objects.count() == 1


def test_marking_is_undone(page: Page, study: Any) -> None:
    turn(page, 3).focus()
    page.keyboard.press("0")
    expect(turn(page, 3)).to_contain_class("is-marked")
    expect_saved(page)
    page.keyboard.press("Control+z")
    expect(turn(page, 3)).not_to_contain_class("is-marked")
    expect_saved(page)
    assert marked(study) == []


def test_one_goes_from_unread_stretch_to_unread_stretch(page: Page, study: Any) -> None:
    drag(page, "I trust it with letters")
    pick(page, "Trust")
    share(page).click()
    assert "".join(painted(page, "pending")).endswith("Nobody asked us first.")
    page.keyboard.press("n")
    assert painted(page, "pending") == ["Training, honestly. And somebody who answers the phone."]
    page.keyboard.press("0")
    page.keyboard.press("n")
    page.keyboard.press("0")
    expect(share(page)).to_have_text("100 % read")
    page.keyboard.press("n")
    expect(page.get_by_text("Nothing is left to read")).to_be_visible()


def test_the_rest_is_marked_at_the_end_of_the_text(page: Page, study: Any, assert_accessible: Any) -> None:
    end = page.locator("#reading-end")
    expect(end).to_contain_text("100 % of what participants say")
    expect(end).to_contain_text("when you press “Mark as read”")
    end.get_by_role("button", name="Mark the rest as read").click()
    expect(share(page)).to_have_text("100 % read")
    expect(end).to_contain_text("You have been through all of it")
    expect_saved(page)
    assert len(marked(study)) == 1
    expect(page.locator(".turn.is-marked")).to_have_count(4)
    assert_accessible(page)


def test_a_screen_reader_hears_of_the_mark(page: Page) -> None:
    turn(page, 3).focus()
    page.keyboard.press("0")
    expect(turn(page, 3)).to_contain_class("is-marked")
    turn(page, 0).focus()
    turn(page, 3).focus()
    expect(turn(page, 3)).to_have_attribute("aria-description", "rightly without a code")


def test_who_may_not_code_sees_nothing_of_it(page_as: Any, study: Any) -> None:
    page = open_source(page_as(study.reader), study)
    expect(page.locator("#read-share")).to_have_count(0)
    expect(page.locator("#reading-end")).to_have_count(0)


def test_answers_are_marked_by_key_and_button_one_by_one_or_several(page_as: Any, study: Any) -> None:
    page = page_as(study.coder)
    page.goto(reverse("answers:question", args=[study.slug, study.question.pk]))
    expect_ready(page)
    first, second, third = study.answers
    chip = {answer.pk: page.locator(f"#answer-{answer.pk} .is-uncoded") for answer in study.answers}
    page.locator(".answer").first.focus()
    page.keyboard.press("0")
    expect(chip[first.pk]).to_contain_text("rightly uncoded")
    expect(page.locator("#answers-done")).to_contain_text("1")
    page.keyboard.press("0")
    expect(chip[first.pk]).to_have_count(0)
    page.locator(f"#answer-{third.pk} [data-uncoded-answer]").click()
    expect(chip[third.pk]).to_have_count(1)
    chip[third.pk].get_by_role("button").click()
    expect(chip[third.pk]).to_have_count(0)
    for answer in (first, second):
        page.locator(f"#answer-{answer.pk} [data-pick]").check()
    page.locator(f"#answer-{first.pk}").focus()
    page.keyboard.press("0")
    expect(page.locator(".is-uncoded")).to_have_count(2)
    expect_saved(page)
    assert sorted(Uncoded.objects.values_list("source", "quote")) == sorted(
        [(first.pk, first.text), (second.pk, second.text)]
    )
    page.keyboard.press("Control+z")
    expect(page.locator(".is-uncoded")).to_have_count(0)
    expect_saved(page)
    assert not Uncoded.objects.exists()
