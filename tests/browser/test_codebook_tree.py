"""The codebook beside the text: folded, walked, changed by mouse and by keyboard, without leaving the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from coding.codebook.models import Code
from coding.codebook.queries import code_tree
from tests.browser.coding_tools import close_picker, drag, open_source
from tests.factories.coding import CodingFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(page_as: Callable[..., Page], study: Any) -> Page:
    for name, start in (("Trust", 55), ("Trust/Errors", 61)):
        CodingFactory(
            source=study.transcripts[0], code=study.codes[name], coder=study.coder, start=start, end=start + 5
        )
    page = open_source(page_as(study.coder), study)
    expect(page.locator("#code-tree li[draggable]")).to_have_count(5)
    return page


def row(page: Page, name: str) -> Locator:
    return page.locator("#code-tree li[draggable]").filter(has_text=name).first


def names(page: Page) -> list[str]:
    return page.locator("#code-tree li[draggable]:visible .name").all_inner_texts()


def paths(study: Any) -> list[str]:
    return [node.path for node in code_tree(study.project)]


def focus(page: Page, name: str) -> None:
    row(page, name).locator(".tree-row").focus()


def test_branches_fold_and_say_how_much_lies_in_them(page: Page, study: Any) -> None:
    expect(row(page, "Trust").locator("[data-count]")).to_have_text("1")
    expect(row(page, "Trust").locator("[data-count-all]")).to_have_text("2")
    row(page, "Trust").locator(".twist").click()
    assert names(page) == ["Trust", "Work", "Time saved"]

    page.reload()
    expect(page.locator("#code-tree li[draggable]:visible")).to_have_count(3)
    focus(page, "Trust")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(row(page, "Errors").locator(".tree-row")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#code-tree li[draggable]:visible")).to_have_count(3)
    page.get_by_label("Filter codes").fill("errors")
    expect(page.locator("#code-tree li[draggable]:visible .name")).to_have_text(["Errors"])


def test_a_code_is_dragged_below_another_and_beside_a_third(page: Page, study: Any) -> None:
    row(page, "Errors").locator(".tree-row").drag_to(row(page, "Work").locator(".tree-row"))
    expect(page.locator("#code-tree .name")).to_have_text(["Trust", "Checking", "Work", "Time saved", "Errors"])
    assert paths(study) == ["Trust", "Trust/Checking", "Work", "Work/Time saved", "Work/Errors"]

    row(page, "Work").locator(".tree-row").drag_to(
        row(page, "Trust").locator(".tree-row"), target_position={"x": 40, "y": 2}
    )
    expect(page.locator("#code-tree .name").first).to_have_text("Work")
    assert paths(study)[0] == "Work"
    # A branch goes nowhere within itself.
    row(page, "Work").locator(".tree-row").drag_to(row(page, "Time saved").locator(".tree-row"))
    assert paths(study)[:2] == ["Work", "Work/Time saved"]


def test_the_keyboard_alone_moves_nests_renames_and_recolours(page: Page, study: Any) -> None:
    focus(page, "Checking")
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("#code-tree .name").nth(1)).to_have_text("Checking")
    expect(row(page, "Checking").locator(".tree-row")).to_be_focused()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("#code-tree .name")).to_have_text(["Trust", "Errors", "Checking", "Work", "Time saved"])
    assert paths(study)[2] == "Checking"
    page.keyboard.press("Alt+ArrowRight")
    expect(row(page, "Checking")).to_have_class("tint-0 level-1")

    page.keyboard.press("F2")
    page.keyboard.type("Double-checking")
    page.keyboard.press("Enter")
    expect(page.locator("#code-tree .name").nth(2)).to_have_text("Double-checking")
    expect(row(page, "Double-checking").locator(".tree-row")).to_be_focused()

    page.keyboard.press("Shift+F10")
    expect(page.locator("#code-menu")).to_be_visible()
    page.locator("#code-menu").get_by_role("button", name="violet").focus()
    page.keyboard.press("Enter")
    expect(row(page, "Double-checking")).to_have_class("tint-19 level-1")


def test_the_menu_edits_merges_and_retires_and_the_selected_words_stay(page: Page, study: Any) -> None:
    drag(page, "Nobody asked", "us first")
    close_picker(page)
    expect(page.locator("#where")).to_contain_text("4 words")
    selected = page.locator("#where").inner_text()

    row(page, "Errors").locator(".tree-row").click(button="right")
    page.get_by_role("link", name="Edit the definition").click()
    page.get_by_label("Definition").fill("Mistakes of the tool.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(row(page, "Errors").locator(".tree-row")).to_have_attribute("title", "Mistakes of the tool.")

    row(page, "Errors").hover()
    row(page, "Errors").get_by_role("button", name="More").click()
    page.get_by_role("link", name="Merge into").click()
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_disabled()
    page.get_by_role("dialog").get_by_label("Merge into").select_option(label="    Checking")
    expect(page.locator("#merge-preview")).to_contain_text("1 coding becomes “Checking”")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.locator("#code-tree .name")).to_have_text(["Trust", "Checking", "Work", "Time saved"])
    expect(row(page, "Checking").locator("[data-count]")).to_have_text("1")

    row(page, "Time saved").locator(".tree-row").click(button="right")
    page.get_by_role("button", name="Retire").click()
    expect(page.locator("#code-tree .name")).to_have_text(["Trust", "Checking", "Work"])
    assert Code.objects.get(name="Time saved").retired_at
    expect(page.locator("#where")).to_have_text(selected)


def test_readers_see_the_tree_and_change_nothing(page_as: Callable[..., Page], study: Any) -> None:
    page = open_source(page_as(study.reader), study)
    expect(page.locator("#code-tree li[draggable]")).to_have_count(5)
    expect(page.locator("[data-more], #code-menu, #add-code")).to_have_count(0)


def test_the_tree_and_its_menu_are_accessible(page: Page, assert_accessible: Callable[..., None]) -> None:
    focus(page, "Errors")
    page.keyboard.press("Shift+F10")
    expect(page.locator("#code-menu")).to_be_visible()
    assert_accessible(page)
