"""Answers coded in a list, with the keyboard or the mouse."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.actions import apply_code
from coding.codings.models import Coding
from tests.browser.coding_tools import drag, expect_ready, expect_saved, painted, pick


def open_answers(page: Page, study: Any) -> Page:
    page.goto(reverse("answers:question", args=[study.slug, study.question.pk]))
    expect_ready(page)
    return page


@pytest.fixture
def page(page_as: Any, study: Any) -> Page:
    return open_answers(page_as(study.coder), study)


def chips(page: Page, answer: Any) -> Any:
    return page.locator(f"#answer-{answer.pk} .code-chip")


def test_answers_are_coded_with_the_keyboard_alone(page: Page, study: Any) -> None:
    first, second, third = study.answers
    page.locator(".answer").first.focus()
    page.keyboard.press("j")
    expect(page.locator(f"#answer-{second.pk}")).to_be_focused()
    page.keyboard.press("Enter")
    pick(page, "checking", "Shift+Enter")
    pick(page, "errors")
    expect(page.locator(f"#answer-{second.pk}")).to_be_focused()
    expect(chips(page, second)).to_have_count(2)
    page.keyboard.press("j")
    page.keyboard.press("1")
    expect(chips(page, third)).to_have_count(1)
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("1")
    expect(chips(page, first)).to_have_count(1)
    page.keyboard.press("x")
    expect(chips(page, first)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(chips(page, first)).to_have_count(1)
    expect_saved(page)
    assert sorted(Coding.objects.values_list("source", "code__name", "quote")) == sorted(
        [
            (first.pk, "Errors", first.text),
            (second.pk, "Checking", second.text),
            (second.pk, "Errors", second.text),
            (third.pk, "Errors", third.text),
        ]
    )


def test_a_part_of_an_answer_is_coded_with_the_mouse(page: Page, study: Any) -> None:
    second = study.answers[1]
    drag(page, "nobody checks", root=f"#answer-{second.pk}")
    pick(page, "checking")
    expect(chips(page, second)).to_have_count(1)
    expect_saved(page)
    coding = Coding.objects.get()
    assert (coding.source, coding.quote) == (second, "nobody checks")
    assert painted(page, f"tint-{coding.code.tint}") == ["nobody checks"]
    page.keyboard.press("Enter")  # from here on the whole answer is meant again
    pick(page, "work")
    expect_saved(page)
    assert Coding.objects.get(code__name="Work").quote == second.text


def test_a_chip_is_removed_with_the_mouse(page: Page, study: Any) -> None:
    first = study.answers[0]
    page.locator(f"#answer-{first.pk}").get_by_role("button", name="Code").click()
    pick(page, "errors")
    expect(chips(page, first)).to_have_count(1)
    chips(page, first).get_by_role("button").click()
    expect(chips(page, first)).to_have_count(0)
    expect_saved(page)
    assert not Coding.objects.exists()


def test_a_reader_sees_the_codes_of_answers_but_applies_none(page_as: Any, study: Any) -> None:
    first = study.answers[0]
    apply_code(source=first, code=study.codes["Work"], by=study.coder, start=0, end=6)
    page = open_answers(page_as(study.reader), study)
    expect(chips(page, first)).to_have_count(1)
    expect(page.get_by_role("button", name="Code", exact=True)).to_have_count(0)
    page.locator(".answer").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("x")
    expect(page.locator("#picker")).to_be_hidden()
    expect(chips(page, first)).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rules_of_accessibility_hold(page_as: Any, study: Any, assert_accessible: Any, scheme: str) -> None:
    page = open_answers(page_as(study.coder, color_scheme=scheme), study)
    page.locator(".answer").first.focus()
    page.keyboard.press("Enter")
    assert_accessible(page)
    pick(page, "errors")
    expect_saved(page)
    assert_accessible(page)
    page.goto(reverse("answers:list", args=[study.slug]))
    assert_accessible(page)


def test_the_page_works_in_a_small_window(page_as: Any, study: Any) -> None:
    page = open_answers(page_as(study.coder, viewport={"width": 900, "height": 700}), study)
    drag(page, "Privacy", root="#answers")
    pick(page, "work")
    expect_saved(page)
    assert Coding.objects.get().quote == "Privacy"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
