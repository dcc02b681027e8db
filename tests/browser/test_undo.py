"""Undo and redo of everything that one did: with keys and buttons, after a reload, and from another browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.actions import apply_code, write_memo
from coding.codings.models import Coding, FavouriteCode, Memo
from tests.browser.coding_tools import close_picker, drag, expect_ready, expect_saved, open_source, pick, stripes

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(page_as: Callable, study: Any) -> Page:
    return open_source(page_as(study.coder), study)


def undo_button(page: Page) -> Any:
    return page.get_by_role("button", name="Undo", exact=True)


def redo_button(page: Page) -> Any:
    return page.get_by_role("button", name="Redo", exact=True)


def apply_to(study: Any, words: str, code: str = "Work", number: int = 0) -> Coding:
    source = study.transcripts[number]
    start = source.text.index(words)
    return apply_code(source=source, code=study.codes[code], by=study.coder, start=start, end=start + len(words))


def test_a_code_is_undone_and_redone_with_the_keys(page: Page) -> None:
    drag(page, "Training")
    pick(page, "work")
    expect(stripes(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(0)
    expect(page.locator("#messages")).to_contain_text("Undone: applied Work")
    expect_saved(page)
    assert not Coding.objects.exists()
    page.keyboard.press("Control+Shift+z")
    expect(stripes(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+y")
    expect(stripes(page)).to_have_count(1)
    expect_saved(page)
    assert Coding.objects.get().quote == "Training"


def test_the_buttons_say_what_they_would_do(page: Page) -> None:
    expect(undo_button(page)).to_have_attribute("title", "There is nothing to undo")
    drag(page, "Training")
    pick(page, "work")
    expect(undo_button(page)).to_have_attribute("title", re.compile("^Undo: applied Work"))
    undo_button(page).click()
    expect(stripes(page)).to_have_count(0)
    expect(redo_button(page)).to_have_attribute("title", re.compile("^Do again: applied Work"))
    redo_button(page).click()
    expect(stripes(page)).to_have_count(1)
    expect(redo_button(page)).to_have_attribute("title", "There is nothing to redo")
    expect_saved(page)


def test_what_was_done_before_a_reload_is_undone(page: Page, study: Any) -> None:
    drag(page, "Training")
    pick(page, "work")
    page.keyboard.press("Delete")
    expect_saved(page)
    page.reload()
    expect_ready(page)
    expect(undo_button(page)).to_have_attribute("title", "Undo: removed Work on “Training”")
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(0)
    page.reload()
    expect_ready(page)
    for _time in range(2):
        page.keyboard.press("Control+Shift+z")
    expect_saved(page)
    expect(stripes(page)).to_have_count(0)
    assert not Coding.objects.exists()


def test_another_browser_undoes_it_too(page: Page, page_as: Callable, study: Any) -> None:
    drag(page, "Training")
    pick(page, "work")
    expect_saved(page)
    other = open_source(page_as(study.coder), study)
    expect(stripes(other)).to_have_count(1)
    other.keyboard.press("Control+z")
    expect(stripes(other)).to_have_count(0)
    expect(stripes(page)).to_have_count(0)  # within seconds
    expect(undo_button(page)).to_have_attribute("title", "There is nothing to undo")


def test_what_was_done_in_another_source_is_said_with_a_link(page_as: Callable, study: Any) -> None:
    apply_to(study, study.transcripts[1].text[:30].strip(), number=1)
    page = open_source(page_as(study.coder), study)
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone: applied Work")
    assert not Coding.objects.exists()
    address = reverse("codings:source", args=[study.slug, study.transcripts[1].pk])
    expect(page.get_by_role("link", name="See it")).to_have_attribute("href", re.compile(re.escape(address)))


def test_a_memo_and_an_extent_are_undone(page: Page, study: Any) -> None:
    drag(page, "Training")
    pick(page, "work")
    page.get_by_label("Your memo").fill("First thought")
    page.locator(".turn").nth(0).focus()
    expect(page.locator("#messages")).to_contain_text("Memo saved")
    page.keyboard.press("Control+z")
    expect_saved(page)
    assert not Memo.objects.exists()
    page.keyboard.press("Control+Shift+z")
    expect_saved(page)
    assert Memo.objects.get().body == "First thought"


def test_in_a_field_the_browsers_own_undo_is_meant(page: Page) -> None:
    drag(page, "Training")
    pick(page, "work")
    page.get_by_label("Your memo").click()
    page.keyboard.type("Hm")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Your memo")).not_to_have_value("Hm")
    expect(stripes(page)).to_have_count(1)


def test_what_can_no_longer_be_undone_stays_and_is_said(page: Page, study: Any, problems: Any) -> None:
    problems.expect("422")
    drag(page, "Training")
    pick(page, "work")
    page.keyboard.press("Delete")
    expect_saved(page)
    apply_to(study, "Training", code="Trust")
    code = study.codes["Work"]
    code.retired_at = study.project.created_at
    code.save(update_fields=["retired_at"])
    page.reload()
    expect_ready(page)
    page.keyboard.press("Control+z")  # the code applied elsewhere
    expect(stripes(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("This stays as it is: removed Work")
    expect(page.locator("#messages")).to_contain_text("“Work” was retired")
    expect(stripes(page)).to_have_count(0)
    assert not Coding.objects.exists()
    # It steps aside: what was done before it is next.
    expect(undo_button(page)).to_have_attribute("title", re.compile("^Undo: applied Work"))


def test_a_number_key_is_undone_and_redone_and_known_after_a_reload(page: Page) -> None:
    drag(page, "Training")
    field = page.get_by_role("combobox", name="Type a code")
    expect(field).to_be_focused()
    field.fill("work")
    row = page.get_by_role("option", name="Work", exact=False).first
    expect(row).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Alt+Digit4")
    expect(row).to_contain_text("4")
    page.keyboard.press("Escape")
    expect_saved(page)
    expect(undo_button(page)).to_have_attribute("title", re.compile("^Undo: set the number keys"))
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone: set the number keys")
    expect_saved(page)
    assert not FavouriteCode.objects.exists()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#messages")).to_contain_text("Done again: set the number keys")
    expect_saved(page)
    assert FavouriteCode.objects.get().number == 4
    page.reload()
    expect_ready(page)
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone: set the number keys")
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#messages")).to_contain_text("Done again: set the number keys")
    drag(page, "phone")
    close_picker(page)
    page.keyboard.press("4")
    expect(stripes(page)).to_have_count(1)


def test_answers_coded_at_once_are_undone_at_once(page_as: Callable, study: Any) -> None:
    page = page_as(study.coder)
    page.goto(reverse("answers:question", args=[study.slug, study.question.pk]))
    expect_ready(page)
    page.locator(".answer").first.focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Enter")
    pick(page, "work")
    expect(page.locator(".answer .code-chip")).to_have_count(len(study.answers))
    expect_saved(page)
    page.reload()
    expect_ready(page)
    undo_button(page).click()
    expect(page.locator(".answer .code-chip")).to_have_count(0)
    expect_saved(page)
    assert not Coding.objects.exists()
    redo_button(page).click()
    expect(page.locator(".answer .code-chip")).to_have_count(len(study.answers))


def test_the_keys_work_on_pages_of_forms_too(page_as: Callable, study: Any) -> None:
    write_memo(project=study.project, by=study.coder, about="project", about_id=study.project.pk, body="Hm")
    page = page_as(study.coder)
    page.goto(reverse("memos:list", args=[study.slug]))
    expect(undo_button(page)).to_have_attribute("title", re.compile("^Undo: wrote a memo"))
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone: wrote a memo")
    assert not Memo.objects.exists()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#messages")).to_contain_text("Done again: wrote a memo")
    assert Memo.objects.get().body == "Hm"


def test_it_works_without_a_script(page_as: Callable, study: Any) -> None:
    coding = apply_to(study, "Training")
    write_memo(project=study.project, by=study.second_coder, about="coding", about_id=coding.pk, body="Mine")
    page = page_as(study.coder, java_script_enabled=False)
    page.goto(reverse("codings:source", args=[study.slug, coding.source_id]))
    undo_button(page).click()
    expect(page.locator("#messages")).to_contain_text("Undone: applied Work on “Training”")
    assert not Coding.objects.exists()
    redo_button(page).click()
    assert Coding.objects.get() == coding
    assert Memo.objects.get().body == "Mine"
