"""Memos with the mouse and with the keyboard: in their place, with links, as a quick note."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from coding.codings.actions import write_memo
from coding.codings.models import Memo
from coding.memos.actions import add_memo
from tests.browser.coding_tools import close_picker, drag, expect_ready, expect_saved, open_source
from tests.browser.conftest import PATIENCE
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
    page.get_by_role("button", name="Done").click()
    memo = page.locator(".memo", has_text="Why trust")
    expect(memo.locator("strong")).to_have_text("strong", timeout=PATIENCE)
    expect(page.get_by_text("Another memo")).to_be_visible()
    memo.get_by_role("link", name="Edit").click()
    page.locator("form.memo textarea").fill("Another thought")
    page.locator("form.memo").get_by_role("button", name="Done").click()
    expect(memo).to_contain_text("Another thought")
    assert Memo.objects.values_list("title", "body").get() == ("Why trust", "Another thought")
    memo.get_by_role("button", name="Remove").click()
    expect(memo).to_have_count(0)
    assert not Memo.objects.exists()
    page.get_by_role("button", name="Bring it back").click()
    expect(memo).to_contain_text("Another thought")
    assert Memo.objects.get().title == "Why trust"


def memo_state(page: Page, index: int = 0) -> Locator:
    return page.locator("[data-memo-state]").nth(index)


def test_a_memo_saves_itself_outlives_a_reload_and_is_sent_when_the_line_is_back(
    page_as: Any, study: Any, problems: Any
) -> None:
    problems.expect("Failed to load resource")
    page = code_page(page_as(study.coder), study)
    page.get_by_text("Write a memo").click()
    field = page.get_by_role("textbox", name="Memo")
    expect(field).to_be_focused()
    page.keyboard.type("First thought")
    expect(memo_state(page)).to_have_text("Saved", timeout=PATIENCE)
    assert Memo.objects.get().body == "First thought"
    page.context.set_offline(True)
    page.keyboard.type(", and more")
    expect(memo_state(page)).to_have_text("Offline: kept in this browser", timeout=PATIENCE)
    page.keyboard.type(" of it")
    expect(memo_state(page)).to_have_text("Offline: kept in this browser", timeout=PATIENCE)
    assert Memo.objects.get().body == "First thought"
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(memo_state(page)).to_have_text("Saved", timeout=PATIENCE)
    assert Memo.objects.get().body == "First thought, and more of it"
    # What was typed and not sent when the page went is there again, and one memo, not two.
    page.route("**/edit/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.keyboard.type("!")
    expect(memo_state(page)).to_have_text("Not saved yet")
    page.reload()
    page.locator(".memo").get_by_role("link", name="Edit").click()
    expect(page.locator("form.memo textarea")).to_have_value("First thought, and more of it!")
    page.unroute("**/edit/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("form.memo [data-memo-state]")).to_have_text("Saved", timeout=PATIENCE)
    assert Memo.objects.get().body == "First thought, and more of it!"
    # All of one sitting is one act.
    page.goto(reverse("memos:list", args=[study.slug]))
    page.keyboard.press("Control+z")
    expect(page.locator("#messages")).to_contain_text("Undone")


def test_two_devices_do_not_write_over_each_other_unseen(page_as: Any, study: Any, problems: Any) -> None:
    problems.expect("409")
    memo = add_memo(project=study.project, by=study.coder, about="code", about_id=study.codes["Trust"].pk, body="One")
    pages = [code_page(page_as(study.coder), study) for _device in range(2)]
    for page in pages:
        page.locator(".memo").get_by_role("link", name="Edit").click()
        expect(page.locator("form.memo textarea")).to_have_value("One")
    pages[0].locator("form.memo textarea").fill("One and two")
    expect(memo_state(pages[0])).not_to_have_text("")
    expect(pages[0].locator("form.memo [data-memo-state]")).to_have_text("Saved", timeout=PATIENCE)
    theirs = pages[1].locator("form.memo")
    theirs.locator("textarea").fill("One and three")
    expect(theirs.get_by_role("alert")).to_contain_text("One and two", timeout=PATIENCE)
    expect(theirs.locator("textarea")).to_have_value("One and three")
    memo.refresh_from_db()
    assert memo.body == "One and two"
    theirs.get_by_role("button", name="Keep mine").click()
    expect(theirs.locator("[data-memo-state]")).to_have_text("Saved", timeout=PATIENCE)
    memo.refresh_from_db()
    assert memo.body == "One and three"


def test_another_tab_follows_what_is_typed_in_this_one(page_as: Any, study: Any) -> None:
    memo = add_memo(project=study.project, by=study.coder, about="code", about_id=study.codes["Trust"].pk, body="One")
    pages = [code_page(page_as(study.coder), study)]
    pages.append(code_page(pages[0].context.new_page(), study))
    for page in pages:
        page.locator(".memo").get_by_role("link", name="Edit").click()
        expect(page.locator("form.memo textarea")).to_have_value("One")
    pages[0].locator("form.memo textarea").fill("One and two")
    expect(pages[1].locator("form.memo textarea")).to_have_value("One and two", timeout=PATIENCE)
    pages[1].locator("form.memo textarea").fill("One, two, three")
    expect(pages[0].locator("form.memo textarea")).to_have_value("One, two, three", timeout=PATIENCE)
    memo.refresh_from_db()
    assert memo.body == "One, two, three"


def test_a_quick_note_offline_is_kept_and_sent_later(page_as: Any, study: Any, problems: Any) -> None:
    problems.expect("Failed to load resource")
    page = page_as(study.coder)
    page.goto(reverse("memos:list", args=[study.slug]))
    page.context.set_offline(True)
    page.get_by_role("button", name="Quick note").click()
    page.get_by_role("dialog").get_by_role("textbox", name="Note").fill("On the train.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#messages")).to_contain_text("The note is kept in this browser")
    assert not Memo.objects.exists()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("#messages")).to_contain_text("Kept in the journal", timeout=PATIENCE)
    assert Memo.objects.get().body == "On the train."


def test_a_quick_note_on_the_answers_keeps_the_answer_it_was_about(page_as: Any, study: Any) -> None:
    page = page_as(study.coder)
    page.goto(reverse("answers:question", args=[study.slug, study.question.pk]))
    expect_ready(page)
    answer = study.answers[1]
    page.locator(f'.answer[data-source="{answer.pk}"]').focus()
    page.keyboard.press("m")
    dialog = page.get_by_role("dialog", name="Quick note")
    expect(dialog).to_contain_text(answer.text[:20])
    page.keyboard.type("Sounds tired.")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#messages")).to_contain_text("Kept in the journal", timeout=PATIENCE)
    assert f"(source:{answer.pk}#" in Memo.objects.get().body


def test_what_others_noted_on_a_coding_reads_as_it_was_meant(page_as: Any, study: Any) -> None:
    coding = apply(study.transcripts[0], study.codes["Work"], study.coder, "Training")
    body = f"**Surely** [Trust](code:{study.codes['Trust'].pk}) <b>too</b>"
    write_memo(project=study.project, by=study.second_coder, about="coding", about_id=coding.pk, body=body)
    page = open_source(page_as(study.coder), study)
    page.locator(".stripe").first.click()
    memo = page.locator("#inspector .memo")
    expect(memo.locator("strong")).to_have_text("Surely")
    expect(memo).to_contain_text("<b>too</b>")
    expect(memo.get_by_role("link", name="Trust")).to_be_visible()


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
    page.locator(".pane-section").get_by_role("button", name="Done").click()
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
