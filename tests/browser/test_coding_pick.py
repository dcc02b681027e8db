"""Choosing codes: with the picker, number keys, and by dragging; each with the mouse and with the keyboard alone."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from coding.codebook.models import Code
from coding.codings.actions import apply_code
from coding.codings.favourites import set_favourite
from coding.codings.models import Coding, FavouriteCode
from tests.browser.coding_tools import PLACE, close_picker, drag, expect_ready, expect_saved, open_source, painted, pick

LIKELY = "Likely, by your quotations and the definitions"
SECOND_TURN = "I trust it with letters 👩🏽‍⚕️ but not with risk. Nobody asked us first."


@pytest.fixture
def page(page_as: Any, study: Any) -> Page:
    return open_source(page_as(study.coder), study)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def field(page: Page) -> Any:
    return page.get_by_role("combobox", name="Type a code")


def names(page: Page) -> list[str]:
    return page.locator("#picker-list .name").all_inner_texts()


def group(page: Page, title: str) -> list[str]:
    """Return the names below a heading of the picker."""
    return page.evaluate(
        """title => {
          const found = [];
          const titles = [...document.querySelectorAll("#picker-list .tree-group")];
          let item = titles.find((one) => one.textContent === title);
          for (item = item?.nextElementSibling; item?.matches("[role=option]"); item = item.nextElementSibling)
            found.push(item.querySelector(".name").textContent);
          return found;
        }""",
        title,
    )


def applied() -> set[tuple[str, str]]:
    return set(Coding.objects.values_list("code__name", "quote"))


def middle_of(page: Page, word: str) -> tuple[float, float]:
    x, y, to_x, _to_y = page.evaluate(PLACE, [word, word, "#text"])
    return (x + to_x) / 2, y


def test_typing_finds_by_name_and_path_the_nearest_first_and_forgives_a_slip(page: Page) -> None:
    drag(page, "Training")
    expect(field(page)).to_be_focused()
    for typed, found in (
        ("work", ["Work", "Time saved"]),
        ("trust er", ["Errors"]),
        ("sav", ["Time saved"]),
        ("chekcing", ["Checking"]),
        ("tsv", ["Time saved"]),
    ):
        field(page).fill(typed)
        assert names(page) == found, typed


def test_several_codes_are_marked_and_applied_as_one_act(page: Page) -> None:
    drag(page, "Training")
    expect(field(page)).to_be_focused()
    field(page).fill("err")
    press(page, "ArrowDown", "ArrowUp", "Space")
    field(page).fill("check")
    page.locator("#picker-list [data-mark]").first.click()
    expect(page.locator("[data-marked] button")).to_have_count(2)
    field(page).fill("time")
    press(page, "Enter")
    expect_saved(page)
    assert applied() == {("Errors", "Training"), ("Checking", "Training"), ("Time saved", "Training")}
    press(page, "Control+z")
    expect(page.locator(".gutter .stripe")).to_have_count(0)


def test_marks_are_taken_away_again(page: Page) -> None:
    drag(page, "Training")
    expect(field(page)).to_be_focused()
    press(page, "Space", "ArrowDown", "Space")
    expect(page.locator("[data-marked] button")).to_have_count(2)
    press(page, "Backspace")
    page.locator("[data-marked] button").click()
    expect(page.locator("[data-marked]")).to_be_hidden()
    press(page, "Escape")
    assert not Coding.objects.exists()


def test_a_number_key_is_set_and_taken_away_with_keys(page: Page, study: Any) -> None:
    drag(page, "Training")
    expect(field(page)).to_be_focused()
    field(page).fill("checking")
    press(page, "Alt+4")
    expect(page.locator("#picker-list [data-number]").first).to_have_text("4")
    press(page, "Escape")
    page.locator(".turn").nth(1).focus()
    press(page, "4")
    expect_saved(page)
    assert applied() == {("Checking", SECOND_TURN)}
    assert FavouriteCode.objects.get().number == 4
    page.reload()
    expect_ready(page)
    drag(page, "Training")
    expect(field(page)).to_be_focused()
    assert group(page, "Your number keys") == ["Checking"]
    press(page, "4")
    expect_saved(page)
    assert ("Checking", "Training") in applied()
    drag(page, "phone")
    expect(field(page)).to_be_focused()
    field(page).fill("checking")
    press(page, "Alt+0")
    expect(page.locator("#picker-list .has-number")).to_have_count(0)
    expect_saved(page)
    assert not FavouriteCode.objects.exists()


def test_a_number_key_is_set_and_taken_away_with_the_mouse(page: Page, study: Any) -> None:
    set_favourite(project=study.project, by=study.coder, number=1, code=study.codes["Work"])
    page.reload()
    expect_ready(page)
    drag(page, "Training")
    field(page).fill("checking")
    page.locator("#picker-list [data-favour]").first.click()
    expect(page.locator("#picker-list [data-number]").first).to_have_text("2")
    field(page).fill("work")
    page.locator("#picker-list [data-favour]").first.click()
    expect(page.locator("#picker-list .has-number")).to_have_count(0)
    expect_saved(page)
    assert list(FavouriteCode.objects.values_list("number", "code__name")) == [(2, "Checking")]


def test_likely_codes_come_first_and_say_why(page: Page, study: Any) -> None:
    other = study.transcripts[1]
    for by, code, words in ((study.coder, "Work", "new tool"), (study.second_coder, "Trust", "you feel")):
        start = other.text.index(words)
        apply_code(source=other, code=study.codes[code], by=by, start=start, end=start + len(words))
    page.reload()
    expect_ready(page)
    drag(page, "about the new tool")
    first = page.locator("#picker-list [role=option]").first
    expect(first).to_have_attribute("title", "These words speak for it: new, tool")
    expect(first.locator(".path")).to_have_text("new, tool")
    assert group(page, LIKELY) == ["Work"]
    close_picker(page)
    drag(page, "you feel")  # in the quotation of somebody else: tells nothing
    expect(field(page)).to_be_focused()
    assert group(page, LIKELY) == []


def test_what_a_code_means_is_said_while_choosing(page: Page, study: Any) -> None:
    Code.objects.filter(name="Errors").update(definition="Slips.", include="What is wrong.", exclude="Doubts.")
    page.reload()
    expect_ready(page)
    drag(page, "Training")
    field(page).fill("errors")
    expect(page.locator("[data-definition]")).to_have_text("DefinitionSlips.When to useWhat is wrong.When notDoubts.")
    field(page).fill("work")
    expect(page.locator("[data-definition]")).to_be_hidden()


def test_a_new_code_is_put_below_one_that_is_chosen(page_as: Any, study: Any) -> None:
    page = open_source(page_as(study.lead), study)
    drag(page, "Training")
    pick(page, "Learning", "ArrowDown")
    press(page, "Enter")
    expect(page.locator("#picker-list")).to_contain_text("Where does “Learning” stand?")
    field(page).fill("wor")
    press(page, "Enter")
    expect(page.locator(".gutter .stripe")).to_have_count(1)
    expect_saved(page)
    assert Coding.objects.get().code == Code.objects.get(name="Learning", parent=study.codes["Work"])


def test_a_new_code_is_named_and_placed_with_the_mouse(page_as: Any, study: Any) -> None:
    page = open_source(page_as(study.lead), study)
    drag(page, "answers the phone")
    page.get_by_role("button", name="New code").click()
    expect(page.locator("#picker-list")).to_contain_text("Where does “answers the phone” stand?")
    page.keyboard.press("Escape")
    expect(field(page)).to_have_value("answers the phone")
    page.get_by_role("button", name="New code").click()
    page.get_by_role("option", name="Trust", exact=True).click()
    expect(page.locator(".gutter .stripe")).to_have_count(1)
    expect_saved(page)
    assert Coding.objects.get().code == Code.objects.get(name="answers the phone", parent=study.codes["Trust"])


def test_words_that_are_a_code_already_are_coded_with_it(page_as: Any, study: Any) -> None:
    page = open_source(page_as(study.lead), study)
    Code.objects.filter(name="Work").update(name="Training")
    page.reload()
    expect_ready(page)
    drag(page, "Training")
    page.get_by_role("button", name="In vivo").click()
    expect_saved(page)
    assert Coding.objects.get().code == study.codes["Work"]


def test_a_code_is_dragged_onto_a_sentence_and_onto_a_turn(page: Page) -> None:
    code = page.locator("#code-tree").get_by_role("button", name="Errors")
    words = page.locator(".turn .words").nth(1)
    x, y = middle_of(page, "letters")
    box = words.bounding_box()
    code.drag_to(words, target_position={"x": x - box["x"], "y": y - box["y"]})
    expect_saved(page)
    assert applied() == {("Errors", "I trust it with letters 👩🏽‍⚕️ but not with risk.")}
    page.locator("#code-tree").get_by_role("button", name="Work").drag_to(page.locator(".turn .speaker").nth(2))
    expect_saved(page)
    assert ("Work", "What would help?") in applied()


def test_a_code_is_dragged_onto_the_selection(page: Page) -> None:
    drag(page, "Nobody asked us")
    close_picker(page)
    words = page.locator(".turn .words").nth(1)
    x, y = middle_of(page, "asked")
    box = words.bounding_box()
    code = page.locator("#code-tree").get_by_role("button", name="Checking")
    code.drag_to(words, target_position={"x": x - box["x"], "y": y - box["y"]})
    expect_saved(page)
    assert applied() == {("Checking", "Nobody asked us")}


def test_selected_words_are_dragged_onto_a_code(page: Page) -> None:
    drag(page, "Nobody asked us")
    close_picker(page)
    page.mouse.move(*middle_of(page, "asked"))
    page.mouse.down()
    box = page.locator("#code-tree").get_by_role("button", name="Checking").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + 61, box["y"] + box["height"] / 2)
    expect(page.locator(".drag-ghost")).to_have_text("Nobody asked us")
    page.mouse.up()
    expect(page.locator(".drag-ghost")).to_have_count(0)
    expect_saved(page)
    assert applied() == {("Checking", "Nobody asked us")}


def test_words_let_go_beside_a_code_stay_selected(page: Page) -> None:
    drag(page, "Nobody asked us")
    close_picker(page)
    x, y = middle_of(page, "asked")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 60)
    page.mouse.up()
    assert painted(page, "pending") == ["Nobody asked us"]
    assert not Coding.objects.exists()


def test_enter_on_a_code_in_the_tree_codes_the_selection(page: Page) -> None:
    page.locator(".turn").nth(2).focus()
    press(page, "t")
    page.locator("#code-tree").get_by_role("button", name="Trust").press("Enter")
    expect_saved(page)
    assert applied() == {("Trust", "What would help?")}


@pytest.mark.parametrize("height", [900, 520])
def test_the_picker_keeps_its_head_while_its_list_shrinks(page_as: Any, study: Any, height: int) -> None:
    page = open_source(page_as(study.coder, viewport={"width": 900, "height": height}), study)
    drag(page, "answers the phone")
    expect(field(page)).to_be_focused()
    before = field(page).bounding_box()
    field(page).fill("checking")
    assert field(page).bounding_box() == before
    box = page.locator("#picker").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height


def test_the_picker_is_accessible_in_all_its_states(page_as: Any, study: Any, assert_accessible: Any) -> None:
    page = open_source(page_as(study.lead, color_scheme="dark"), study)
    drag(page, "Training")
    expect(field(page)).to_be_focused()
    press(page, "Space")
    assert_accessible(page, "#picker")
    field(page).fill("xyz")
    assert_accessible(page, "#picker")
    press(page, "ArrowDown", "ArrowDown", "Enter")
    assert_accessible(page, "#picker")
