"""The codebook in a real browser: written with the keyboard alone, accessible, exported to Word."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
from django.urls import reverse
from playwright.sync_api import Page, expect

from coding.codebook.queries import code_tree
from tests.factories.coding import CodingFactory


def paths(project: Any) -> list[str]:
    return [node.path for node in code_tree(project)]


def add_code(page: Page, name: str, *, definition: str = "", key: str = "n") -> None:
    """Press the key that adds a code and fill the dialog without the mouse."""
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(name)
    if definition:
        page.keyboard.press("Tab")  # below which code
        page.keyboard.press("Tab")
        page.keyboard.type(definition)
    page.get_by_label("Name").focus()
    page.keyboard.press("Enter")
    # The list is drawn anew, and the new code has the focus.
    expect(page.get_by_role("link", name=name, exact=True)).to_be_focused()


def choose_in_menu(page: Page, downs: int) -> None:
    """Open the menu of the code in focus, and take an item, with the keyboard."""
    page.keyboard.press("Tab")
    while "code-more" not in page.evaluate("document.activeElement.id"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(":popover-open a").first).to_be_focused()
    for _ in range(downs):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")


def test_a_codebook_is_built_with_the_keyboard_and_exported_to_word(
    page_as: Callable[..., Page], project: Any, lead: Any, run_jobs: Callable[[], list[Any]], tmp_path: Path
) -> None:
    page = page_as(lead)
    page.goto(reverse("codebook:tree", args=[project.slug]))
    expect(page.get_by_role("heading", name="No codes yet")).to_be_visible()

    add_code(page, "Trust", definition="Faith in the tool.")
    add_code(page, "Work")

    # A subcode from the menu of the first code: Edit, Add a subcode.
    page.get_by_role("link", name="Trust", exact=True).focus()
    choose_in_menu(page, downs=1)
    expect(page.get_by_label("Below")).to_have_value(str(project.codes.get(name="Trust").pk))
    page.get_by_label("Name").fill("Errors")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Errors", exact=True)).to_be_focused()
    assert paths(project) == ["Trust", "Trust/Errors", "Work"]

    # Edit the code in focus with one key; the name that is taken is said in the dialog.
    page.keyboard.press("e")
    page.get_by_label("Name").fill("Mistakes")
    page.get_by_label("When to use").fill("Slips of the tool.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Mistakes", exact=True)).to_be_focused()
    expect(page.get_by_text("Slips of the tool.")).to_be_visible()

    page.get_by_role("link", name="Work", exact=True).focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator("tbody th").first).to_have_text("Work")
    assert paths(project) == ["Work", "Trust", "Trust/Mistakes"]

    page.get_by_role("link", name="Export", exact=True).click()
    card = page.locator("#codebook")
    card.get_by_role("button", name="Export").click()
    expect(card.locator(".export-result")).to_contain_text("Codebook, Word")
    run_jobs()
    with page.expect_download() as download:
        card.get_by_role("link", name="Download").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    assert file.name == f"{project.slug}-codebook.docx"
    [table] = docx.Document(str(file)).tables
    assert [cell.text for cell in table.columns[0].cells] == ["Code", "Work", "Trust", "Mistakes"]
    assert table.cell(3, 2).text == "Slips of the tool."


def test_a_refusal_is_said_where_it_belongs_and_a_removal_can_be_taken_back(
    page_as: Callable[..., Page], study: Any, problems: Any
) -> None:
    problems.expect("422")
    page = page_as(study.coder)
    page.goto(reverse("codebook:tree", args=[study.slug]))

    page.get_by_role("link", name="Add code").click()
    page.get_by_label("Name").fill("Trust")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog")).to_contain_text("There is a code “Trust” at the top of the codebook already.")
    page.keyboard.press("Escape")

    page.get_by_role("button", name="More for Work").click()
    page.get_by_role("button", name="Retire").click()
    expect(page.locator("#messages")).to_contain_text("“Work” was retired.")
    expect(page.locator("tbody tr")).to_have_count(3)
    page.get_by_text("2 retired codes").click()
    page.get_by_role("button", name="Bring back Work").click()
    expect(page.locator("tbody tr")).to_have_count(5)


def test_codes_are_found_by_typing_and_walked_by_keys(page_as: Callable[..., Page], study: Any) -> None:
    page = page_as(study.reader)
    page.goto(reverse("codebook:tree", args=[study.slug]))

    page.get_by_label("Filter codes").fill("trust/e")
    expect(page.locator("tbody tr:visible")).to_have_count(1)
    page.get_by_label("Filter codes").fill("nothing like it")
    expect(page.locator("#code-filter-none")).to_be_visible()
    page.get_by_label("Filter codes").fill("")
    page.get_by_label("Filter codes").blur()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Errors", exact=True)).to_be_focused()
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Trust", exact=True)).to_be_focused()


def test_the_pages_keep_the_rules_of_accessibility_in_light_and_dark(
    page_as: Callable[..., Page], study: Any, assert_accessible: Callable[..., None]
) -> None:
    CodingFactory(source=study.transcripts[0], code=study.codes["Trust"], coder=study.coder)
    for scheme in ("light", "dark"):
        page = page_as(study.lead, color_scheme=scheme)
        for name, arguments in (
            ("codebook:tree", []),
            ("codebook:code", [study.codes["Trust"].pk]),
            ("codebook:import", []),
            ("exports:list", []),
        ):
            page.goto(reverse(name, args=[study.slug, *arguments]))
            assert_accessible(page)
        page.goto(reverse("codebook:tree", args=[study.slug]))
        page.get_by_role("link", name="Add code").click()
        expect(page.get_by_role("dialog")).to_be_visible()
        assert_accessible(page, "dialog[open]")
