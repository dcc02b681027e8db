"""The coding page as people use it: mouse, keyboard, a lost line, a refusal."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from coding.codebook.models import Code
from coding.codings.actions import apply_code
from coding.codings.assigning import assign_sources
from coding.codings.models import Assignment, Coding, Memo
from tests.browser.coding_tools import (
    click_word,
    close_picker,
    drag,
    expect_saved,
    labels,
    open_source,
    painted,
    pick,
    stripes,
)
from tests.factories.coding import RoundFactory


@pytest.fixture
def page(page_as: Any, study: Any) -> Page:
    return open_source(page_as(study.coder), study)


def only_coding() -> Coding:
    coding = Coding.objects.get()
    assert coding.source.text[coding.start : coding.end] == coding.quote
    return coding


def focus_turn(page: Page, number: int) -> None:
    page.locator(".turn").nth(number).focus()


def test_words_are_coded_with_the_mouse_and_stay_after_a_reload(page: Page, study: Any) -> None:
    drag(page, "not with risk")
    pick(page, "check")
    expect(stripes(page)).to_have_count(1)
    assert labels(page) == ["Checking · C"]
    tint = study.codes["Trust/Checking"].tint
    assert painted(page, f"tint-{tint}") == ["not with risk"]
    expect_saved(page)
    coding = only_coding()
    assert (coding.quote, coding.code, coding.coder) == ("not with risk", study.codes["Trust/Checking"], study.coder)
    page.reload()
    expect(stripes(page)).to_have_count(1)
    assert painted(page, f"tint-{tint}") == ["not with risk"]


def test_half_a_word_is_widened_to_the_word_and_no_further(page: Page) -> None:
    drag(page, "ot with ris")
    expect(page.locator("[data-quote]").first).to_have_text("not with risk")


def test_alt_keeps_the_exact_characters(page: Page) -> None:
    page.keyboard.down("Alt")
    drag(page, "ot with ris")
    page.keyboard.up("Alt")
    expect(page.locator("[data-quote]").first).to_have_text("ot with ris")


def test_offsets_after_an_emoji_are_those_of_the_stored_text(page: Page, study: Any) -> None:
    drag(page, "Nobody asked us")
    pick(page, "Trust")
    expect_saved(page)
    text = study.transcripts[0].text
    coding = only_coding()
    assert (coding.start, coding.quote) == (text.index("Nobody asked us"), "Nobody asked us")


def test_an_emoji_of_several_characters_is_coded_whole(page: Page) -> None:
    drag(page, "letters", "👩🏽‍⚕️")
    pick(page, "Trust")
    expect_saved(page)
    assert only_coding().quote == "letters 👩🏽‍⚕️"


def test_a_selection_over_two_turns_has_the_words_between(page: Page, study: Any) -> None:
    drag(page, "asked us first", "What would")
    pick(page, "Work")
    expect_saved(page)
    assert only_coding().quote == "asked us first.\n\nInterviewer: What would"
    expect(stripes(page)).to_have_count(1)
    tint = study.codes["Work"].tint
    assert painted(page, f"tint-{tint}") == ["asked us first.", "What would"]


def test_a_drag_that_ends_beside_the_text_counts(page: Page) -> None:
    box = page.locator(".turn .words").nth(1).bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 8)
    page.mouse.move(1400, box["y"] + 8)
    page.mouse.up()
    expect(page.locator("#picker")).to_be_visible()


def test_everything_goes_with_the_keyboard_alone(page: Page) -> None:
    focus_turn(page, 0)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert "".join(painted(page, "pending")) == "Nobody asked us first."
    page.keyboard.press("Shift+ArrowLeft")
    assert "".join(painted(page, "pending")) == "Nobody asked us first"
    page.keyboard.press("Shift+ArrowLeft")
    assert "".join(painted(page, "pending")) == "Nobody asked us"
    page.keyboard.press("Alt+ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowRight")
    assert "".join(painted(page, "pending")) == "asked us"
    page.keyboard.press("Enter")
    pick(page, "time")
    expect_saved(page)
    assert only_coding().quote == "asked us"
    expect(page.locator(".turn").nth(1)).to_be_focused()


def test_a_selection_grows_and_shrinks_by_turns(page: Page) -> None:
    focus_turn(page, 1)
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowRight")
    assert painted(page, "pending")[1:] == ["What would help?", "Training"]
    page.keyboard.press("Shift+ArrowUp")
    assert painted(page, "pending")[1:] == ["What would help?"]
    page.keyboard.press("Escape")
    assert painted(page, "pending") == []


def test_enter_without_a_selection_codes_the_turn(page: Page) -> None:
    focus_turn(page, 2)
    page.keyboard.press("c")
    pick(page, "work")
    expect_saved(page)
    assert only_coding().quote == "What would help?"


def test_enter_on_a_link_follows_the_link(page: Page) -> None:
    page.get_by_role("link", name="Codings as a list").press("Enter")
    expect(page).to_have_url(re.compile(r"/codings/$"))


def test_several_codes_at_once_and_again_by_number(page: Page, study: Any) -> None:
    drag(page, "Training")
    pick(page, "errors", "Shift+Enter")
    expect(page.locator("#picker")).to_be_visible()
    pick(page, "checking", "Shift+Enter")
    page.keyboard.press("Escape")
    expect_saved(page)
    assert sorted(c.code.name for c in Coding.objects.all()) == ["Checking", "Errors"]
    focus_turn(page, 2)
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect_saved(page)
    assert sorted(c.code.name for c in Coding.objects.filter(quote="What would help?")) == ["Checking", "Errors"]


def test_a_number_in_the_empty_field_takes_a_recent_code(page: Page) -> None:
    drag(page, "Training")
    pick(page, "errors")
    drag(page, "phone")
    expect(page.get_by_role("combobox", name="Type a code")).to_be_focused()
    page.keyboard.press("1")
    expect_saved(page)
    assert set(Coding.objects.values_list("code__name", "quote")) == {("Errors", "Training"), ("Errors", "phone")}


def test_a_new_code_below_another_is_made_where_it_is_needed(page_as: Any, study: Any) -> None:
    page = open_source(page_as(study.lead), study)
    drag(page, "Training")
    pick(page, "Work / Learning")
    expect(page.locator("#code-tree")).to_contain_text("Learning")
    expect_saved(page)
    assert only_coding().code == Code.objects.get(name="Learning", parent=study.codes["Work"])


def test_the_participants_words_become_a_code(page_as: Any, study: Any) -> None:
    page = open_source(page_as(study.lead), study)
    drag(page, "answers the phone")
    expect(page.get_by_role("combobox", name="Type a code")).to_be_focused()
    page.keyboard.press("Alt+i")
    expect(stripes(page)).to_have_count(1)
    expect_saved(page)
    assert only_coding().code.name == "answers the phone"


def test_overlapping_codings_are_all_seen(page: Page, study: Any) -> None:
    drag(page, "Nobody asked us first")
    pick(page, "errors")
    drag(page, "asked us")
    pick(page, "time saved")
    expect(stripes(page)).to_have_count(2)
    assert labels(page) == ["Errors · C", "Time saved · C"]
    assert painted(page, "depth-2") == ["asked us"]
    click_word(page, "asked")
    expect(page.locator("#inspector [data-coding]")).to_have_count(2)
    click_word(page, "Nobody")
    expect(page.locator("#inspector [data-coding]")).to_have_count(1)
    expect_saved(page)


def test_a_coding_is_removed_and_brought_back_with_its_memo(page: Page, study: Any) -> None:
    made = apply_code(source=study.transcripts[0], code=study.codes["Work"], by=study.coder, start=55, end=62)
    page.reload()
    page.goto(f"{page.url}#coding-{made.pk}")
    page.reload()
    expect(page.locator("#inspector [data-coding]")).to_have_count(1)
    page.get_by_label("Your memo").fill("Said twice.")
    page.get_by_role("button", name="Save the memo").click()
    expect(page.locator("#messages")).to_contain_text("Memo saved")
    page.locator(".turn").nth(1).focus()
    page.keyboard.press("Delete")
    expect(stripes(page)).to_have_count(0)
    expect_saved(page)
    assert not Coding.objects.exists()
    assert not Memo.objects.exists()
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(1)
    expect_saved(page)
    assert Memo.objects.get().about_id == str(Coding.objects.get().pk)


def test_a_memo_is_there_after_a_reload(page: Page) -> None:
    drag(page, "Training")
    pick(page, "work")
    page.get_by_label("Your memo").fill("Ask again.")
    focus_turn(page, 0)
    expect(page.locator("#messages")).to_contain_text("Memo saved")
    page.reload()
    click_word(page, "Training")
    expect(page.get_by_label("Your memo")).to_have_value("Ask again.")


def test_delete_does_nothing_while_a_dialog_is_open(page: Page) -> None:
    drag(page, "Training")
    pick(page, "work")
    expect_saved(page)
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Delete")
    page.keyboard.press("Escape")
    expect(stripes(page)).to_have_count(1)
    assert Coding.objects.count() == 1


def test_a_coding_that_the_site_refuses_is_taken_back_with_the_reason(page: Page, study: Any, problems: Any) -> None:
    problems.expect("422")
    Code.objects.filter(pk=study.codes["Work"].pk).update(retired_at=timezone.now())
    drag(page, "Training")
    pick(page, "Work")
    expect(page.locator("#messages")).to_contain_text("“Work” was retired. Choose another code.")
    expect(stripes(page)).to_have_count(0)
    assert not Coding.objects.exists()
    page.keyboard.press("Control+z")  # there is nothing to undo: the act was refused
    expect_saved(page)


def test_what_was_handed_in_elsewhere_stays_as_it_was(page_as: Any, study: Any, problems: Any) -> None:
    problems.expect("422")
    source = study.transcripts[0]
    round_ = RoundFactory(project=study.project, name="First")
    assign_sources(project=study.project, round_id=round_.pk, sources=[source.pk], coders=[study.coder.pk], blind=True)
    made = apply_code(source=source, code=study.codes["Work"], by=study.coder, start=55, end=62)
    page = open_source(page_as(study.coder), study)
    Assignment.objects.update(done_at=timezone.now())
    page.goto(f"{page.url}#coding-{made.pk}")
    expect(stripes(page)).to_have_count(1)
    page.locator(".stripe").first.click()
    page.keyboard.press("Delete")
    expect(page.locator("#messages")).to_contain_text("which you have handed in")
    expect(stripes(page)).to_have_count(1)


def test_nothing_is_lost_while_the_site_is_away(page: Page, problems: Any) -> None:
    problems.expect("Failed to load resource")
    address = re.compile(r"/codings/[0-9a-f-]{36}/$")
    away = True

    def answer(route: Route) -> None:
        if away:
            route.abort()
        else:
            route.continue_()

    page.route(address, answer)
    for word in ("Training", "phone", "honestly"):
        drag(page, word)
        pick(page, "work")
    expect(stripes(page)).to_have_count(3)
    expect(page.locator("#saved")).to_have_text("Offline: 3 waiting")
    assert not Coding.objects.exists()
    away = False
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_saved(page)
    assert sorted(Coding.objects.values_list("quote", flat=True)) == ["Training", "honestly", "phone"]


def test_what_others_coded_since_appears_and_can_be_hidden(page: Page, study: Any) -> None:
    drag(page, "Training")
    pick(page, "work")
    expect_saved(page)
    start = study.transcripts[0].text.index("letters")
    apply_code(
        source=study.transcripts[0], code=study.codes["Trust"], by=study.second_coder, start=start, end=start + 7
    )
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(stripes(page)).to_have_count(2)
    page.get_by_role("button", name="Dov Coder").click()
    expect(stripes(page)).to_have_count(1)
    expect(page.locator("#count")).to_have_text("1 of 2 codings")


def test_a_code_in_the_tree_filters_or_is_applied_to_the_selection(page: Page) -> None:
    drag(page, "Training")
    pick(page, "work")
    focus_turn(page, 0)
    page.locator("#code-tree").get_by_role("button", name="Trust").click()
    expect(stripes(page)).to_have_count(0)
    page.locator("#code-tree").get_by_role("button", name="Trust").click()
    expect(stripes(page)).to_have_count(1)
    focus_turn(page, 2)
    page.keyboard.press("ArrowRight")
    page.locator("#code-tree").get_by_role("button", name="Errors").click()
    expect(stripes(page)).to_have_count(2)
    expect_saved(page)
    assert set(Coding.objects.values_list("code__name", flat=True)) == {"Work", "Errors"}


def test_what_is_selected_can_be_copied(page: Page) -> None:
    drag(page, "Nobody asked us")
    close_picker(page)
    copied = page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("copy", ({ clipboardData }) =>
            setTimeout(() => done(clipboardData.getData("text/plain"))));
          document.activeElement.dispatchEvent(
            new ClipboardEvent("copy", { bubbles: true, cancelable: true, clipboardData: new DataTransfer() }));
        })"""
    )
    assert copied == "Nobody asked us"


def test_a_click_drops_the_selection(page: Page) -> None:
    drag(page, "Nobody asked us")
    close_picker(page)
    assert painted(page, "pending") == ["Nobody asked us"]
    click_word(page, "letters")
    expect(page.locator("#where")).to_have_text("Nothing selected")
    assert painted(page, "pending") == []


def test_a_reader_sees_codings_but_applies_none(page_as: Any, study: Any, assert_accessible: Any) -> None:
    apply_code(source=study.transcripts[0], code=study.codes["Work"], by=study.coder, start=55, end=62)
    page = open_source(page_as(study.reader), study)
    expect(stripes(page)).to_have_count(1)
    drag(page, "Nobody asked us")
    expect(page.locator("#picker")).to_be_hidden()
    assert page.evaluate("getSelection().toString()") == "Nobody asked us"
    focus_turn(page, 1)
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("You read in this study")
    page.locator(".stripe").first.click()
    expect(page.get_by_label("Your memo")).to_have_count(0)
    assert_accessible(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_rules_of_accessibility_hold(page_as: Any, study: Any, assert_accessible: Any, scheme: str) -> None:
    page = open_source(page_as(study.coder, color_scheme=scheme), study)
    drag(page, "Nobody asked us")
    assert_accessible(page)  # with the picker open
    pick(page, "work")
    drag(page, "asked")
    pick(page, "trust")
    expect_saved(page)
    assert_accessible(page)
    page.goto(reverse("codings:list_of_source", args=[study.slug, study.transcripts[0].pk]))
    assert_accessible(page)


def test_the_focused_turn_says_its_codings(page: Page) -> None:
    drag(page, "Training")
    pick(page, "time")
    focus_turn(page, 0)
    focus_turn(page, 3)
    expect(page.locator(".turn").nth(3)).to_have_attribute("aria-description", "Codings: Time saved · C")


@pytest.mark.parametrize(("width", "height"), [(900, 700), (700, 600), (1440, 420)])
def test_the_page_works_in_a_small_window(page_as: Any, study: Any, width: int, height: int) -> None:
    page = open_source(page_as(study.coder, viewport={"width": width, "height": height}), study)
    for phrase in ("How do you", "answers the phone"):
        drag(page, phrase)
        expect(page.locator("#picker")).to_be_visible()
        box = page.locator("#picker").bounding_box()
        assert 0 <= box["x"] <= width - box["width"], (phrase, box)
        assert 0 <= box["y"] <= height - box["height"], (phrase, box)
        pick(page, "work")
    expect(stripes(page)).to_have_count(2)
    expect_saved(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_fingers_code_by_the_button_that_appears(page_as: Any, study: Any) -> None:
    page = open_source(page_as(study.coder, has_touch=True, viewport={"width": 900, "height": 800}), study)
    page.locator(".turn").nth(1).tap()
    page.evaluate(
        """() => {
          const node = document.querySelectorAll(".turn .words")[1].firstChild;
          const at = node.data.indexOf("Nobody");
          getSelection().setBaseAndExtent(node, at, node, at + 12);
        }"""
    )
    page.get_by_role("button", name="Code the selection").tap()
    page.get_by_role("option", name="Work", exact=True).first.tap()
    expect_saved(page)
    assert only_coding().quote == "Nobody asked"


def test_a_coding_from_before_the_round_is_not_the_one_for_the_round(page_as: Any, study: Any) -> None:
    source = study.transcripts[0]
    start = source.text.index("Training")
    apply_code(source=source, code=study.codes["Work"], by=study.coder, start=start, end=start + 8)
    round_ = RoundFactory(project=study.project, name="First")
    assign_sources(project=study.project, round_id=round_.pk, sources=[source.pk], coders=[study.coder.pk], blind=True)
    page = open_source(page_as(study.coder), study)
    expect(stripes(page)).to_have_count(1)
    drag(page, "Training")
    pick(page, "work")
    expect(stripes(page)).to_have_count(2)
    expect_saved(page)
    assert set(Coding.objects.values_list("round", flat=True)) == {None, round_.pk}


def test_the_same_coding_in_two_tabs_is_one(page_as: Any, study: Any) -> None:
    first, second = (open_source(page_as(study.coder), study) for _tab in range(2))
    for page in (first, second):
        drag(page, "Training")
        pick(page, "work")
        expect_saved(page)
    known = str(only_coding().pk)
    expect(second.locator("#inspector [data-coding]")).to_have_attribute("data-coding", known)
    second.locator(".turn").nth(3).focus()
    second.keyboard.press("Delete")
    expect_saved(second)
    assert not Coding.objects.exists()


def test_acts_are_undone_one_after_the_other(page: Page) -> None:
    drag(page, "Training")
    pick(page, "work")
    page.keyboard.press("Delete")
    expect(stripes(page)).to_have_count(0)
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(1)
    page.keyboard.press("Control+z")
    expect(stripes(page)).to_have_count(0)
    expect_saved(page)
    assert not Coding.objects.exists()


def test_who_is_signed_out_goes_on_after_signing_in_again(page: Page, study: Any, problems: Any) -> None:
    problems.expect("401")
    cookies = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    drag(page, "Training")
    pick(page, "work")
    expect(page.locator("#messages")).to_contain_text("You are signed out")
    expect(stripes(page)).to_have_count(1)
    page.context.add_cookies([cookie for cookie in cookies if cookie["name"] == "sessionid"])
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect_saved(page)
    assert only_coding().quote == "Training"


def test_a_memo_on_a_coding_that_is_still_being_saved_waits_for_it(page: Page, problems: Any) -> None:
    problems.expect("Failed to load resource")
    address = re.compile(r"/codings/[0-9a-f-]{36}/$")
    page.route(address, lambda route: route.abort())
    drag(page, "Training")
    pick(page, "work")
    page.get_by_label("Your memo").fill("Written at once.")
    page.get_by_role("button", name="Save the memo").click()
    page.unroute(address)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect_saved(page)
    assert Memo.objects.get().body == "Written at once."


def test_a_retired_code_still_has_its_name_but_is_not_offered(page: Page, study: Any) -> None:
    apply_code(source=study.transcripts[0], code=study.codes["Work"], by=study.coder, start=55, end=62)
    Code.objects.filter(pk=study.codes["Work"].pk).update(retired_at=timezone.now())
    page.reload()
    expect(stripes(page)).to_have_count(1)
    assert labels(page) == ["Work · C"]
    drag(page, "Training")
    page.get_by_role("combobox", name="Type a code").fill("work")
    assert page.locator("#picker-list .name").all_inner_texts() == ["Time saved"]


def test_exact_characters_can_be_the_rule(page: Page) -> None:
    page.locator("#whole-words").uncheck()
    page.reload()
    drag(page, "ot with ris")
    expect(page.locator("[data-quote]").first).to_have_text("ot with ris")


def test_clicking_a_stripe_leaves_the_text_where_it_is(page_as: Any, study: Any) -> None:
    apply_code(source=study.transcripts[0], code=study.codes["Work"], by=study.coder, start=55, end=62)
    page = open_source(page_as(study.coder, viewport={"width": 1440, "height": 300}), study)
    before = page.evaluate("document.querySelector('.pane-centre').scrollTop = 60")
    page.locator(".stripe").first.click()
    expect(page.locator("#inspector [data-coding]")).to_have_count(1)
    assert page.evaluate("document.querySelector('.pane-centre').scrollTop") == before


def test_a_memo_that_is_being_typed_is_kept_without_leaving_its_field(page: Page, study: Any) -> None:
    drag(page, "Nobody asked us")
    pick(page, "work")
    expect_saved(page)
    with page.expect_response(lambda answer: answer.url.endswith("/memo/")):
        page.get_by_label("Your memo").fill("Half a thought")
    expect(page.get_by_label("Your memo")).to_be_focused()
    expect_saved(page)
    assert Memo.objects.get().body == "Half a thought"


def test_the_keys_of_the_text_work_on_arrival(page: Page, study: Any) -> None:
    expect(page.locator(".turn").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".turn").nth(1)).to_be_focused()
