"""Memos with the mouse and with the keyboard: in their place, with links, as a quick note."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codings.models import Memo
from coding.memos.actions import add_memo
from tests.browser.coding_tools import close_picker, drag, expect_saved, open_source
from tests.coding.codings.conftest import apply


def code_page(page: Page, study: Any) -> Page:
    page.goto(reverse("codebook:code", args=[study.slug, study.codes["Trust"].pk]))
    return page


def test_a_memo_is_written_previewed_changed_and_removed_in_its_place(
    page_as: Any, study: Any, assert_accessible: Any
) -> None:
    page = code_page(page_as(study.coder), study)
    page.get_by_text("Write a memo").click()
    field = page.get_by_role("textbox", name="Memo")
    expect(field).to_be_focused()
    field.fill("A **strong** thought")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator(".memo-previewed strong")).to_have_text("strong")
    page.get_by_role("textbox", name="Title").fill("Why trust")
    assert_accessible(page)
    page.get_by_role("button", name="Save the memo").click()
    memo = page.locator(".memo", has_text="Why trust")
    expect(memo.locator("strong")).to_have_text("strong")
    expect(page.get_by_text("Another memo")).to_be_visible()
    memo.get_by_role("link", name="Edit").click()
    page.locator("form.memo textarea").fill("Another thought")
    page.locator("form.memo").get_by_role("button", name="Save the memo").click()
    expect(memo).to_contain_text("Another thought")
    assert Memo.objects.values_list("title", "body").get() == ("Why trust", "Another thought")
    memo.get_by_role("button", name="Remove").click()
    expect(memo).to_have_count(0)
    assert not Memo.objects.exists()
    page.get_by_role("button", name="Bring it back").click()
    expect(memo).to_contain_text("Another thought")
    assert Memo.objects.get().title == "Why trust"


def test_a_link_is_put_in_by_its_words_with_the_keyboard(page_as: Any, study: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    page = code_page(page_as(study.coder), study)
    page.get_by_text("Write a memo").focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Memo")
    expect(field).to_be_focused()
    page.keyboard.type("As in ")
    search = page.get_by_role("searchbox", name="Insert a link")
    search.focus()
    page.keyboard.type("traini")
    expect(page.locator("[data-insert]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(field).to_have_value(f"As in [Training](coding:{coding.pk})")
    expect(field).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.locator(".memo").get_by_role("link", name="Training", exact=True).click()
    expect(page.locator("#inspector [data-quote]").first).to_have_text("Training")


def test_a_quick_note_by_key_keeps_the_place_that_one_was_at(page_as: Any, study: Any, assert_accessible: Any) -> None:
    page = open_source(page_as(study.coder), study)
    page.locator("[data-ready]").first.wait_for()
    drag(page, "Nobody asked us")
    close_picker(page)
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Quick note")
    expect(dialog).to_contain_text("“Nobody asked us”")
    assert_accessible(page, "#quick-note")
    page.keyboard.type("I read this as anger; is it?")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator(".message", has_text="Kept in the journal")).to_be_visible()
    page.keyboard.press("m")
    expect(dialog.get_by_role("textbox", name="Note")).to_have_value("")
    page.keyboard.press("Escape")
    page.goto(reverse("memos:list", args=[study.slug]) + "?kind=project")
    expect(page.locator(".memo")).to_contain_text("I read this as anger")
    page.locator(".memo .memo-source").click()
    expect(page.locator(".turn:focus")).to_contain_text("Nobody asked us")


def test_a_quick_note_is_written_from_any_page_with_the_mouse(page_as: Any, study: Any) -> None:
    page = page_as(study.coder)
    page.goto(reverse("memos:list", args=[study.slug]))
    page.get_by_role("button", name="Quick note").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Note").fill("Too many codes by now.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator(".message", has_text="Kept in the journal")).to_be_visible()
    assert Memo.objects.get().body == "Too many codes by now."


def test_a_coding_is_linked_from_its_card_into_the_memo_on_the_text(page_as: Any, study: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    page = open_source(page_as(study.coder), study)
    page.locator("[data-ready]").first.wait_for()
    page.get_by_text("Memos on this text").click()
    page.get_by_text("Write a memo").click()
    page.locator(".stripe").first.click()
    page.locator("#inspector").get_by_role("button", name="Link").click()
    field = page.get_by_role("textbox", name="Memo", exact=True)
    expect(field).to_have_value(f"[Training](coding:{coding.pk})")
    page.locator(".pane-section").get_by_role("button", name="Save the memo").click()
    expect(page.locator(".pane-section .memo")).to_contain_text("Training")
    expect_saved(page)
    assert Memo.objects.get().about_id == str(study.transcripts[0].pk)


def test_the_list_narrows_as_one_types(page_as: Any, study: Any, assert_accessible: Any) -> None:
    for body in ("Doubts about trust", "Clear enough"):
        add_memo(project=study.project, by=study.coder, about="project", about_id=study.project.pk, body=body)
    page = page_as(study.lead)
    page.goto(reverse("memos:list", args=[study.slug]))
    expect(page.locator(".memo")).to_have_count(2)
    assert_accessible(page)
    page.get_by_label("With the words").fill("doubts")
    expect(page.locator(".memo")).to_have_count(1)
    page.get_by_label("On", exact=True).select_option("code")
    expect(page.get_by_text("No memo is left")).to_be_visible()
