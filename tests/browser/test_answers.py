"""Answers coded in a list, with the keyboard or the mouse."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.actions import apply_code
from coding.codings.models import Coding, Uncoded
from tests.browser.coding_tools import drag, expect_ready, expect_saved, painted, pick
from tests.factories.coding import CaseFactory, SourceFactory


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
    page.locator(f"#answer-{first.pk}").get_by_role("button", name="Code", exact=True).click()
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


def test_several_answers_are_coded_at_once_and_taken_back_as_one(page: Page, study: Any) -> None:
    first, second, _third = study.answers
    page.locator(".answer").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator("#chosen")).to_contain_text("2 answers chosen")
    page.keyboard.press("Enter")
    picker = page.get_by_role("dialog", name="Choose a code")
    expect(picker).to_contain_text("2 answers chosen")
    expect(picker.get_by_role("button", name="In vivo")).to_be_hidden()
    pick(page, "errors")
    expect(chips(page, first)).to_have_count(1)
    expect(chips(page, second)).to_have_count(1)
    expect_saved(page)
    assert sorted(Coding.objects.values_list("quote", flat=True)) == sorted([first.text, second.text])
    page.keyboard.press("Escape")
    expect(page.locator("#chosen")).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(page.locator(".answer .code-chip")).to_have_count(0)
    expect_saved(page)
    assert not Coding.objects.exists()


def test_answers_are_chosen_with_the_mouse_a_run_of_them_with_shift(page: Page, study: Any) -> None:
    boxes = page.get_by_role("checkbox", name="Choose")
    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(page.locator("#chosen")).to_contain_text("3 answers chosen")
    boxes.nth(1).click()
    page.get_by_role("button", name="Code them").click()
    pick(page, "work")
    expect_saved(page)
    assert set(Coding.objects.values_list("source", flat=True)) == {study.answers[0].pk, study.answers[2].pk}


def test_the_next_answer_without_a_code_is_a_key_away(page: Page, study: Any) -> None:
    _first, second, third = study.answers
    page.locator(".answer").first.focus()
    page.keyboard.press("Enter")
    pick(page, "errors")
    expect(page.locator("#answers-done")).to_have_text("1 coded or read by you")
    page.locator(f"#answer-{third.pk}").focus()
    page.keyboard.press("u")
    expect(page.locator(f"#answer-{second.pk}")).to_be_focused()


@pytest.fixture
def many(study: Any) -> Any:
    """Enough answers that most of them are not in the page."""
    cases = CaseFactory.create_batch(400, project=study.project)
    for number, case in enumerate(cases):
        case.name = f"N{number:03}"
    type(cases[0]).objects.bulk_update(cases, ["name"])
    rows = [
        SourceFactory.build(
            project=study.project, kind="answer", case=case, question=study.question, name=f"{case.name} | worries",
            text=f"Worry number {number}. " * (1 + number % 5), imported_by=study.lead,
        )
        for number, case in enumerate(cases)
    ]  # fmt: skip
    type(study.answers[0]).objects.bulk_create(rows)
    return study


def test_all_answers_are_marked_as_read_at_once_and_taken_back_as_one(page_as: Any, many: Any) -> None:
    page = open_answers(page_as(many.coder), many)
    page.locator(".answer").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("0")
    expect(page.locator("#answers-done")).to_have_text("403 coded or read by you")
    expect(page.locator("#saved")).to_have_text("All changes saved", timeout=60_000)
    assert Uncoded.objects.filter(coder=many.coder).count() == 403
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")
    expect(page.locator("#answers-done")).to_have_text("0 coded or read by you")
    expect(page.locator("#saved")).to_have_text("All changes saved", timeout=60_000)
    assert not Uncoded.objects.exists()


def test_a_long_list_fetches_what_one_scrolls_to_and_forgets_what_is_far(page_as: Any, many: Any) -> None:
    page = open_answers(page_as(many.coder), many)
    rows = page.locator(".answer")
    rows.first.focus()
    page.keyboard.press("End")
    last = page.locator('.answer[aria-posinset="403"]')
    expect(last).to_be_focused()
    expect(page.locator('.answer[aria-posinset="150"]')).to_have_count(0)
    page.keyboard.press("Enter")
    pick(page, "work")
    expect(last.locator(".code-chip")).to_have_count(1)
    page.keyboard.press("Home")
    expect(page.locator('.answer[aria-posinset="1"]')).to_be_focused()
    page.keyboard.press("End")
    expect(last.locator(".code-chip")).to_have_count(1)
    assert rows.count() < 300


def test_all_answers_are_coded_also_those_that_are_not_in_the_page(page_as: Any, many: Any) -> None:
    page = open_answers(page_as(many.coder), many)
    page.locator(".answer").first.focus()
    page.keyboard.press("Control+a")
    expect(page.locator("#chosen")).to_contain_text("403 answers chosen")
    page.keyboard.press("Enter")
    pick(page, "work")
    expect(page.locator("#answers-done")).to_have_text("403 coded or read by you")
    expect(page.locator("#saved")).to_have_text("All changes saved", timeout=30_000)
    assert Coding.objects.count() == 403
    page.keyboard.press("End")
    expect(page.locator('.answer[aria-posinset="403"] .code-chip')).to_have_count(1)


def test_answers_are_filtered_and_ordered_on_the_page(page: Page, study: Any) -> None:
    names = page.locator(".answer .answer-who > a")
    page.get_by_label("Order").select_option("Shortest first")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(names.first).to_have_text(study.answers[2].case.name)
    page.get_by_label("With the words").fill("nobody")
    page.keyboard.press("Enter")
    expect(names).to_have_text([study.answers[1].case.name])
    page.get_by_role("link", name="All answers").click()
    expect(names).to_have_count(3)
    page.locator(".answer").nth(1).hover()
    page.locator(".answer").nth(1).get_by_role("link", name="Like this").click()
    expect(names.first).to_have_text(study.answers[1].case.name)
    expect(page.get_by_role("main")).to_contain_text("Ordered by")
